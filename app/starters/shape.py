"""What a starter project is made from: its kind, answers that shape it, a database or none."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.answers import Answers
from app.starters.kinds import Kind

USUAL = {
    "kind": "internal_api",
    "validation": "some",
    "docs": "own_team",
    "concurrency": "no",
    "horizon": "medium",
}
"""The questions whose answers shape a project, and what is taken where there is none."""

WITH_PAGES = {"internal_tool", "simple_crud", "website"}
WITH_MODEL = {"ml_service"}


@dataclass(frozen=True, slots=True)
class Shape:
    """One variant; `answers` has an option for each question of USUAL.

    `limits` are those of the Flask app that were ticked: they say what to measure.
    """

    kind: Kind
    answers: tuple[tuple[str, str], ...]
    sqlite: bool = False
    limits: frozenset[str] = frozenset()

    def option(self, question: str) -> str:
        """The answer to one of the questions that shape it."""
        return dict(self.answers)[question]

    @property
    def has_model(self) -> bool:
        """Whether it serves a model."""
        return self.option("kind") in WITH_MODEL

    @property
    def has_pages(self) -> bool:
        """Whether people see pages of it."""
        return self.option("kind") in WITH_PAGES

    @property
    def is_slow(self) -> bool:
        """Whether its requests wait for another service."""
        return self.option("concurrency") == "yes"

    @property
    def size(self) -> str:
        """`quick`, `medium` or `long`."""
        return self.option("horizon")

    @property
    def has_docs_library(self) -> bool:
        """Whether a Flask app documents itself with a library."""
        documented = self.kind is Kind.FLASK and self.option("docs") != "nobody"
        return documented or self.kind is Kind.KEEP

    @property
    def has_settings(self) -> bool:
        """Whether anything of it differs from place to place."""
        return self.sqlite or self.is_slow


def shape_of(kind: Kind, answers: Answers, *, sqlite: bool) -> Shape:
    """The variant that these answers ask for; what is open or not known is as usual."""
    chosen = tuple((question, _one(answers, question)) for question in USUAL)
    limits = answers.get("limits") or frozenset()
    return Shape(kind, chosen, sqlite, limits if kind is Kind.MOVE else frozenset())


def _one(answers: Answers, question: str) -> str:
    chosen = answers.get(question)
    return next(iter(chosen)) if chosen else USUAL[question]
