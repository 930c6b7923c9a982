"""How a rulebook falls apart: a cutset, and components that share neither question nor group.

With the answers to the cutset fixed, visibility, gates and wording are constant, and the score is
a sum over components that do not know of each other (cutset conditioning, Dechter 1990). All
exact methods rest on this: they enumerate the cutset and each component, never their product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import prod

from app.analysis.memo import memo
from app.engine.questions import Condition, Question
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
    named = {name for condition in _cutting(rulebook) for name in condition}
    cutset = tuple(question for question in rulebook.questions if question.id in named)
    groups = _groups(rulebook)
    parts = _linked(
        [question.id for question in rulebook.questions if question.id not in named],
        [_asked_by(rules) - named for rules in groups],
    )
    return Structure(
        cutset=cutset,
        components=tuple(_component(rulebook, part, groups) for part in parts),
        fixed=tuple(rules for rules in groups if _asked_by(rules) <= named),
    )


def _cutting(rulebook: Rulebook) -> Iterator[Condition]:
    yield from (question.ask_when for question in rulebook.questions)
    for gate in rulebook.gates:
        yield from (gate.when, gate.unless)
    yield from (row.when for row in rulebook.verdicts)


def _groups(rulebook: Rulebook) -> list[tuple[Rule, ...]]:
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
