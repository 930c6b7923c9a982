"""Whatever stands where in a rulebook file, it is loaded or refused, never a crash."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.rulebooks.faults import Fault, RulebookError
from app.rulebooks.library import SHIPPED, load_library
from app.rulebooks.loader import parse_rulebook
from app.rulebooks.record import read_record
from app.rulebooks.sources import read_sources
from tests.engine.random_rulebooks import as_toml
from tests.engine.toy import TOY_PATH
from tests.rulebooks.neighbours import write_neighbours

STRAY = [
    3, -1, 0, True, 1.5, "", "x", "unknown", "many", [], [[]], ["x"], [3], {}, {"x": 3},
    {"x": ["y"]}, [{}], [{"id": "x"}], date(2020, 1, 1), datetime(2020, 1, 1),  # noqa: DTZ001
]  # fmt: skip


def spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in inside:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from spots(item, (*path, key))


def spoilt(document: dict[str, Any], path: tuple[Any, ...], rng: Random) -> dict[str, Any]:
    document = copy.deepcopy(document)
    holder: Any = document
    for key in path[:-1]:
        holder = holder[key]
    if rng.random() < 0.2:
        del holder[path[-1]]
    else:
        holder[path[-1]] = rng.choice(STRAY)
    return document


@pytest.mark.parametrize(
    "path", [TOY_PATH, SHIPPED / "flask-fastapi-1.0.0.toml"], ids=lambda path: path.stem
)
def test_a_file_with_one_spoilt_value_is_loaded_or_refused_with_places(path: Path):
    document = tomllib.loads(path.read_text())
    keys = [spot for spot in spots(document) if isinstance(spot[-1], str) and len(spot) > 1]
    rng = Random(5)
    for spot in rng.choices(keys, k=150):
        written = as_toml(spoilt(document, spot, rng))
        assert all(fault.table and fault.message for fault in faults_in(path.name, written))


SOURCES, RECORD = "sources-neighbours-1.0.0.toml", "record-neighbours.toml"


@pytest.mark.parametrize("name", [SOURCES, RECORD])
def test_so_is_what_stands_beside_a_second_opinion(name: str, tmp_path: Path):
    write_neighbours(tmp_path)
    path = tmp_path / name
    document = tomllib.loads(path.read_text())
    keys = [spot for spot in spots(document) if isinstance(spot[-1], str) and len(spot) > 1]
    rng = Random(6)
    for spot in rng.choices(keys, k=12):
        path.write_text(as_toml(spoilt(document, spot, rng)))
        assert all(fault.file and fault.message for fault in faults_of(tmp_path))


@pytest.mark.parametrize(
    "content",
    [
        b"\xff", b"source = 3", b"source = [3]", b"[source]\nid = 'S001'", b"[source.count]",
        b"source = [{ id = 'S001' }]", b"[[count.claim]]", b"record = []", b"[record]",
        b"tally = 3", b"[tally]", b"[[tally]]", b"[[record]]", b"[[stray]]",
        b"[[source]]", b"[[count]]",
    ],
)  # fmt: skip
def test_a_file_beside_it_that_is_another_thing_is_refused(content: bytes):
    for read, name in ((read_sources, SOURCES), (read_record, RECORD)):
        with pytest.raises(RulebookError) as refused:
            read(name, content)
        assert all(fault.file == name and fault.message for fault in refused.value.faults)


def faults_of(directory: Path) -> tuple[Fault, ...]:
    try:
        load_library(directory)
    except RulebookError as error:
        return error.faults
    return ()


def faults_in(name: str, text: str) -> tuple[Fault, ...]:
    try:
        parse_rulebook(name, text.encode())
    except RulebookError as error:
        return error.faults
    return ()
