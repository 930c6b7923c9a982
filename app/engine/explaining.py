"""Why a result came out as it did: the contrast of two alternatives, and what speaks against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from app.engine.answers import Answers, chosen_options, visible_answers, visible_questions
from app.engine.questions import Question, holds
from app.engine.results import Contribution, GivenAnswers, Result
from app.engine.rules import Rule, Rulebook
from app.engine.scoring import ranked


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
    """The largest reason for `alternative`: one that holds, or one a single change would make.

    Either `answers` made the rule fire, or `change` (question, option) would make it fire.
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

    An argument that holds comes before one that a changed answer would make; () if there is none.
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
    """The largest rule for this side that does not fire, but would with one changed answer."""
    visible = visible_answers(rulebook, answers)
    fired = {line.rule for line in result.ledger}
    silent = [rule for rule in rulebook.rules if rule.id not in fired]
    for points, rule in sorted(_speaking_for(silent, side, other), key=lambda pair: -pair[0]):
        for change in _changes(rulebook, visible, rule):
            if _fires(rulebook, rule, _changed(rulebook, visible, *change)):
                return CounterArgument(
                    side, points, rule.id, rule.because, rule.claims, None, change
                )
    return None


def _speaking_for(rules: Iterable[Rule], side: str, other: str) -> Iterator[tuple[int, Rule]]:
    for rule in rules:
        points = rule.points.get(side, 0) - rule.points.get(other, 0)
        if points > 0:
            yield points, rule


def _changes(rulebook: Rulebook, answers: Answers, rule: Rule) -> Iterator[tuple[str, str]]:
    """Every listed option of every question of the condition that is visible now."""
    for question in visible_questions(rulebook, answers):
        for option in question.option_ids:
            if option in rule.when.get(question.id, ()):
                yield question.id, option


def _changed(rulebook: Rulebook, answers: Answers, question_id: str, option: str) -> Answers:
    question = rulebook.question_by_id[question_id]
    return {**answers, question_id: _with_option(question, answers.get(question_id), option)}


def _with_option(question: Question, chosen: frozenset[str] | None, option: str) -> frozenset[str]:
    """One more tick where several options go together, else the option alone."""
    if question.kind == "one" or question.option(option).exclusive:
        return frozenset({option})
    together = {o for o in chosen or () if not question.option(o).exclusive}
    return frozenset(together | {option})


def _fires(rulebook: Rulebook, rule: Rule, answers: Answers) -> bool:
    return holds(rule.when, chosen_options(visible_questions(rulebook, answers), answers))
