"""Variants of starter projects: one of a kind, each answer otherwise, all pairs of values."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations, product
from pathlib import Path

from app.starters.kinds import Kind
from app.starters.project import Made, archive, project
from app.starters.shape import USUAL, Shape
from app.starters.tree import DATABASE
from app.starters.words import FOLDERS
from tests.factories import shipped
from tests.rounds import TIMES

RULEBOOK = shipped().default
RECORD = "# Flask or FastAPI?\n"
OPTIONS: dict[str, tuple[str, ...]] = {
    **{question: RULEBOOK.question_by_id[question].option_ids for question in USUAL},
    DATABASE: ("none", "sqlite"),
}
"""All that a variant can be made from."""

ONE_EACH = {
    Kind.FASTAPI: ("ml_service", "complex", "others", "yes", "long", "sqlite"),
    Kind.FLASK: ("simple_crud", "some", "own_team", "no", "medium", "sqlite"),
    Kind.MOVE: ("public_api", "complex", "others", "yes", "quick", "sqlite"),
    Kind.KEEP: ("internal_tool", "little", "others", "yes", "quick", "none"),
}
"""A variant of each kind, with most of what there is in one of them."""

PLAIN = ("internal_api", "little", "nobody", "no", "medium", "none")
"""As little as a project can have that checks itself."""

Values = tuple[str, ...]


def shape(kind: Kind, values: Values) -> Shape:
    """The variant with these values, in the order of OPTIONS."""
    chosen = dict(zip(OPTIONS, values, strict=True))
    sqlite = chosen.pop(DATABASE) == "sqlite"
    return Shape(kind, tuple(chosen.items()), sqlite)


def made(variant: Shape) -> list[Made]:
    """Its files."""
    return project(variant, RULEBOOK, USUAL, RECORD)


def variants(kind: Kind) -> list[Shape]:
    """One of the kind; with `run.py test --thorough` as many as have all pairs of values."""
    return [shape(kind, values) for values in ([ONE_EACH[kind]] if TIMES == 1 else pairs())]


def unpacked(variant: Shape, folder: Path) -> Path:
    """The folder of the project, as its archive unpacks."""
    packed = zipfile.ZipFile(io.BytesIO(archive(variant, made(variant))))
    packed.extractall(folder)
    project_folder = folder / FOLDERS[variant.kind]
    for entry in packed.infolist():  # which the standard library leaves out
        (folder / entry.filename).chmod(entry.external_attr >> 16)
    return project_folder


def differing_in(question: str) -> Iterator[list[Values]]:
    """For each of three starting points, the variants in which only this answer differs."""
    starts = (
        ("public_api", "some", "own_team", "no", "medium", "none"),
        ("simple_crud", "complex", "others", "yes", "long", "sqlite"),
        ("ml_service", "little", "others", "yes", "long", "sqlite"),
    )
    place = list(OPTIONS).index(question)
    for start in starts:
        yield [(*start[:place], option, *start[place + 1 :]) for option in OPTIONS[question]]


@cache
def pairs() -> list[Values]:
    """Variants that together have every two values of two questions in one of them."""
    open_pairs = {
        pair for values in product(*OPTIONS.values()) for pair in combinations(enumerate(values), 2)
    }
    every, found = list(product(*OPTIONS.values())), []
    while open_pairs:
        best = max(every, key=lambda values: len(open_pairs & _pairs_of(values)))
        open_pairs -= _pairs_of(best)
        found.append(best)
    return found


def _pairs_of(values: Iterable[str]) -> set[tuple[tuple[int, str], tuple[int, str]]]:
    return set(combinations(enumerate(values), 2))
