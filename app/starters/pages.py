"""The page on which a project is chosen: what is in it, and what shaped it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from app.engine.answers import Answers
from app.engine.rules import Rulebook
from app.rulebooks.texts import Texts
from app.starters.kinds import NAMES, Kind, kinds_for
from app.starters.shape import USUAL, Shape, shape_of
from app.starters.tree import ALL, DATABASE, RECORD, File, files
from app.starters.words import FOLDERS, INTROS
from app.store.records import Assessment, Revision
from app.web.rendering import Page


class Line(NamedTuple):
    """A file of a project; `shaped_by` are names of questions. Some are there with SQLite only."""

    path: str
    what: str
    shaped_by: tuple[str, ...]
    with_sqlite: bool


class Offer(NamedTuple):
    """A project that can be downloaded in two variants."""

    name: str
    says: str
    folder: str
    lines: tuple[Line, ...]
    with_at: str
    without_at: str


class Answered(NamedTuple):
    """A question that shapes projects, and the answer; not `given` if the usual stands for it."""

    question: str
    answer: str
    given: bool


@dataclass(frozen=True, kw_only=True)
class StarterPage(Page):
    """The projects that follow from a saved result, most often one."""

    template: ClassVar[str] = "starters/page.html"
    assessment: Assessment
    back: str
    edit_at: str
    offers: tuple[Offer, ...]
    answers: tuple[Answered, ...]


def kinds_of(rulebook: Rulebook, revision: Revision) -> tuple[Kind, ...]:
    """The projects for a saved result: for its verdict, then for the one with own reasons."""
    results = [revision.result, *([revision.adjusted.result] if revision.adjusted else [])]
    return kinds_for(rulebook, revision.answers, results)


def offer(
    kind: Kind, answers: Answers, texts: Texts, address: Callable[[Kind, bool], str]
) -> Offer:
    """What a project of this kind holds; `address` leads to it, with a database or without."""
    shapes = {sqlite: shape_of(kind, answers, sqlite=sqlite) for sqlite in (True, False)}
    without = {file.path for file in files(shapes[False])}
    planned = [*files(shapes[True]), File(RECORD, "", "the decision record")]
    return Offer(
        NAMES[kind],
        INTROS[kind],
        FOLDERS[kind],
        tuple(_line(file, texts, without) for file in sorted(planned, key=_place)),
        address(kind, True),
        address(kind, False),
    )


def _place(file: File) -> tuple[bool, str]:
    """What to read comes first."""
    return file.path != "README.md", file.path


def _line(file: File, texts: Texts, without: Iterable[str]) -> Line:
    names = (
        "Database" if name == DATABASE else texts.short.get(name, name)
        for name in ALL
        if name in file.shaped_by
    )
    only_with = file.path != RECORD and file.path not in without
    return Line(file.path, file.what, tuple(names), only_with)


def answered(rulebook: Rulebook, answers: Answers) -> tuple[Answered, ...]:
    """The answers that shape a project, in the words of the rulebook."""
    shape: Shape = shape_of(Kind.FASTAPI, answers, sqlite=False)
    return tuple(
        Answered(
            question.text,
            question.option(shape.option(question.id)).text,
            bool(answers.get(question.id)),
        )
        for question in map(rulebook.question_by_id.get, USUAL)
        if question is not None
    )
