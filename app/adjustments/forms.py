"""The form of adjustments: rules to tick, rows of own reasons; what was typed, right or wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engine.adjustments import (
    MOST_REASONS,
    Adjustments,
    Misplaced,
    own_weights,
    read_adjustments,
)
from app.engine.rules import Rulebook
from app.engine.texts import in_one_line
from app.web.forms import Fields

KEY, LATEST, SEEN = "_key", "_latest", "_seen"
RULE_OFF, GATE_OFF = "_rule", "_gate"
ROW_FIELDS = ("text", "side", "weight")
BLANK_ROWS = 2
NO_TEXT = "It has no text, so it does not count."


@dataclass(frozen=True, slots=True)
class Row:
    """One own reason as it was typed; `wrong` says what is wrong with text, side and weight."""

    number: int
    text: str = ""
    side: str = ""
    weight: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AdjustmentsForm:
    """What is ticked and typed, and what is wrong with it: control by control, in page order.

    `adjustments` are without what is wrong. `said` tells what does not count, by the number that
    a reason had on the page it was sent from; "" for one that does.
    """

    rules_off: frozenset[str]
    gates_off: frozenset[str]
    rows: tuple[Row, ...]
    adjustments: Adjustments
    problems: tuple[tuple[str, str], ...] = ()
    said: Mapping[int, str] = field(default_factory=dict)

    @property
    def without_text(self) -> tuple[int, ...]:
        """The numbers of the reasons that say for whom they speak, and nothing else."""
        return tuple(number for number, said in self.said.items() if said == NO_TEXT)


def row_names() -> Iterator[str]:
    """The names of the fields of all rows there can be."""
    for number in range(1, MOST_REASONS + 1):
        yield from (f"_{name}-{number}" for name in ROW_FIELDS)


def refuse_strangers(fields: Fields) -> None:
    """Invalid if the form holds a field that it never had."""
    fields.refuse_others(KEY, LATEST, SEEN, RULE_OFF, GATE_OFF, *row_names())


def stored_form(rulebook: Rulebook, adjustments: Adjustments) -> AdjustmentsForm:
    """The form as it stands for these adjustments."""
    reasons = [
        {"text": own.text, "side": own.side, "weight": own.weight}
        for own in adjustments.own_reasons
    ]
    return AdjustmentsForm(
        rules_off=frozenset(adjustments.rules_off),
        gates_off=frozenset(adjustments.gates_off),
        rows=tuple(_rows(rulebook, reasons, ())),
        adjustments=adjustments,
    )


def sent_form(rulebook: Rulebook, fields: Fields, kept: Adjustments) -> AdjustmentsForm:
    """What was sent; rows without a text are left out, and the others move up."""
    rules_off, gates_off = fields.many(RULE_OFF), fields.many(GATE_OFF)
    rows = dict(_sent_rows(fields))
    typed = [number for number, row in rows.items() if row["text"]]
    reasons = [rows[number] for number in typed]
    raw = {
        "rules_off": list(rules_off),
        "gates_off": list(gates_off),
        "own_reasons": reasons,
    }
    adjustments, wrong = read_adjustments(rulebook, raw, kept=kept)
    return AdjustmentsForm(
        rules_off=frozenset(rules_off),
        gates_off=frozenset(gates_off),
        rows=tuple(_rows(rulebook, reasons, wrong)),
        adjustments=adjustments,
        problems=tuple((_control(mistake), _message(mistake)) for mistake in wrong),
        said={number: _said(number, row, wrong, typed) for number, row in rows.items()},
    )


def _sent_rows(fields: Fields) -> Iterator[tuple[int, dict[str, str]]]:
    for number in range(1, MOST_REASONS + 1):
        if f"_text-{number}" in fields or f"_side-{number}" in fields:
            yield number, {name: _one(fields, f"_{name}-{number}") for name in ROW_FIELDS}


def _said(number: int, row: dict[str, str], wrong: tuple[Misplaced, ...], typed: list[int]) -> str:
    """What is to be said of the reason that was sent with that number."""
    if not row["text"]:
        return NO_TEXT if row["side"] else ""
    place = typed.index(number) + 1
    return " ".join(mistake.message for mistake in wrong if mistake.number == place)


def _one(fields: Fields, name: str) -> str:
    """A text that is much too long is one all the same: it is shown again, with what is wrong."""
    return in_one_line(fields.typed(name))


def _rows(
    rulebook: Rulebook, reasons: list[dict[str, Any]], wrong: tuple[Misplaced, ...]
) -> Iterator[Row]:
    """Those that were typed, then blank ones, as long as there is room."""
    for number, reason in enumerate(reasons, start=1):
        mistakes = (mistake for mistake in wrong if mistake.number == number)
        yield Row(number, **reason, wrong={mistake.part: mistake.message for mistake in mistakes})
    lightest = [*own_weights(rulebook)][-1:]
    room = min(MOST_REASONS, len(reasons) + BLANK_ROWS)
    for number in range(len(reasons) + 1, room + 1):
        yield Row(number, weight="".join(lightest))


def _message(mistake: Misplaced) -> str:
    return f"Reason {mistake.number}: {mistake.message}" if mistake.number else mistake.message


def _control(mistake: Misplaced) -> str:
    """The id of what to correct; only a rule has no number."""
    return f"{mistake.part}-{mistake.number}" if mistake.number else "rules-off"
