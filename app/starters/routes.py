"""Starter projects: the page of what there is, and the archive to download."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.background import BackgroundTask

from app.engine.answers import Answers, visible_answers
from app.engine.errors import Invalid, NotFound
from app.engine.rules import Rulebook
from app.results.decision_record import decision_record
from app.results.queries import find_revision
from app.starters.kinds import Kind
from app.starters.pages import StarterPage, answered, kinds_of, offer
from app.starters.project import archive, make_ready, project
from app.starters.shape import shape_of
from app.starters.words import FOLDERS
from app.store.assessments import find_assessment
from app.store.records import Assessment, Revision
from app.web.forms import Identifier, Number, Query
from app.web.rendering import page
from app.web.visit import Reader, ReadingVisit

router = APIRouter()

WITH_DATABASE = {"sqlite": True, "none": False}
"""What an address may say of the database."""


class Decided(NamedTuple):
    """A saved result with what follows from it; at least one kind."""

    assessment: Assessment
    revision: Revision
    rulebook: Rulebook
    answers: Answers
    kinds: tuple[Kind, ...]


@router.get("/assessments/{assessment_id}/revisions/{n}/starter")
def show_starter(visit: Reader, assessment_id: Identifier, n: Number) -> HTMLResponse:
    """What a project for this result would hold, and the ways to download it."""
    decided = _decided(visit, assessment_id, n)
    download_at = visit.url("download_starter", assessment_id=assessment_id, n=n)

    def address(kind: Kind, sqlite: bool) -> str:
        database = next(word for word, meant in WITH_DATABASE.items() if meant is sqlite)
        return f"{download_at}?{urlencode({'kind': kind, 'database': database})}"

    if visit.afterwards is None:
        visit.afterwards = BackgroundTask(visit.parts.spare.use_for, partial(_make_ready, decided))
    texts = visit.library.texts(decided.rulebook.id)
    context = StarterPage(
        title="Start a project",
        assessment=decided.assessment,
        back=visit.url("show_revision", assessment_id=assessment_id, n=n),
        edit_at=visit.url("edit_assessment", assessment_id=assessment_id),
        offers=tuple(offer(kind, decided.answers, texts, address) for kind in decided.kinds),
        answers=answered(decided.rulebook, decided.answers),
    )
    return page(visit, context)


@router.get("/assessments/{assessment_id}/revisions/{n}/starter.zip")
def download_starter(visit: Reader, assessment_id: Identifier, n: Number, query: Query) -> Response:
    """The project as an archive; Invalid unless the address names one that the page offers."""
    decided = _decided(visit, assessment_id, n)
    kind = next((kind for kind in decided.kinds if kind == query.one("kind")), None)
    sqlite = WITH_DATABASE.get(query.one("database"))
    if kind is None or sqlite is None:
        raise Invalid(
            "The address names no project that follows from this result.",
            remedy="Go back to the result and choose “Start a project” there.",
        )
    revision, answers = decided.revision, decided.answers
    link = visit.full_url("show_revision", assessment_id=assessment_id, n=n)
    record = decision_record(visit.library, decided.assessment.title, revision, link, visit.today)
    shape = shape_of(kind, answers, sqlite=sqlite)
    given = (question for question, chosen in answers.items() if chosen)
    packed = archive(shape, project(shape, decided.rulebook, given, record))
    return Response(
        packed,
        media_type="application/zip",
        headers={"content-disposition": f'attachment; filename="{FOLDERS[kind]}.zip"'},
    )


def _make_ready(decided: Decided) -> None:
    """What the page offers is probably downloaded next; with a database it has most files."""
    for kind in decided.kinds:
        make_ready(shape_of(kind, decided.answers, sqlite=True), decided.rulebook)


def _decided(visit: ReadingVisit, assessment_id: str, n: int) -> Decided:
    with visit.reading() as workspace:
        assessment = find_assessment(workspace, assessment_id)
        revision = find_revision(workspace, assessment_id, n)
    rulebook = visit.library.stored(revision.rulebook_id, revision.rulebook_version)
    answers = visible_answers(rulebook, revision.answers)
    kinds = kinds_of(rulebook, revision)
    if not kinds:
        raise NotFound("There is no starter project for what this result recommends.")
    return Decided(assessment, revision, rulebook, answers, kinds)
