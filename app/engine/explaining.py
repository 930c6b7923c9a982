"""Why a result came out as it did: the contrast of two alternatives, and what speaks against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from app.engine.answers import Answers, visible_answers
from app.engine.questions import Question
from app.engine.results import Contribution, GivenAnswers, Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate, ranked


@dataclass(frozen=True, slots=True)
class Term:
    """A contribution and the points it puts between the leader and the rival."""

    contribution: Contribution
    points: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """The leader against one rival; the points of all terms sum to `lead`.

    `in_favour` and `against` start with the largest. `core` is the shortest beginning of
    `in_favour` that alone outweighs everything against by `too_close`; empty if none does.
    """

    leader: str
    rival: str
    lead: int
    in_favour: tuple[Term, ...]
    against: tuple[Term, ...]
    already_counted: tuple[Contribution, ...]
    core: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class CounterArgument:
    """The largest reason for `alternative`: one that counts, or one that is a judgement away.

    Either `answers` made the rule count, or `change` (question, option) would make it count.
    """

    alternative: str
    points: int
    rule: str
    because: str
    claims: tuple[str, ...]
    answers: GivenAnswers | None
    change: tuple[str, str] | None


def contrast(rulebook: Rulebook, result: Result) -> Contrast:
    """The leader against the runner-up.

    Too close to call: the two best, in file order among equals. By rule: the survivor against the
    best of the blocked alternatives, and then the lead may be negative.
    """
    leader, rival = leader_and_rival(result)
    terms = sorted(_terms(result, leader, rival), key=lambda term: -abs(term.points))
    in_favour = tuple(term for term in terms if term.points > 0)
    against = tuple(term for term in terms if term.points < 0)
    return Contrast(
        leader=leader,
        rival=rival,
        lead=result.scores[leader] - result.scores[rival],
        in_favour=in_favour,
        against=against,
        already_counted=tuple(line for line in result.ledger if not line.credited),
        core=_core(in_favour, against, rulebook.too_close),
    )


def strongest_against(
    rulebook: Rulebook, answers: Answers, result: Result
) -> tuple[CounterArgument, ...]:
    """The strongest argument for the rival; when too close, one for each of the two best.

    An argument that counts comes before one that another judgement would make; () if there is
    none. What nobody answered is no argument, nor is a fact that would need another project.
    """
    leader, rival = leader_and_rival(result)
    sides = [(rival, leader)] if result.leader else [(leader, rival), (rival, leader)]
    arguments = (
        _strongest_fired(result, side, other)
        or _strongest_reachable(rulebook, answers, result, side, other)
        for side, other in sides
    )
    return tuple(argument for argument in arguments if argument)


def leader_and_rival(result: Result) -> tuple[str, str]:
    """The two alternatives a contrast is about; see there."""
    blocked = {alternative for gate in result.gates for alternative in gate.blocks}
    if result.basis == "rule":
        survivor = ranked(result.scores, without=blocked)[0]
        return survivor, ranked(result.scores, without={survivor})[0]
    leader, rival, *_ = ranked(result.scores, without=blocked)
    return leader, rival


def _terms(result: Result, leader: str, rival: str) -> Iterator[Term]:
    for line in result.ledger:
        yield Term(line, line.credited.get(leader, 0) - line.credited.get(rival, 0))


def _core(
    in_favour: tuple[Term, ...], against: tuple[Term, ...], too_close: int
) -> tuple[Term, ...]:
    needed = too_close - sum(term.points for term in against)
    for count, total in enumerate(accumulate(term.points for term in in_favour), start=1):
        if total >= needed:
            return in_favour[:count]
    return ()


def _strongest_fired(result: Result, side: str, other: str) -> CounterArgument | None:
    terms = [term for term in _terms(result, side, other) if term.points > 0]
    if not terms:
        return None
    strongest = max(terms, key=lambda term: term.points)  # the first in the file among equals
    line = strongest.contribution
    return CounterArgument(
        side, strongest.points, line.rule, line.because, line.claims, line.answers, None
    )


def _strongest_reachable(
    rulebook: Rulebook, answers: Answers, result: Result, side: str, other: str
) -> CounterArgument | None:
    """The largest reason for this side that would be new if one judgement were another."""
    fired = {line.rule for line in result.ledger}
    arguments = (
        CounterArgument(side, term.points, line.rule, line.because, line.claims, None, change)
        for change, changed in _other_judgements(rulebook, answers)
        for term in _terms(evaluate(rulebook, changed), side, other)
        if (line := term.contribution).rule not in fired and term.points > 0
    )
    return max(arguments, key=lambda argument: argument.points, default=None)


def _other_judgements(
    rulebook: Rulebook, answers: Answers
) -> Iterator[tuple[tuple[str, str], Answers]]:
    """Each option that was not chosen for a judgement that was given, and the answers with it."""
    visible = visible_answers(rulebook, answers)
    for question_id, chosen in visible.items():
        question = rulebook.question_by_id[question_id]
        if chosen is None or question.type == "fact":
            continue
        for option in question.option_ids:
            if option not in chosen:
                changed = _with_option(question, chosen, option)
                yield (question_id, option), {**visible, question_id: changed}


def _with_option(question: Question, chosen: frozenset[str], option: str) -> frozenset[str]:
    """One more tick where several options go together, else the option alone."""
    if question.kind == "one" or question.option(option).exclusive:
        return frozenset({option})
    return frozenset(o for o in chosen if not question.option(o).exclusive) | {option}
