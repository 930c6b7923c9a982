"""How a rulebook did on decisions it was not made from: `record-<id>.toml` beside it.

A record holds for what scored then: it is shown with a rulebook of that scoring fingerprint only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.rulebooks.faults import Faults, Place
from app.rulebooks.reading import misfits, read_document
from app.rulebooks.shapes import COUNT, DATE, TEXT, TEXTS, Shape, Table, one_of

PREFIX = "record-"

WHO = ("this", "compared", "constant")
"""Who was tried: the rulebook itself, the one it compares itself with, always the same answer."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many decisions of one situation somebody agreed with, left open, or got wrong.

    Open is too close, or an answer marked tolerable before the trial; wrong is decided otherwise.
    """

    who: str
    situation: str
    agreed: int
    open: int
    wrong: int

    @property
    def n(self) -> int:
        """How many decisions there were."""
        return self.agreed + self.open + self.wrong


@dataclass(frozen=True, slots=True)
class Record:
    """A trial on `n` decisions, described by `cases`, by somebody who did not know the weights.

    `fingerprint` and `compared` are the scoring fingerprints of the two rulebooks tried, `sha256`
    that of the list of decisions, which is not published. `constant` is the answer that the third
    one always gave. `tallies` are by situation; `total` sums them up. `notes` is what else there is
    to say of the trial.
    """

    fingerprint: str
    compared: str
    date: date
    n: int
    sha256: str
    constant: str
    tallies: tuple[Tally, ...]
    notes: tuple[str, ...] = ()

    @property
    def situations(self) -> tuple[str, ...]:
        """The situations told apart, in file order."""
        return tuple(dict.fromkeys(tally.situation for tally in self.tallies if tally.situation))

    def total(self, who: str) -> Tally:
        """All decisions together, for one of WHO."""
        return self.tally(who, "")

    def tally(self, who: str, situation: str) -> Tally:
        """The decisions of one situation; KeyError if it was not told apart."""
        for tally in self.tallies:
            if (tally.who, tally.situation) == (who, situation):
                return tally
        raise KeyError(who, situation)


_DIGEST = Shape(
    "a SHA-256, 64 digits and letters a to f",
    lambda value: isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None,
)
_FROM_ZERO = Shape(
    "a whole number from 0",
    lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
)
_RECORD = Table(
    Record,
    {
        "fingerprint": _DIGEST,
        "compared": _DIGEST,
        "date": DATE,
        "n": COUNT,
        "sha256": _DIGEST,
        "constant": TEXT,
        "notes?": TEXTS,
    },
)
_TALLY = Table(
    Tally,
    {
        "who": one_of(*WHO),
        "situation": Shape("a text", lambda value: isinstance(value, str)),
        "agreed": _FROM_ZERO,
        "open": _FROM_ZERO,
        "wrong": _FROM_ZERO,
    },
)


def read_record(name: str, data: bytes) -> Record:
    """The record in the bytes of a file of this name; RulebookError lists every fault."""
    document = read_document(name, data)
    faults = Faults(name)
    for key in document.keys() - {"record", "tally"}:
        faults.add(Place(key, "", (0, 0)), "key", "unknown table; use record, tally")
    head, rows = _head(document, faults), _rows(document, faults)
    faults.raise_if_any()
    kept = {key: _RECORD.shapes[key].keep(value) for key, value in head.items()}
    record = Record(**kept, tallies=tuple(Tally(**row) for row in rows))
    for who, message in _sum_faults(record):
        faults.add(Place("tally", who, (2, 0)), "sum", message)
    faults.raise_if_any()
    return record


def _head(document: Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    head, place = document.get("record"), Place("record", "", (0, 0))
    if not isinstance(head, dict):
        faults.add(place, "key", "is missing; write it as [record]")
        return {}
    _note(faults, place, _RECORD, head)
    return head


def _rows(document: Mapping[str, Any], faults: Faults) -> list[dict[str, Any]]:
    rows = document.get("tally")
    if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        faults.add(Place("tally", "", (1, 0)), "key", "write each as a table: [[tally]]")
        return []
    for number, row in enumerate(rows, start=1):
        _note(faults, Place("tally", f"#{number}", (1, number)), _TALLY, row)
    return rows


def _note(faults: Faults, place: Place, table: Table, raw: dict[str, Any]) -> None:
    for kind, message in misfits(table, raw):
        faults.add(place, kind, message)


def _sum_faults(record: Record) -> Iterator[tuple[str, str]]:
    """Totals that do not come to n, and situations that do not come to the totals."""
    for who in WHO:
        rows = [tally for tally in record.tallies if tally.who == who]
        totals = [tally for tally in rows if not tally.situation]
        parts = [tally for tally in rows if tally.situation]
        if len(totals) != 1:
            yield who, f'has {len(totals)} rows of situation ""; give it one, its total'
            continue
        if totals[0].n != record.n:
            yield who, f"comes to {totals[0].n}, and n is {record.n}; correct one of them"
        for key in ("agreed", "open", "wrong"):
            summed, said = sum(getattr(part, key) for part in parts), getattr(totals[0], key)
            if parts and summed != said:
                yield who, f"{key} is {said}, and by situation {summed}; correct one of them"
