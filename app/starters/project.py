"""Makes the files of a project, and the archive of them: the same from the same, byte by byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.engine.rules import Rulebook
from app.starters.packages import at_least, direct, direct_dev, requirements
from app.starters.pins import pins
from app.starters.shape import USUAL, Shape
from app.starters.tree import DATABASE, RECORD, File, files
from app.starters.words import FOLDERS, words

TEMPLATES = Path(__file__).parent / "files"
MADE = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that an archive can name; another one would make other bytes each time."""
USUAL_MODE, EXECUTABLE_MODE = 0o100644, 0o100755
UNIX = 3


class Made(NamedTuple):
    """A file with its content."""

    path: str
    text: str
    is_executable: bool = False


class Shaping(NamedTuple):
    """A question that shaped the project, what was answered, and the files it changed."""

    question: str
    answer: str
    files: str


def project(shape: Shape, rulebook: Rulebook, answered: Iterable[str], record: str) -> list[Made]:
    """All files, sorted by path; `answered` are the questions that were, `record` the decision."""
    planned = files(shape)
    context = words(shape) | {
        "direct": at_least(direct(shape)),
        "direct_dev": at_least(direct_dev(shape)),
        "date": pins().day,
        "described": [(file.path, file.what) for file in planned if file.path != "README.md"],
        "shaping": shaping(shape, rulebook, frozenset(answered), planned),
    }
    made = [Made(file.path, _content(file, shape, context), file.is_executable) for file in planned]
    return sorted([*made, Made(RECORD, record)])


@lru_cache(64)
def make_ready(shape: Shape, rulebook: Rulebook) -> None:
    """Compile what a project of that shape is made of, which takes twenty times as long as it."""
    project(shape, rulebook, (), "")


def archive(shape: Shape, made: Iterable[Made]) -> bytes:
    """A ZIP of the files in one folder, with their executable bits."""
    folder, packed = FOLDERS[shape.kind], io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as written:
        for file in made:
            entry = zipfile.ZipInfo(f"{folder}/{file.path}", MADE)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, UNIX
            entry.external_attr = (EXECUTABLE_MODE if file.is_executable else USUAL_MODE) << 16
            written.writestr(entry, file.text.encode())
    return packed.getvalue()


def shaping(
    shape: Shape, rulebook: Rulebook, answered: frozenset[str], planned: Iterable[File]
) -> list[Shaping]:
    """What each answer changed, in the words of the rulebook."""
    paths = {
        question: ", ".join(
            f"`{file.path}`"
            for file in planned
            if question in file.shaped_by and file.path != "README.md"
        )
        for question in (*USUAL, DATABASE)
    }
    lines = []
    for question_id in USUAL:
        question = rulebook.question_by_id.get(question_id)
        if question is None:
            continue
        text = question.option(shape.option(question_id)).text
        said = text if question_id in answered else f"open, made as for “{text}”"
        lines.append(Shaping(question.text, said, paths[question_id]))
    stored = "SQLite" if shape.sqlite else "none"
    return [*lines, Shaping("Database, chosen at the download", stored, paths[DATABASE])]


def _content(file: File, shape: Shape, context: dict[str, Any]) -> str:
    if file.path.startswith("requirements"):
        return requirements(shape, dev="dev" in file.path)
    return (
        _environment().get_template(f"{file.template}.jinja").render(context)
        if file.template
        else ""
    )


@cache
def _environment() -> Environment:
    """Templates of text, not of pages; their marks are none that code or pages have."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701  (nothing in it is anybody's but ours)
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
    )
