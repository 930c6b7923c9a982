"""Where rules overlap: one implies another, or is never the one that counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from app.analysis.structure import UNKNOWN_STATE, assignments, states
from app.engine.questions import Chosen, Condition, holds
from app.engine.rules import Rule, Rulebook
from app.engine.scoring import counted_rules


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
    by_group: dict[str, list[Rule]] = {}
    for rule in rulebook.rules:
        by_group.setdefault(rule.group, []).append(rule)
    for rules in by_group.values():
        counted |= _counted_ever(rulebook, rules)
    return tuple(rule for rule in rulebook.rules if rule.id not in counted)


def _counted_ever(rulebook: Rulebook, rules: list[Rule]) -> set[str]:
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
