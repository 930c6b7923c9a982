"""The published decisions a rulebook counts, and its counts: a file beside the rulebook.

`sources-<id>-<version>.toml` has a `[[source]]` for each decision and a `[[count]]` for each claim
that counts them. What each project was like stands with it as answers to the rulebook's questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, repeat
from typing import Any, Literal

from app.engine.questions import Condition
from app.rulebooks.faults import Faults, Place
from app.rulebooks.reading import Problem, misfits, read_document
from app.rulebooks.shapes import ANSWERS, CONDITION, ID, TEXT, Shape, Table, one_of

PREFIX = "sources-"

_DATE = re.compile("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class Source:
    """One published decision, in our words.

    `cite` is what a reader looks up and `seen` how much of it we read; `date` is as exact as the
    source, or "undated". `chose` is an alternative of the rulebook, or any other word. `reasons`
    are the ones it gave, and `answers` what the project was like: raw, question id → option id or
    list of ids.
    """

    id: str
    cite: str
    date: str
    kind: Literal["organisation", "project", "private"]
    decision: str
    says: str
    seen: Literal["excerpt", "thread", "whole text"]
    chose: str
    outcome: str | None = None
    reasons: tuple[str, ...] = ()
    answers: Mapping[str, str | list[str]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.id)  # as of a question


@dataclass(frozen=True, slots=True)
class Count:
    """Who decided in a position: for a side and its reason, against it, or for another reason.

    All three hold ids of sources; who chose something that is no alternative is in none of them.
    """

    claim: str
    side: str
    when: Condition
    for_: tuple[str, ...]
    against: tuple[str, ...]
    other_reason: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash(self.claim)


@dataclass(frozen=True, slots=True)
class Sources:
    """Both by id: sources by their own, counts by that of the claim."""

    sources: Mapping[str, Source]
    counts: Mapping[str, Count]

    def __hash__(self) -> int:
        return hash(tuple(self.sources))


@dataclass(frozen=True, slots=True)
class SourcesReading:
    """What a file of sources says, and where each table of it stands."""

    file: str
    sources: Sources
    places: Mapping[tuple[str, str], Place]


def is_date(text: str) -> bool:
    """Whether a source may be dated so: "undated", or a year, a month or a day."""
    return text == "undated" or (_DATE.fullmatch(text) is not None and _is_in_calendar(text))


def _is_in_calendar(text: str) -> bool:
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


_LIST = Shape("a list of ids", _is_list, tuple)
_WHEN = Shape(
    "undated, or a date such as 2024, 2024-06 or 2024-06-30, in quotes",
    lambda value: isinstance(value, str) and is_date(value),
)
_TABLES = {
    "source": Table(
        Source,
        {
            "id": ID,
            "cite": TEXT,
            "date": _WHEN,
            "kind": one_of("organisation", "project", "private"),
            "decision": TEXT,
            "says": TEXT,
            "outcome?": TEXT,
            "seen": one_of("excerpt", "thread", "whole text"),
            "chose": ID,
            "reasons": _LIST,
            "answers": ANSWERS,
        },
    ),
    "count": Table(
        Count,
        {
            "claim": ID,
            "side": ID,
            "when": CONDITION,
            "for": _LIST,
            "against": _LIST,
            "other_reason?": _LIST,
        },
    ),
}


def read_sources(name: str, data: bytes) -> SourcesReading:
    """The sources in the bytes of a file of this name; RulebookError lists every fault.

    What they have to agree on with the rulebook is checked where both are at hand
    (`app.rulebooks.counting`).
    """
    document = read_document(name, data)
    faults = Faults(name)
    reading = SourcesReading(name, Sources({}, {}), _places(document, data, faults))
    faults.raise_if_any()
    raw = {table: document.get(table, []) for table in _TABLES}
    sources = {entry["id"]: _built("source", entry) for entry in raw["source"]}
    counts = {entry["claim"]: _built("count", entry) for entry in raw["count"]}
    for count in counts.values():
        place = reading.places["count", count.claim]
        for message in _count_faults(count, sources):
            faults.add(place, "reference", message)
    faults.raise_if_any()
    return SourcesReading(name, Sources(sources, counts), reading.places)


def _places(
    document: Mapping[str, Any], data: bytes, faults: Faults
) -> dict[tuple[str, str], Place]:
    """Where each table stands; what is wrong with one of them is noted."""
    places: dict[tuple[str, str], Place] = {}
    for order, (table, raw) in enumerate(document.items()):
        here = Place(table, "", (order, 0))
        if table not in _TABLES:
            faults.add(here, "key", f"unknown table; use {', '.join(_TABLES)}")
        elif not (isinstance(raw, list) and all(isinstance(entry, dict) for entry in raw)):
            faults.add(here, "key", f"write each as a table of its own: [[{table}]]")
        else:
            lines = chain(_header_lines(data, table), repeat(0))  # an inline table has no header
            for number, (entry, line) in enumerate(zip(raw, lines, strict=False), start=1):
                name = entry.get("id" if table == "source" else "claim")
                shown = name if isinstance(name, str) else f"#{number}"
                place = Place(table, shown, (order, number), line)
                for kind, message in _problems(place, entry, places):
                    faults.add(place, kind, message)
                places.setdefault((table, shown), place)
    return places


def _problems(
    place: Place, entry: Mapping[str, Any], places: Mapping[tuple[str, str], Place]
) -> Iterator[Problem]:
    yield from misfits(_TABLES[place.table], entry)
    if first := places.get((place.table, place.id)):
        yield "id", f"stands there already in line {first.line}; drop one of the two"


def _header_lines(data: bytes, table: str) -> list[int]:
    """The numbers of the lines that begin such a table."""
    header = re.compile(rf"\s*\[\[\s*{table}\s*\]\]")
    lines = data.decode().split("\n")
    return [number for number, line in enumerate(lines, start=1) if header.match(line)]


def _built(table: str, raw: Mapping[str, Any]) -> Any:
    shapes = _TABLES[table].shapes
    kept = {key: shapes[key].keep(value) for key, value in raw.items()}
    if table == "count":
        kept["for_"] = kept.pop("for")
    return _TABLES[table].becomes(**kept)


def _count_faults(count: Count, sources: Mapping[str, Source]) -> Iterator[str]:
    """Ids that are not there, twice in a list, or in two of them."""
    lists = {"for": count.for_, "against": count.against, "other_reason": count.other_reason}
    seen: dict[str, str] = {}
    for name, ids in lists.items():
        for source in ids:
            if source not in sources:
                yield f'{name} names "{source}", and there is no such source; correct it'
            elif seen.get(source) == name:
                yield f'{name} names "{source}" twice; once is enough'
            elif source in seen:
                yield f'"{source}" is in {seen[source]} and in {name}; leave it in one of them'
            seen.setdefault(source, name)


def named_sources(texts: Iterable[str]) -> Iterator[str]:
    """The ids of sources that texts name, such as S007."""
    for text in texts:
        yield from re.findall(r"\bS\d{3}\b", text)
