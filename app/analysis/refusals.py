"""What is true of conditions, gates and rules for all answers: which can never hold, win or count.

Exact, standard library only. What makes a rulebook unusable although every name resolves stands
first. Each function answers one question about *all* answer sets, those with unknowns included. All
but the first need a rulebook within the budget.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

from app.analysis.structure import (
    BUDGET,
    UNKNOWN_STATE,
    Assignment,
    assignments,
    count_assignments,
    count_cells,
    count_states,
    rules_by_group,
    states,
    structure,
)
from app.analysis.tables import Scores, fixed_scores, tables
from app.engine.questions import Chosen, Condition, holds
from app.engine.rules import Rule, Rulebook, Sweep, Verdict
from app.engine.scoring import counted_rules


@dataclass(frozen=True, slots=True)
class Excess:
    """Questions that are entangled beyond the budget; `assignments` is None if not counted."""

    questions: tuple[str, ...]
    assignments: int | None


def over_budget(rulebook: Rulebook) -> tuple[Excess, ...]:
    """The components, and the cutset, with more assignments than the budget allows."""
    parts = structure(rulebook)
    excess = [
        Excess(tuple(question.id for question in component.questions), cells)
        for component in parts.components
        if (cells := count_cells(component)) > BUDGET
    ]
    # A question alone is looked at first: its states must never be listed if there are too many.
    too_many = any(count_states(question) > BUDGET for question in parts.cutset)
    if too_many or count_assignments(rulebook) > BUDGET:
        excess.append(Excess(tuple(question.id for question in parts.cutset), None))
    return tuple(excess)


def count_weightings(sweep: Sweep) -> int:
    """How many weightings the ranges span before any order is asked for."""
    return prod(high - low + 1 for low, high in sweep.ranges.values())


def can_hold(rulebook: Rulebook, *conditions: Condition) -> bool:
    """Whether some answers meet all the conditions at once."""
    return any(_can_hold_in(rulebook, way, conditions) for way in assignments(rulebook))


def _can_hold_in(rulebook: Rulebook, way: Assignment, conditions: Iterable[Condition]) -> bool:
    """Whatever lies outside the cutset can be answered freely, if it is asked at all."""
    free: dict[str, list[frozenset[str]]] = {}
    for condition in conditions:
        for name, options in condition.items():
            if name not in way.cutset:
                free.setdefault(name, []).append(options)
            elif options.isdisjoint(way.chosen.get(name, ())):
                return False
    return free.keys() <= way.visible and all(
        _one_answer_meets(rulebook, name, wanted) for name, wanted in free.items()
    )


def _one_answer_meets(rulebook: Rulebook, name: str, wanted: list[frozenset[str]]) -> bool:
    """Every listed option is an answer by itself, so that one condition alone can be met."""
    question = rulebook.question_by_id[name]
    if frozenset.intersection(*wanted):
        return True
    together = {option.id for option in question.options if not option.exclusive}
    return question.kind == "many" and all(options & together for options in wanted)


def without_alternative(rulebook: Rulebook) -> Chosen | None:
    """The fewest answers for which the gates leave no alternative; None if there always is one."""
    shut = [way.chosen for way in assignments(rulebook) if not way.available]
    return min(shut, key=len, default=None)


def never_taken(rulebook: Rulebook) -> tuple[Verdict, ...]:
    """The rows that an earlier row for the same leader always precedes, or that never hold."""
    taken = {row for way in assignments(rulebook) for row in way.verdicts.values()}
    return tuple(row for row in rulebook.verdicts if row.id not in taken)


def never_won(rulebook: Rulebook, *, complete: bool = False) -> tuple[Verdict, ...]:
    """The rows with a leader that is never ahead by `too_close`, nor left alone, where they hold.

    `complete` asks only of answer sets in which no visible question is unknown.
    """
    lost = []
    for row in rulebook.verdicts:
        if row.leader is not None:
            ways = _ways_to(rulebook, row.leader, row.id, complete)
            if not any(_wins(rulebook, way, complete) for way in ways):
                lost.append(row)
    return tuple(lost)


@dataclass(frozen=True, slots=True)
class _Way:
    """All that a cutset assignment decides about who wins: assignments that agree are one."""

    pairs: tuple[tuple[int, int], ...]
    fixed: Scores
    profiles: tuple[int, ...]


def _ways_to(rulebook: Rulebook, leader: str, row: str, complete: bool) -> Iterable[_Way]:
    """The assignments in which the row is the one for its leader, and no gate blocks that."""
    sides = tuple(rulebook.alternative_by_id)
    parts, fixed = tables(rulebook), fixed_scores(rulebook)
    ways: dict[_Way, None] = {}
    for number, way in enumerate(assignments(rulebook)):
        counts = way.complete or not complete
        if counts and way.verdicts[leader] == row and leader in way.available:
            rivals = [sides.index(side) for side in way.available if side != leader]
            pairs = tuple((sides.index(leader), rival) for rival in rivals)
            profiles = tuple(table.profile_of[number] for table in parts)
            ways[_Way(pairs, fixed[number], profiles)] = None
    return ways


def _wins(rulebook: Rulebook, way: _Way, complete: bool) -> bool:
    """Whether some answers to the components put the leader `too_close` ahead of all rivals."""
    best = {_ahead(way.fixed, way.pairs)}
    for table, number in zip(tables(rulebook), way.profiles, strict=True):
        profile = table.profiles[number]
        cells = profile.complete() if complete else profile.cells
        steps = _largest(_ahead(cell.scores, way.pairs) for cell in cells)
        best = _largest(tuple(map(sum, zip(a, b, strict=True))) for a in best for b in steps)
    return any(all(lead >= rulebook.too_close for lead in leads) for leads in best)


def _ahead(scores: Scores, pairs: Iterable[tuple[int, int]]) -> Scores:
    return tuple(scores[leader] - scores[rival] for leader, rival in pairs)


def _largest(leads: Iterable[Scores]) -> set[Scores]:
    """Those that no other equals or exceeds everywhere: the only ones a largest sum can need."""
    kept: set[Scores] = set()
    for lead in sorted(set(leads), reverse=True):
        if not any(all(x >= y for x, y in zip(other, lead, strict=True)) for other in kept):
            kept.add(lead)
    return kept


def pairs(rulebook: Rulebook, *, same_group: bool) -> Iterator[tuple[Rule, Rule]]:
    """Rules that speak for, or against, the same alternative; in file order."""
    for first, second in combinations(rulebook.rules, 2):
        alike = any(
            points * second.points.get(side, 0) > 0 for side, points in first.points.items()
        )
        if alike and (first.group == second.group) is same_group:
            yield first, second


def implies(rulebook: Rulebook, condition: Condition, other: Condition) -> bool:
    """Whether the other condition holds whenever this one does, by what both ask for.

    What makes the questions of the condition visible counts as asked for.
    """
    asked = list(_asked(rulebook, condition))
    return all(
        any(name == wanted and options <= among for name, options in asked)
        for wanted, among in other.items()
    )


def _asked(rulebook: Rulebook, condition: Condition) -> Iterator[tuple[str, frozenset[str]]]:
    for name, options in condition.items():
        yield name, options
        yield from _asked(rulebook, rulebook.question_by_id[name].ask_when)


def never_counted(rulebook: Rulebook) -> tuple[Rule, ...]:
    """The rules that another of their group is counted instead of, whatever the answers; exact."""
    counted: set[str] = set()
    for rules in rules_by_group(rulebook):
        counted |= _counted_ever(rulebook, rules)
    return tuple(rule for rule in rulebook.rules if rule.id not in counted)


def _counted_ever(rulebook: Rulebook, rules: Sequence[Rule]) -> set[str]:
    counted: set[str] = set()
    for chosen in _known_answers(rulebook, rules):
        fired = [rule for rule in rules if holds(rule.when, chosen)]
        counted |= {rule.id for rule in counted_rules(fired).values()}
        if len(counted) == len(rules):
            break
    return counted


def _known_answers(rulebook: Rulebook, rules: Iterable[Rule]) -> Iterator[Chosen]:
    """Everything that can be known of the questions that these rules name."""
    named = {name for rule in rules for name in rule.when}
    seen: set[object] = set()
    for way in assignments(rulebook):
        fixed = {name: way.chosen[name] for name in sorted(named) if name in way.chosen}
        free = sorted(name for name in named - way.cutset if name in way.visible)
        key = tuple(fixed.items()), tuple(free)
        if key not in seen:
            seen.add(key)
            choices = [states(rulebook.question_by_id[name]) for name in free]
            for answers in product(*choices):
                yield fixed | _given(free, answers)


def _given(names: Iterable[str], answers: Iterable[frozenset[str]]) -> dict[str, frozenset[str]]:
    given = zip(names, answers, strict=True)
    return {name: state for name, state in given if state != UNKNOWN_STATE}
