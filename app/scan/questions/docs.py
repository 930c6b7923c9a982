"""Who needs documentation of the API? Told by what is served, and written, on purpose."""

from __future__ import annotations

import ast

from app.scan.definitions import Place
from app.scan.known import API_DOCUMENTERS, FASTAPI
from app.scan.modules import Module
from app.scan.proposals import Evidence, Finding, Undecided, proposed
from app.scan.prose import api_documents
from app.scan.questions.offers import offers
from app.scan.survey import Survey
from app.scan.syntax import keyword

QUESTION = "docs"
MOST_SHOWN = 2

DELIBERATE = ("docs_url", "redoc_url", "servers", "openapi_tags", "terms_of_service", "contact")
"""What one gives FastAPI who means others to read its pages; without, it serves them anyway."""


def docs(survey: Survey) -> Finding | None:
    """Others, where the API is offered or documented for them; the own team, where it is served."""
    if not survey.project.framework:
        return None
    served = _served(survey)
    offered = offers(survey)
    written = [survey.evidence(place, words) for place, words in api_documents(survey.repository)]
    if served and offered:
        return proposed(QUESTION, "others", "high", *served[:MOST_SHOWN], *offered[:1])
    if written:
        return proposed(QUESTION, "others", "medium", *written[:MOST_SHOWN], *served[:1])
    if served:
        return proposed(QUESTION, "own_team", "medium", *served[:MOST_SHOWN])
    if survey.project.framework == FASTAPI:
        return Undecided(QUESTION, "FastAPI serves its pages by itself, so that they show no need.")
    return None


def _served(survey: Survey) -> list[Evidence]:
    """What serves documentation, as its own line shows."""
    found: list[Evidence | None] = []
    for module in survey.project.modules:
        for full, word in API_DOCUMENTERS.items():
            found += [
                survey.evidence(module.place(call, word), "documents the API")
                for call in module.calls.get(full.rpartition(".")[2], ())
                if module.full_name(call.func) == full
            ]
    for app in survey.project.apps:
        if app.framework == FASTAPI:
            found += _of_fastapi(survey, app.module, app.call)
    return [line for line in found if line]


def _of_fastapi(survey: Survey, module: Module, call: ast.Call) -> list[Evidence | None]:
    shown: list[Evidence | None] = []
    for name in DELIBERATE:
        given = keyword(call, name)
        if given and not (isinstance(given, ast.Constant) and given.value is None):
            line = next(argument.value.lineno for argument in call.keywords if argument.arg == name)
            place = Place(module.path, line, name)
            shown.append(survey.evidence(place, "is given on purpose"))
    return shown
