"""The scores of each component, tabulated; the standard library is all this needs.

A component's table depends on the cutset only through the rules that can still fire and the
questions that are visible. Assignments that agree in both share one table, called a profile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from app.analysis.memo import memo
from app.analysis.structure import (
    UNKNOWN_STATE,
    Assignment,
    Component,
    assignments,
    states,
    structure,
)
from app.engine.questions import Chosen, Condition, holds
from app.engine.rules import Rule, Rulebook

Scores = tuple[int, ...]
"""Points for each alternative, in file order."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One assignment of a component: a state for each of its questions, and what it scores."""

    states: tuple[frozenset[str], ...]
    scores: Scores


@dataclass(frozen=True, slots=True)
class Profile:
    """The table of a component: every cell that visibility allows, unknowns included."""

    visible: tuple[bool, ...]
    cells: tuple[Cell, ...]

    def complete(self) -> Iterator[Cell]:
        """The cells in which every visible question has a known answer."""
        for cell in self.cells:
            if all(s or not asked for s, asked in zip(cell.states, self.visible, strict=True)):
                yield cell


@dataclass(frozen=True, slots=True)
class Table:
    """A component with its profiles; `profile_of` gives that of each cutset assignment."""

    component: Component
    profiles: tuple[Profile, ...]
    profile_of: tuple[int, ...]


@memo
def tables(rulebook: Rulebook) -> tuple[Table, ...]:
    """A table for each component; the work grows with cells × profiles × rules."""
    sides = tuple(rulebook.alternative_by_id)
    return tuple(
        _table(component, assignments(rulebook), sides)
        for component in structure(rulebook).components
    )


@memo
def fixed_scores(rulebook: Rulebook) -> tuple[Scores, ...]:
    """For each cutset assignment the points of the groups that the cutset alone decides."""
    sides = tuple(rulebook.alternative_by_id)
    groups = [[(rule.when, rule) for rule in rules] for rules in structure(rulebook).fixed]
    return tuple(_score(groups, assignment.chosen, sides) for assignment in assignments(rulebook))


_Groups = Sequence[Sequence[tuple[Condition, Rule]]]
"""The rules of each group, each with what is left of its condition."""


def _score(groups: _Groups, chosen: Chosen, sides: Iterable[str]) -> Scores:
    by_group = ([rule.points for rest, rule in rules if holds(rest, chosen)] for rules in groups)
    fired = [points for points in by_group if points]
    return tuple(sum(_credit(points, side) for points in fired) for side in sides)


def _credit(fired: Iterable[Mapping[str, int]], side: str) -> int:
    """The strongest reason for this side, and the strongest against it."""
    given = [points[side] for points in fired if side in points]
    return max(0, *given) + min(0, *given) if given else 0


def _table(component: Component, cutset: Sequence[Assignment], sides: tuple[str, ...]) -> Table:
    """Only the answers that bear on the component are looked at for each assignment."""
    bearing = _bearing(component, cutset[0].cutset)
    known: dict[tuple[frozenset[str] | None, ...], int] = {}
    kinds: dict[object, int] = {}
    profiles: list[Profile] = []
    profile_of = []
    for assignment in cutset:
        answers = tuple(map(assignment.chosen.get, bearing))
        if answers not in known:
            visible = tuple(q.id in assignment.visible for q in component.questions)
            groups = [_live(rules, assignment) for rules in component.groups]
            kind = visible, tuple(tuple(rule.id for _, rule in rules) for rules in groups)
            if kind not in kinds:
                kinds[kind] = len(profiles)
                profiles.append(_profile(component, visible, groups, sides))
            known[answers] = kinds[kind]
        profile_of.append(known[answers])
    return Table(component, tuple(profiles), tuple(profile_of))


def _bearing(component: Component, cutset: frozenset[str]) -> list[str]:
    conditions = [
        *(rule.when for rules in component.groups for rule in rules),
        *(question.ask_when for question in component.questions),
    ]
    return sorted(cutset.intersection(*[{q for when in conditions for q in when}]))


def _live(rules: Iterable[Rule], assignment: Assignment) -> list[tuple[Condition, Rule]]:
    """The rules that can still fire, with what their conditions ask of the component."""
    live: list[tuple[Condition, Rule]] = []
    for rule in rules:
        rest = {q: options for q, options in rule.when.items() if q not in assignment.cutset}
        decided = {q: options for q, options in rule.when.items() if q in assignment.cutset}
        if holds(decided, assignment.chosen) and rest.keys() <= assignment.visible:
            live.append((rest, rule))
    return live


def _profile(
    component: Component, visible: tuple[bool, ...], groups: _Groups, sides: tuple[str, ...]
) -> Profile:
    names = [question.id for question in component.questions]
    choices = [
        states(question) if asked else (UNKNOWN_STATE,)
        for question, asked in zip(component.questions, visible, strict=True)
    ]
    scores = [_group_scores(rules, names, sides) for rules in groups if rules]
    nothing = (0,) * len(sides)
    cells = []
    for of_cell in product(*choices):
        of_groups = [nothing, *(score(of_cell) for score in scores)]
        cells.append(Cell(of_cell, tuple(map(sum, zip(*of_groups, strict=True)))))
    return Profile(visible, tuple(cells))


def _group_scores(
    rules: Sequence[tuple[Condition, Rule]], names: Sequence[str], sides: Iterable[str]
) -> Callable[[tuple[frozenset[str], ...]], Scores]:
    """The score of one group for each cell, worked out once for all cells that look alike to it."""
    asked = {name for rest, _ in rules for name in rest}
    places = [(place, name) for place, name in enumerate(names) if name in asked]
    known: dict[tuple[frozenset[str], ...], Scores] = {}

    def score(of_cell: tuple[frozenset[str], ...]) -> Scores:
        seen = tuple(of_cell[place] for place, _ in places)
        if seen not in known:
            chosen = {name: of_cell[place] for place, name in places if of_cell[place]}
            known[seen] = _score([rules], chosen, sides)
        return known[seen]

    return score
