"""What an evaluation says: the result, its ledger, and both as a plain record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

PLAIN = frozenset({str, int, bool, type(None)})
"""The types of most values, which a record and its result have alike."""

GivenAnswers = Mapping[str, str | tuple[str, ...]]
"""Question id → the chosen option, or the chosen options of a multiple-choice question."""


@dataclass(frozen=True, slots=True)
class RulebookReference:
    """Which rulebook was applied, down to its bytes."""

    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many questions are visible, and how many of them answered, unknown or still open."""

    visible: int
    answered: int
    unknown: int
    open: int


@dataclass(frozen=True, slots=True)
class ByPoints:
    """Who would lead, and by how much, if there were no gate; no leader when too close."""

    leader: str | None
    lead: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """One line of the ledger: a rule that fired, and what it was worth.

    `credited` maps alternatives to the points that counted. It is empty when a stronger rule of
    the group was counted instead; `counted_by` then names that rule.
    """

    rule: str
    group: str
    points: Mapping[str, int]
    credited: Mapping[str, int]
    counted_by: str | None
    answers: GivenAnswers
    because: str
    claims: tuple[str, ...]
    presumption: bool


@dataclass(frozen=True, slots=True)
class GateDecision:
    """A gate that is shut, the alternatives it rules out, and the answers that shut it."""

    gate: str
    blocks: tuple[str, ...]
    because: str
    claims: tuple[str, ...]
    answers: GivenAnswers


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one evaluation. The field names are those of the output record.

    Too close to call: `strength`, `leader` and `runner_up` are None and `tied` names every
    alternative within `too_close` of the top. Decided by a gate: `strength` is "by rule",
    `runner_up` and `lead` are None.
    """

    rulebook: RulebookReference
    verdict: str
    label: str
    note: str | None
    basis: Literal["points", "rule"]
    strength: str | None
    leader: str | None
    runner_up: str | None
    tied: tuple[str, ...]
    lead: int | None
    scores: Mapping[str, int]
    by_points: ByPoints
    ledger: tuple[Contribution, ...]
    gates: tuple[GateDecision, ...]
    coverage: Coverage
    claims: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """The result in plain JSON types; `from_record` reads it back to an equal result."""
        record: dict[str, Any] = _plain(self)
        return record

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Result:
        """The result that `record` was made from."""
        values = _with_tuples(record)
        return cls(
            **values
            | {
                "rulebook": RulebookReference(**values["rulebook"]),
                "by_points": ByPoints(**values["by_points"]),
                "ledger": tuple(Contribution(**entry) for entry in values["ledger"]),
                "gates": tuple(GateDecision(**gate) for gate in values["gates"]),
                "coverage": Coverage(**values["coverage"]),
            }
        )


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is tuple:
        return [_plain(item) for item in value]
    if kind is dict or isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    # Not `fields`, which takes longer than all the rest; no class here has a ClassVar.
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}


def _with_tuples(value: Any) -> Any:
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is dict or isinstance(value, Mapping):
        return {
            key: item if type(item) in PLAIN else _with_tuples(item) for key, item in value.items()
        }
    if isinstance(value, list):
        return tuple([_with_tuples(item) for item in value])
    return value
