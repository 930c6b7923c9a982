"""The list of saved assessments as CSV (RFC 4180): for a spreadsheet, not for import.

It is UTF-8 and begins with a byte order mark, without which Excel takes an “ä” for two other
letters; what reads CSV otherwise skips it or has a name for it (`utf-8-sig` in Python). A text that
a spreadsheet would take for a formula gets an apostrophe in front, so the file is not what was
written, letter by letter, and nothing reads it back: an export in JSON is for that.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from io import StringIO

from app.assessments.rows import ListedRow

HEAD = (
    "Title",
    "Verdict",
    "Strength",
    "Lead in points",
    "Verdict with own reasons",
    "Version",
    "Unsaved answers",
    "Answered",
    "Asked",
    "Note",
    "Shared",
    "Created (UTC)",
    "Last changed (UTC)",
    "Address",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are the first in full width, which a Japanese Excel takes for the same."""
NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?", re.ASCII)
MARK = "\ufeff"

Cell = str | int | None


def csv_lines(
    portions: Iterable[Iterable[ListedRow]], address_of: Callable[[str], str]
) -> Iterator[bytes]:
    """The file in pieces, one for each portion of rows; `address_of` an id is its page."""
    yield (MARK + _text([HEAD])).encode()
    for rows in portions:
        yield _text(_cells(row, address_of(row.id)) for row in rows).encode()


def inert(text: str) -> str:
    """The text as it stands in a cell, so that no spreadsheet takes it for a formula."""
    if text.startswith(FORMULA) and NUMBER.fullmatch(text) is None:
        return f"'{text}"
    return text


def _cells(row: ListedRow, address: str) -> tuple[Cell, ...]:
    by_rule = row.label is not None and row.lead is None
    return (
        row.title,
        row.label,
        "by a rule" if by_rule else row.strength,
        row.lead,
        row.adjusted.label if row.adjusted else None,
        row.latest,
        _yes(row.has_draft),
        row.answered if row.asked else None,
        row.asked or None,
        _yes(row.has_note),
        _yes(row.is_shared),
        _moment(row.created_at),
        _moment(row.changed_at),
        address,
    )


def _text(rows: Iterable[Iterable[Cell]]) -> str:
    written = StringIO(newline="")
    lines = csv.writer(written)  # whose defaults are those of RFC 4180
    lines.writerows(
        [inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return written.getvalue()


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _moment(moment: datetime) -> str:
    """As spreadsheets read a time: they know neither the T nor the Z of ISO 8601."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"
