"""Which starter project follows from a verdict."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from app.engine.answers import Answers
from app.engine.results import Result
from app.engine.rules import Rulebook

SIDES = {"flask", "fastapi"}
"""The alternatives that there are projects for."""


class Kind(StrEnum):
    """What a project is: new in either framework, or what becomes of a Flask app that runs."""

    FASTAPI = "fastapi"
    FLASK = "flask"
    MOVE = "move"
    KEEP = "keep"

    @property
    def is_fastapi(self) -> bool:
        """Whether FastAPI answers first."""
        return self in (Kind.FASTAPI, Kind.MOVE)


NAMES = {
    Kind.FASTAPI: "A FastAPI service",
    Kind.FLASK: "A Flask app",
    Kind.MOVE: "FastAPI in front of your Flask app",
    Kind.KEEP: "Your Flask app with OpenAPI",
}

OF_VERDICTS = {
    "fastapi": Kind.FASTAPI,
    "stay": Kind.FASTAPI,
    "flask": Kind.FLASK,
    "consider_flask": Kind.FLASK,
    "migrate": Kind.MOVE,
    "keep": Kind.KEEP,
}


def kinds_for(rulebook: Rulebook, answers: Answers, results: Iterable[Result]) -> tuple[Kind, ...]:
    """The projects that the verdicts ask for, the first one first; none for other alternatives.

    Where it is too close to call there is one for each side.
    """
    if {alternative.id for alternative in rulebook.alternatives} != SIDES:
        return ()
    found = [kind for result in results for kind in _of(answers, result)]
    return tuple(dict.fromkeys(found))


def _of(answers: Answers, result: Result) -> tuple[Kind, ...]:
    if result.leader is not None:
        kind = OF_VERDICTS.get(result.verdict)
        return (kind,) if kind else ()
    if "existing_flask" in (answers.get("situation") or ()):
        return (Kind.KEEP, Kind.MOVE)
    return (Kind.FASTAPI, Kind.FLASK)
