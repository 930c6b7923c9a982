"""From the bytes of a rulebook file to its tables: format, keys and ids."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.questions import UNKNOWN
from app.engine.rules import Rulebook
from app.rulebooks.faults import Fault, Faults, Place, RulebookError
from app.rulebooks.shapes import OPTION, OPTIONAL_TABLES, RULEBOOK, TABLES, Table

MAX_BYTES = 1 << 20

_AT_THE_END = (sys.maxsize, 0)
_PLURAL = {"acknowledge": "acknowledgements", "family": "families"}
_FIELDS = {"policy": "weights"}  # released files never change: there the key is what it was
_TEXTS = dict.fromkeys(("id", "version", "title", "source", "unit"), "")
_NOT_READ: dict[str, Any] = {**_TEXTS, "too_close": 0, "bands": (), "policy": {}}

Problem = tuple[str, str]
"""The kind of a fault and its message."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read: `rulebook` holds the sound tables only, `places` knows all of them.

    Unless [rulebook] itself is `complete`, an empty value stands in for a key with a fault.
    """

    file: str
    rulebook: Rulebook
    complete: bool
    places: Mapping[tuple[str, str], Place]

    def place(self, table: str, id_: str) -> Place:
        """Where this table stands; after everything else if it does not."""
        return self.places.get((table, id_), Place(table, id_, _AT_THE_END))

    def ids(self, table: str) -> tuple[str, ...]:
        """The ids of all tables of this name, in file order, sound or not."""
        return tuple(id_ for name, id_ in self.places if name == table)


def read_document(file: str, data: bytes) -> dict[str, Any]:
    """The TOML document; raises RulebookError if the bytes are not what they have to be."""
    try:
        return tomllib.loads(_decoded(data))
    except RecursionError:
        message = "is nested too deeply; write flat tables"
    except tomllib.TOMLDecodeError as error:
        message = f"is not valid TOML: {error}; correct it there"
    except ValueError as error:
        message = str(error)
    raise RulebookError([Fault(file, "", "", message, "format")])


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise ValueError(f"has {len(data)} bytes; a rulebook may have {MAX_BYTES} (1 MiB)")
    if (cr := data.find(b"\r")) >= 0:
        raise ValueError(f"has a CR at {_spot(data, cr)}; end lines with LF alone")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 at {_spot(data, error.start)}; save it as UTF-8") from None


def _spot(data: bytes, offset: int) -> str:
    before = data[:offset]
    column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
    return f"line {before.count(10) + 1}, column {column}"


def read_tables(document: Mapping[str, Any], sha256: str, faults: Faults) -> Reading:
    """Every table whose keys and id are right; the others are noted as faults."""
    places: dict[tuple[str, str], Place] = {}
    sound: dict[str, list[Any]] = {table: [] for table in TABLES}
    for place, raw in _tables(document, faults):
        problems = [*misfits(TABLES[place.table], raw), *_id_problems(place, raw, places)]
        places.setdefault((place.table, place.id), place)
        if problems:
            _note(faults, place, problems)
        else:
            sound[place.table].append(_built(TABLES[place.table], raw))
    head = _head(document, places, faults)
    lists = {_PLURAL.get(table, f"{table}s"): tuple(entries) for table, entries in sound.items()}
    fields = {_FIELDS.get(key, key): value for key, value in (_NOT_READ | head).items()}
    rulebook = Rulebook(**fields | lists, sha256=sha256)
    return Reading(faults.file, rulebook, head.keys() >= _NOT_READ.keys(), places)


def _head(
    document: Mapping[str, Any], places: dict[tuple[str, str], Place], faults: Faults
) -> dict[str, Any]:
    """The sound keys of [rulebook]."""
    raw = document.get("rulebook")
    if not isinstance(raw, dict):
        faults.add(Place("rulebook", "", (0, 0)), "key", "is missing; write it as [rulebook]")
        return {}
    place = Place("rulebook", str(raw.get("id", "")), (list(document).index("rulebook"), 0))
    _note(faults, place, misfits(RULEBOOK, raw))
    shapes = RULEBOOK.shapes
    head = {
        key: shapes[key].keep(raw[key])
        for key in shapes
        if key in raw and shapes[key].fits(raw[key])
    }
    places["rulebook", head.get("id", "")] = place
    return head


def _tables(document: Mapping[str, Any], faults: Faults) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Every [[table]] of a known name that is written as one, with its place."""
    for order, (table, raw) in enumerate(document.items()):
        here = Place(table, "", (order, 0))
        if table == "rulebook":
            continue
        if table not in TABLES:
            faults.add(here, "key", f"unknown table; use rulebook, {', '.join(TABLES)}")
        elif not (isinstance(raw, list) and all(isinstance(entry, dict) for entry in raw)):
            faults.add(here, "key", f"write each as a table of its own: [[{table}]]")
        else:
            for number, entry in enumerate(raw, start=1):
                yield Place(table, _name(entry, number), (order, number)), entry
    for table in TABLES:
        if not document.get(table) and table not in OPTIONAL_TABLES:
            faults.add(Place(table, "", _AT_THE_END), "key", f"is missing; add one, [[{table}]]")


def _name(entry: Mapping[str, Any], number: int) -> str:
    """The id under which a table is spoken of, or its number where it has none."""
    name = entry.get("id", entry.get("subject"))
    return name if isinstance(name, str) else f"#{number}"


def misfits(table: Table, raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Unknown keys, missing keys and values of another shape; options included."""
    shapes = table.shapes
    for key, value in raw.items():
        if key not in shapes:
            yield "key", f'unknown key "{key}"; use {", ".join(shapes)}'
        elif not shapes[key].fits(value):
            yield shapes[key].kind, f'"{key}" must be {shapes[key].words}'
        elif table is TABLES["question"] and key == "options":
            yield from _option_problems(value)
    for key in table.required:
        if key not in raw:
            yield shapes[key].kind, f'"{key}" is missing; it must be {shapes[key].words}'


def _option_problems(options: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, option in enumerate(options, start=1):
        name = _name(option, number)
        for kind, message in misfits(OPTION, option):
            yield kind, f'option "{name}": {message}'
        if name == UNKNOWN:
            yield "id", f'option "{name}": the id is reserved for "I do not know"; use another'
        if name in seen:
            yield "id", f'option "{name}": the id is used by an earlier option; use another'
        seen.add(name)


def _id_problems(
    place: Place, raw: Mapping[str, Any], places: Mapping[tuple[str, str], Place]
) -> Iterator[Problem]:
    first = places.get((place.table, place.id))
    if first and "id" in raw:
        yield "id", f"the id is used first by {place.table} number {first.position[1]}; use another"


def _note(faults: Faults, place: Place, problems: Iterable[Problem]) -> None:
    for kind, message in problems:
        faults.add(place, kind, message)


def _built(table: Table, raw: Mapping[str, Any]) -> Any:
    return table.becomes(**{key: table.shapes[key].keep(value) for key, value in raw.items()})
