"""How a rulebook falls apart: a cutset, and components that share neither question nor group.

With the answers to the cutset fixed, visibility, gates and wording are constant, and the score is
a sum over components that do not know of each other (cutset conditioning, Dechter 1990). All
exact methods rest on this: they enumerate the cutset and each component, never their product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import prod

from app.analysis.memo import memo
from app.engine.questions import Chosen, Question, holds
from app.engine.rules import Rule, Rulebook

BUDGET = 20_000
"""The most assignments that the cutset, or one component, may have."""

UNKNOWN_STATE: frozenset[str] = frozenset()
"""The state of a question that is open, answered with "I do not know", or hidden."""


@dataclass(frozen=True, slots=True)
class Component:
    """Questions linked by groups, and those groups: the rules of each, in file order."""

    questions: tuple[Question, ...]
    groups: tuple[tuple[Rule, ...], ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """The parts. `fixed` holds the groups that the cutset alone decides."""

    cutset: tuple[Question, ...]
    components: tuple[Component, ...]
    fixed: tuple[tuple[Rule, ...], ...]


def states(question: Question) -> tuple[frozenset[str], ...]:
    """Everything that can be known of a question: nothing first, then its answers.

    Kind one: an option each. Kind many: each exclusive option alone, each set of the others.
    """
    if question.kind == "one":
        return (UNKNOWN_STATE, *(frozenset({option}) for option in question.option_ids))
    together = [option.id for option in question.options if not option.exclusive]
    alone = [frozenset({option.id}) for option in question.options if option.exclusive]
    several = [
        frozenset(chosen)
        for size in range(1, len(together) + 1)
        for chosen in combinations(together, size)
    ]
    return (UNKNOWN_STATE, *alone, *several)


def count_states(question: Question) -> int:
    """How many states there are, without listing them: a multiple choice can have far too many."""
    if question.kind == "one":
        return 1 + len(question.options)
    together = sum(not option.exclusive for option in question.options)
    return len(question.options) - together + (1 << together)


def count_cells(component: Component) -> int:
    """How many assignments a component has where all its questions are visible."""
    return prod(map(count_states, component.questions))


@memo
def structure(rulebook: Rulebook) -> Structure:
    """Cutset: questions named by an `ask_when`, gate or verdict row. Components: all the others."""
    cutting = [stated for stated in rulebook.conditions() if stated.table != "rule"]
    named = {name for stated in cutting for name in stated.condition}
    cutset = tuple(question for question in rulebook.questions if question.id in named)
    groups = rules_by_group(rulebook)
    parts = _linked(
        [question.id for question in rulebook.questions if question.id not in named],
        [_asked_by(rules) - named for rules in groups],
    )
    return Structure(
        cutset=cutset,
        components=tuple(_component(rulebook, part, groups) for part in parts),
        fixed=tuple(rules for rules in groups if _asked_by(rules) <= named),
    )


def rules_by_group(rulebook: Rulebook) -> list[tuple[Rule, ...]]:
    """The rules of each group, in file order."""
    by_group: dict[str, list[Rule]] = {}
    for rule in rulebook.rules:
        by_group.setdefault(rule.group, []).append(rule)
    return [tuple(rules) for rules in by_group.values()]


def _asked_by(rules: Iterable[Rule]) -> set[str]:
    return {question for rule in rules for question in rule.when}


def _linked(questions: Iterable[str], links: Iterable[set[str]]) -> list[set[str]]:
    """The questions in sets such that no link reaches from one into another."""
    parts = [{question} for question in questions]
    for link in links:
        touched = [part for part in parts if part & link]
        if len(touched) > 1:
            first, *rest = touched
            first.update(*rest)
            parts = [part for part in parts if part is first or not part & link]
    return parts


def _component(rulebook: Rulebook, part: set[str], groups: list[tuple[Rule, ...]]) -> Component:
    return Component(
        questions=tuple(question for question in rulebook.questions if question.id in part),
        groups=tuple(rules for rules in groups if _asked_by(rules) & part),
    )


@dataclass(frozen=True, slots=True)
class Assignment:
    """One way to answer the cutset, unknowns included, that visibility allows.

    `cutset` has all its questions, `chosen` the known answers; `visible` all questions, of the
    whole rulebook, that are asked then; `available` the alternatives that no gate blocks;
    `verdicts` the row for each leader (None: too close to call).
    """

    cutset: frozenset[str]
    chosen: Chosen
    visible: frozenset[str]
    available: tuple[str, ...]
    verdicts: Mapping[str | None, str]

    @property
    def complete(self) -> bool:
        """Whether every visible question of the cutset has a known answer."""
        return self.chosen.keys() == self.cutset & self.visible


@memo
def assignments(rulebook: Rulebook) -> tuple[Assignment, ...]:
    """All of them; in the first nothing is known."""
    return tuple(_described(rulebook, chosen) for chosen in _ways(structure(rulebook).cutset))


def count_assignments(rulebook: Rulebook) -> int:
    """How many there are; stops counting beyond the budget."""
    return sum(1 for _ in islice(_ways(structure(rulebook).cutset), BUDGET + 1))


def _ways(questions: Sequence[Question], chosen: Chosen | None = None) -> Iterator[Chosen]:
    """Depth first: parents precede children, and the parents of all questions are in the cutset."""
    chosen = chosen or {}
    if not questions:
        yield chosen
        return
    question, *rest = questions
    asked = holds(question.ask_when, chosen)
    for state in states(question) if asked else [UNKNOWN_STATE]:
        yield from _ways(rest, {**chosen, question.id: state} if state else chosen)


def _described(rulebook: Rulebook, chosen: Chosen) -> Assignment:
    blocked = {
        alternative
        for gate in rulebook.gates
        if gate.is_shut(chosen)
        for alternative in gate.blocks
    }
    verdicts: dict[str | None, str] = {}
    for row in rulebook.verdicts:
        if holds(row.when, chosen):
            verdicts.setdefault(row.leader, row.id)
    return Assignment(
        cutset=frozenset(question.id for question in structure(rulebook).cutset),
        chosen=chosen,
        visible=frozenset(q.id for q in rulebook.questions if holds(q.ask_when, chosen)),
        available=tuple(a for a in rulebook.alternative_by_id if a not in blocked),
        verdicts=verdicts,
    )
