"""Changed answers that change the verdict: the fewest of them, and what a single answer can do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from app.analysis.bounds import bounds, ends_with_one_more
from app.analysis.memo import memo
from app.analysis.search import search
from app.analysis.settled import Interval
from app.analysis.slots import costs, given
from app.analysis.space import Flags, Space, space
from app.analysis.standing import Solution, Standing, standing
from app.engine.answers import Answers, visible_questions
from app.engine.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Flip:
    """Answers that, put in place of those given, change the verdict.

    `changes` maps questions to their new answers, in file order; `lead` and `leader` are those of
    the new result, None as there.
    """

    changes: Mapping[str, frozenset[str]]
    verdict: str
    leader: str | None
    lead: int | None


@dataclass(frozen=True, slots=True)
class Flips:
    """The flips with the fewest changes, the best to show first; empty if there is none.

    `facts_changed`: no flip left the facts alone, so these may change them. `complete` is False if
    there are more than a search collects (`search.MOST_FOUND`).
    """

    flips: tuple[Flip, ...]
    facts_changed: bool
    complete: bool


def smallest_flips(
    rulebook: Rulebook,
    answers: Answers,
    *,
    target: str | None = None,
    frozen: Collection[str] | None = None,
) -> Flips:
    """The fewest changes to another verdict, or to the verdict `target`.

    An unknown question that is given an answer counts as a change, and so does a question that
    only other changes reveal; nothing is changed to "I do not know". Facts are frozen, as they
    are or unknown; if there is no flip then, only the facts that a verdict row names. `frozen`
    names the frozen questions instead.
    """
    known, now = _as_it_is(rulebook, frozenset(answers.items()))
    facts = {question.id for question in rulebook.questions if question.type == "fact"}
    if frozen is not None:
        return _flips(now, known, target, frozen, facts_changed=not facts <= set(frozen))
    of_judgements = _flips(now, known, target, facts, facts_changed=False)
    if of_judgements.flips:
        return of_judgements
    named = {question for row in rulebook.verdicts for question in row.when}
    return _flips(now, known, target, facts & named, facts_changed=True)


def single_changes(rulebook: Rulebook, answers: Answers) -> tuple[Flip, ...]:
    """Every change of one visible answer, or unknown, that changes the verdict; none is frozen."""
    known, now = _as_it_is(rulebook, frozenset(answers.items()))
    changes = now.single_changes(costs(now.space, known, ()))
    return _ranked(now.space, known, changes)


@lru_cache(maxsize=16)
def _as_it_is(
    rulebook: Rulebook, answers: frozenset[tuple[str, frozenset[str] | None]]
) -> tuple[Answers, Standing]:
    """The visible answers and how things stand with them: all asked of a result needs both."""
    known = given(rulebook, dict(answers))
    return known, standing(space(rulebook), known)


def _flips(
    now: Standing,
    known: Answers,
    target: str | None,
    frozen: Collection[str],
    *,
    facts_changed: bool,
) -> Flips:
    rows = enumerate(now.space.rulebook.verdicts)
    wanted = {n for n, row in rows if n != now.row and target in (None, row.id)}
    solutions = search(now, costs(now.space, known, frozen), wanted)
    flips = _ranked(now.space, known, solutions.every)
    return Flips(flips, facts_changed, solutions.complete)


def _ranked(space: Space, known: Answers, solutions: Iterable[Solution]) -> tuple[Flip, ...]:
    """Without needless ticks; judgements before facts, then the largest lead, then file order."""
    facts = _slots_of(space.rulebook).facts

    def rank(solution: Solution) -> tuple[int, int, tuple[int, ...]]:
        return len(facts.intersection(solution.slots)), -(_lead(solution) or 0), solution.slots

    kept = _without_needless_ticks(space, known, solutions)
    return tuple(_flip(space, solution) for solution in sorted(kept, key=rank))


class _Slots(NamedTuple):
    """The slots of facts, and those of questions that take several answers."""

    facts: frozenset[int]
    many: frozenset[int]


@memo
def _slots_of(rulebook: Rulebook) -> _Slots:
    asked = enumerate(name for name, _ in space(rulebook).meaning)
    questions = [(slot, rulebook.question_by_id[name]) for slot, name in asked if name]
    return _Slots(
        frozenset(slot for slot, question in questions if question.type == "fact"),
        frozenset(slot for slot, question in questions if question.kind == "many"),
    )


def _flip(space: Space, solution: Solution) -> Flip:
    row = space.rulebook.verdicts[solution.verdict]
    changes = dict(space.meaning[slot] for slot in solution.slots)
    return Flip(changes, row.id, row.leader, _lead(solution))


def _lead(solution: Solution) -> int | None:
    return None if solution.by_rule else abs(solution.contrast)


def _without_needless_ticks(
    space: Space, known: Answers, solutions: Iterable[Solution]
) -> Iterator[Solution]:
    """Drops what differs from another solution only by more ticks set or removed than there."""
    alike: dict[object, list[tuple[frozenset[tuple[str, str]], Solution]]] = defaultdict(list)
    many = _slots_of(space.rulebook).many
    for solution in solutions:
        if many.isdisjoint(solution.slots):
            yield solution
            continue
        ticks, others = _ticks(space, known, solution)
        alike[solution.verdict, others].append((ticks, solution))
    for group in alike.values():
        for ticks, solution in group:
            if not any(fewer < ticks for fewer, _ in group):
                yield solution


def _ticks(
    space: Space, known: Answers, solution: Solution
) -> tuple[frozenset[tuple[str, str]], tuple[object, ...]]:
    """The ticks that change in multiple choices, and all else that tells solutions apart."""
    ticks: set[tuple[str, str]] = set()
    others: list[object] = []
    for slot in solution.slots:
        name, state = space.meaning[slot]
        if space.blocks[name].question.kind == "many":
            ticks.update((name, option) for option in state ^ (known.get(name) or frozenset()))
            others.append(name)
        else:
            others.append(slot)
    return frozenset(ticks), tuple(others)


@dataclass(frozen=True, slots=True)
class Pivotal:
    """Every change of one answer alone that changes the verdict.

    `answers`: another answer instead of the one given. `unknowns`: an answer to a visible question
    that is open or answered with "I do not know"; these are worth finding out.
    """

    answers: tuple[Flip, ...]
    unknowns: tuple[Flip, ...]


@dataclass(frozen=True, slots=True)
class Swing:
    """How far the lead of the first alternative goes when one question alone varies."""

    question: str
    interval: Interval

    @property
    def width(self) -> int:
        """The points between both ends."""
        return self.interval.high - self.interval.low

    @property
    def furthest(self) -> int:
        """The points at the end that is further from level."""
        return max(abs(self.interval.low), abs(self.interval.high))


def pivotal(rulebook: Rulebook, answers: Answers) -> Pivotal:
    """The single changes that matter, those of known answers and those of unknowns apart."""
    known = given(rulebook, answers, reopen=True)
    changes = single_changes(rulebook, answers)
    return Pivotal(
        answers=tuple(flip for flip in changes if flip.changes.keys() <= known.keys()),
        unknowns=tuple(flip for flip in changes if not flip.changes.keys() <= known.keys()),
    )


def tornado(rulebook: Rulebook, answers: Answers) -> tuple[Swing, ...]:
    """For each visible question the lead over all its answers and unknown, widest first.

    Everything else stays as it is, open questions stay unknown, and so does what is revealed.
    """
    first, second = rulebook.alternative_by_id
    known, now = _as_it_is(rulebook, frozenset(answers.items()))
    ends = _ends(now.space, now.now)
    swings = [
        Swing(question.id, Interval(first, second, *ends[question.id]))
        for question in visible_questions(rulebook, known)
    ]
    return tuple(sorted(swings, key=lambda swing: -swing.width))


def _ends(space: Space, now: Flags) -> Mapping[str, tuple[int, int]]:
    """Lowest and highest contrast when each question alone varies."""
    ends = dict(ends_with_one_more(space, now))
    for question in space.cutset:
        varied = now.copy()
        varied[space.blocks[question].slots] = True
        ends[question] = bounds(space, varied).ends
    return ends
