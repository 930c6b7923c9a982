"""Disagreeing with a result: rules and gates switched off, and reasons of one's own.

An adjusted result is an ordinary one, of the rulebook with these changes: its ledger adds up in the
same way. It never replaces the other, which is what the rulebook says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from app.engine.adjustments import Adjustments, OwnReason, divided, own_weights
from app.engine.answers import Answers
from app.engine.results import Contribution, Result
from app.engine.rules import Group, Rule, Rulebook
from app.engine.scoring import evaluate

OWN = "own:"
"""Begins the id of an own reason where a rule is expected; no rulebook has such an id."""


def adjusted_rulebook(rulebook: Rulebook, adjustments: Adjustments) -> Rulebook:
    """The rulebook with the changes it has a place for, under a fingerprint of its own.

    Itself without any. A reason of one's own is a rule that always holds, in a group by itself.
    """
    changes, _ = divided(rulebook, adjustments)
    if not changes:
        return rulebook
    content = json.dumps([rulebook.sha256, changes.record()])
    own = tuple(_own_rules(rulebook, changes.own_reasons))
    return replace(
        rulebook,
        sha256=sha256(content.encode()).hexdigest(),
        groups=(*rulebook.groups, *(Group(rule.group, rule.because) for rule in own)),
        rules=(*(rule for rule in rulebook.rules if rule.id not in changes.rules_off), *own),
        gates=tuple(gate for gate in rulebook.gates if gate.id not in changes.gates_off),
    )


def adjusted(rulebook: Rulebook, answers: Answers, adjustments: Adjustments) -> Result:
    """What the answers come to with the adjustments."""
    return evaluate(adjusted_rulebook(rulebook, adjustments), answers)


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Adjustments and the result with them."""

    adjustments: Adjustments
    result: Result


def adjusted_if_any(
    rulebook: Rulebook, answers: Answers, adjustments: Adjustments
) -> Adjusted | None:
    """The second result; None where nothing is adjusted."""
    if not adjustments:
        return None
    return Adjusted(adjustments, adjusted(rulebook, answers, adjustments))


def without_texts(adjusted: Adjusted, instead: str) -> Adjusted:
    """The same with these words in place of every own reason."""
    changes, result = adjusted.adjustments, adjusted.result
    reasons = tuple(replace(own, text=instead) for own in changes.own_reasons)
    ledger = tuple(
        replace(line, because=instead) if is_own(line) else line for line in result.ledger
    )
    return Adjusted(replace(changes, own_reasons=reasons), replace(result, ledger=ledger))


def is_own(line: Contribution) -> bool:
    """Whether a line of a ledger is a reason of one's own."""
    return line.rule.startswith(OWN)


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A rule that the answers meet and that is switched off, and what counts in its place.

    `line` is how it stands in the rulebook's own ledger: one that was counted at no place there
    leaves none.
    """

    line: Contribution
    instead: tuple[Contribution, ...]


def switched_off(result: Result, without: Result) -> tuple[SwitchedOff, ...]:
    """The lines of the rulebook's result that the adjusted one does not have, in file order."""
    kept = {line.rule for line in without.ledger}
    before = {place for line in result.ledger for place in _places(line)}
    newly = [line for line in without.ledger if not before.issuperset(_places(line))]
    return tuple(
        SwitchedOff(line, tuple(_stand_ins(line, newly)))
        for line in result.ledger
        if line.rule not in kept
    )


def _own_rules(rulebook: Rulebook, reasons: Iterable[OwnReason]) -> Iterator[Rule]:
    weights = own_weights(rulebook)
    for number, own in enumerate(reasons, start=1):
        yield Rule(
            id=f"{OWN}{number}",
            when={},
            points={own.side: weights[own.weight]},
            group=f"{OWN}{number}",
            tier=own.weight,
            because=own.text,
            claims=(),
        )


def _places(line: Contribution) -> set[tuple[str, str, str, bool]]:
    """Where a rule counts: itself, its group, an alternative, and for or against that."""
    return {(line.rule, *place) for place in _counted_at(line)}


def _counted_at(line: Contribution) -> Iterator[tuple[str, str, bool]]:
    for alternative, points in line.credited.items():
        yield line.group, alternative, points > 0


def _stand_ins(gone: Contribution, newly: Iterable[Contribution]) -> Iterator[Contribution]:
    left = set(_counted_at(gone))
    return (line for line in newly if not left.isdisjoint(_counted_at(line)))
