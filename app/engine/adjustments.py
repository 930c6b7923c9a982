"""What somebody changes of a rulebook for one decision, and how that is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.engine.rules import MODIFIERS, Rulebook
from app.engine.texts import cleaned, cut, in_one_line, is_visible

MOST_REASONS = 10
LONGEST_REASON = 200
MOST_WEIGHTS = 3


@dataclass(frozen=True, slots=True)
class OwnReason:
    """A reason of one's own for an alternative; `weight` is a tier of the rulebook's policy."""

    text: str
    side: str
    weight: str


@dataclass(frozen=True, slots=True)
class Adjustments:
    """Rules and gates that are switched off, ids in the order of the alphabet, and own reasons.

    `copied`: they came with the copy of a result that somebody shared.
    """

    rules_off: tuple[str, ...] = ()
    gates_off: tuple[str, ...] = ()
    own_reasons: tuple[OwnReason, ...] = ()
    copied: bool = False

    def __len__(self) -> int:
        return len(self.rules_off) + len(self.gates_off) + len(self.own_reasons)

    def record(self) -> dict[str, Any]:
        """The adjustments in plain JSON types; `from_record` reads them back to equal ones."""
        return {
            "rules_off": list(self.rules_off),
            "gates_off": list(self.gates_off),
            "own_reasons": [
                {"text": own.text, "side": own.side, "weight": own.weight}
                for own in self.own_reasons
            ],
            **({"copied": True} if self.copied else {}),
        }

    def with_rules_off(self, rules: Iterable[str]) -> Adjustments:
        """The same with these rules switched off, too."""
        return replace(self, rules_off=tuple(sorted({*self.rules_off, *rules})))

    @classmethod
    def from_record(cls, record: Mapping[str, Any] | None) -> Adjustments:
        """What `record` was made from; None is no adjustment."""
        if record is None:
            return NONE
        return cls(
            tuple(record["rules_off"]),
            tuple(record["gates_off"]),
            tuple(OwnReason(**own) for own in record["own_reasons"]),
            record.get("copied", False),
        )


NONE = Adjustments()


@dataclass(frozen=True, slots=True)
class Misplaced:
    """What is wrong with one part of the adjustments, in words that can stand beside it.

    `part` is `rules_off`, `gates_off`, `own_reasons`, or `text`, `side` or `weight` of the reason
    with that number, counted from 1.
    """

    part: str
    message: str
    number: int | None = None


def own_weights(rulebook: Rulebook) -> dict[str, int]:
    """What an own reason may weigh: the largest tiers of the policy, the largest first."""
    tiers = [
        (name, points)
        for name, points in rulebook.weights.items()
        if name not in MODIFIERS and points > 0
    ]
    return dict(sorted(tiers, key=lambda tier: -tier[1])[:MOST_WEIGHTS])


def divided(rulebook: Rulebook, adjustments: Adjustments) -> tuple[Adjustments, Adjustments]:
    """Those that this version of the rulebook has a place for, and the others."""
    weights, gates = own_weights(rulebook), {gate.id for gate in rulebook.gates}

    def has_place(own: OwnReason) -> bool:
        return own.side in rulebook.alternative_by_id and own.weight in weights

    def those(*, fitting: bool) -> Adjustments:
        return Adjustments(
            tuple(r for r in adjustments.rules_off if (r in rulebook.rule_by_id) is fitting),
            tuple(g for g in adjustments.gates_off if (g in gates) is fitting),
            tuple(own for own in adjustments.own_reasons if has_place(own) is fitting),
        )

    return those(fitting=True), those(fitting=False)


def read_adjustments(
    rulebook: Rulebook, raw: object, *, kept: Adjustments = NONE
) -> tuple[Adjustments, tuple[Misplaced, ...]]:
    """What `raw`, as of `record`, says, without what is wrong with it, and every such problem.

    The rulebook need not have rules and gates that are among the `kept`: a version that no longer
    has them does not make anybody lose them.
    """
    if not isinstance(raw, Mapping) or not raw.keys() <= {"rules_off", "gates_off", "own_reasons"}:
        message = "Adjustments are an object with rules_off, gates_off and own_reasons."
        return NONE, (Misplaced("own_reasons", message),)
    problems: list[Misplaced] = []
    rules = {*rulebook.rule_by_id, *kept.rules_off}
    gates = {*(gate.id for gate in rulebook.gates), *kept.gates_off}
    read = Adjustments(
        tuple(_ids("rules_off", raw.get("rules_off", []), rules, problems)),
        tuple(_ids("gates_off", raw.get("gates_off", []), gates, problems)),
        tuple(_reasons(rulebook, raw.get("own_reasons", []), problems)),
    )
    return read, tuple(problems)


def _ids(part: str, raw: object, known: set[str], problems: list[Misplaced]) -> Iterator[str]:
    if not isinstance(raw, list) or not all(isinstance(name, str) for name in raw):
        problems.append(Misplaced(part, "Name what is switched off in a list."))
        return
    for name in sorted(set(raw)):
        if name in known:
            yield name
        else:
            what = "rule" if part == "rules_off" else "rule that decides by itself"
            problems.append(Misplaced(part, f"These rules have no {what} “{cut(name, 40)}”."))


def _reasons(rulebook: Rulebook, raw: object, problems: list[Misplaced]) -> Iterator[OwnReason]:
    if not isinstance(raw, list):
        problems.append(Misplaced("own_reasons", "List your own reasons."))
        return
    if len(raw) > MOST_REASONS:
        message = f"You can add at most {MOST_REASONS} reasons of your own; these are {len(raw)}."
        problems.append(Misplaced("own_reasons", message))
    for number, reason in enumerate(raw[:MOST_REASONS], start=1):
        wrong = list(_reason_faults(rulebook, reason, number))
        problems.extend(wrong)
        if not wrong:
            yield OwnReason(_text(reason["text"]), reason["side"], reason["weight"])


def _reason_faults(rulebook: Rulebook, raw: object, number: int) -> Iterator[Misplaced]:
    if (
        not isinstance(raw, Mapping)
        or raw.keys() != {"text", "side", "weight"}
        or not all(isinstance(value, str) for value in raw.values())
    ):
        yield Misplaced("text", "A reason is an object with text, side and weight.", number)
        return
    if fault := _text_fault(raw["text"]):
        yield Misplaced("text", fault, number)
    if raw["side"] not in rulebook.alternative_by_id:
        labels = " or ".join(side.label for side in rulebook.alternatives)
        yield Misplaced("side", f"Say what this speaks for: {labels}.", number)
    if raw["weight"] not in own_weights(rulebook):
        yield Misplaced("weight", "Choose how much this weighs.", number)


def _text(raw: str) -> str:
    return in_one_line(cleaned(raw))


def _text_fault(raw: str) -> str | None:
    text = _text(raw)
    length = len(text)
    if not is_visible(text):
        return "Say what your reason is."
    if length > LONGEST_REASON:
        return f"A reason can have at most {LONGEST_REASON} characters; yours has {length}."
    return None
