"""Rows of an SQLite file as the advisor's records: moments, JSON and packed results are read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from app.engine.adjustments import NONE, Adjustments
from app.results.queries import REVISION as REVISION_COLUMNS
from app.results.queries import as_revision
from app.store.drafts import NO_ANSWERS
from app.store.packing import unpack
from app.store.records import (
    Answered,
    Assessment,
    Draft,
    Revision,
    RevisionSummary,
    Share,
    SharedRevision,
    Standing,
)
from app.store.second_opinions import OPINION as OPINION_COLUMNS

Read = Callable[[Any], Any]
Listed = tuple[Assessment, Standing]


def moment(text: str) -> datetime:
    """The moment in UTC that a column holds as text."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def as_text(moment: datetime) -> str:
    """The text that a column holds of a moment in UTC."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def _adjustments(text: str) -> Adjustments:
    return Adjustments.from_record(json.loads(text))


BY_TYPE: Mapping[str, Read] = {
    "datetime": moment,
    "datetime | None": moment,
    "bool": bool,
    "Mapping[str, Any]": json.loads,
    "Mapping[str, Any] | None": json.loads,
    "Adjustments": _adjustments,
}


class Columns:
    """The columns a record is made of, and how those are read that SQLite has no type for."""

    def __init__(self, names: Sequence[str], readers: Mapping[str, Read]) -> None:
        self.names = tuple(names)
        self._readers = [(self.names.index(name), read) for name, read in readers.items()]

    def of(self, table: str, **others: str) -> str:
        """The columns of the table in SQL; `others` are what stands for some of them."""
        return ", ".join(others.get(name, f"{table}.{name}") for name in self.names)

    def read(self, row: Sequence[Any]) -> list[Any]:
        """The values of a row of these columns."""
        values = list(row)
        for place, read in self._readers:
            if values[place] is not None:
                values[place] = read(values[place])
        return values


def _columns_of(record: type) -> Columns:
    types = {field.name: str(field.type) for field in fields(record)}
    readers = {name: BY_TYPE[type_] for name, type_ in types.items() if type_ in BY_TYPE}
    return Columns(list(types), readers)


ASSESSMENT = _columns_of(Assessment)
DRAFT = _columns_of(Draft)
SUMMARY = _columns_of(RevisionSummary)
SHARE = _columns_of(Share)
REVISION = Columns(
    [column.name for column in REVISION_COLUMNS[: -len(OPINION_COLUMNS)]],
    {
        "created_at": moment,
        "answers": json.loads,
        "result": unpack,
        "adjustments": json.loads,
        "adjusted": unpack,
    },
)


OPINION = Columns(
    [column.name for column in OPINION_COLUMNS],
    {"extra_answers": json.loads, "credits": json.loads},
)


def answered(row: Sequence[Any]) -> Answered:
    """An assessment with its draft and its latest revision, either of which may be missing."""
    first, second = len(ASSESSMENT.names), len(ASSESSMENT.names) + len(DRAFT.names)
    draft, saved = _draft(row[first:second]), _draft(row[second:])
    return Answered(Assessment(*ASSESSMENT.read(row[:first])), draft or saved, saved)


def listed(row: Sequence[Any]) -> Listed:
    """An assessment with what a list says of its answers."""
    own = len(ASSESSMENT.names)
    return Assessment(*ASSESSMENT.read(row[:own])), standing(*row[own:])


def standing(
    rulebook: str, version: str, answers: str, saved_rulebook: str, saved_version: str
) -> Standing:
    """What lists need of answers; that there are links is not asked for each."""
    return Standing((rulebook, version), answers, (saved_rulebook, saved_version), linked=False)


def _draft(row: Sequence[Any]) -> Draft | None:
    if row[0] is None:
        return None
    values = dict(zip(DRAFT.names, DRAFT.read(row), strict=True))
    values["adjustments"] = values["adjustments"] or NONE
    values["extra_answers"] = values["extra_answers"] or NO_ANSWERS
    return Draft(**values)


def revision(row: Sequence[Any]) -> Revision:
    """A saved result with its second opinion."""
    own = len(REVISION.names)
    return as_revision([*REVISION.read(row[:own]), *OPINION.read(row[own:])])


def shared(row: Sequence[Any]) -> SharedRevision:
    """What a link leads to: its own columns, the title, the revision."""
    own = len(SHARE.names)
    return SharedRevision(Share(*SHARE.read(row[:own])), row[own], revision(row[own + 1 :]))
