"""One saved result: its page, and its text for a document."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.assessments.queries import list_recent
from app.assessments.version_pages import (
    DocumentPage,
    RevisionPage,
    SinceView,
    Unsaved,
    VersionsPage,
    since_view,
)
from app.engine.answers import Answers
from app.engine.rules import Rulebook
from app.questionnaire.addresses import filled_in
from app.questionnaire.forms import form_values, what_if_values
from app.questionnaire.remembered import left_unchanged
from app.results.actions import update_of
from app.results.decision_record import as_download, decision_record
from app.results.document import document
from app.results.firmness import firmness_view
from app.results.looks import LATEST, VERSION
from app.results.outlook import NotMade
from app.results.pages import revision_view, update_view
from app.results.queries import BEYOND, find_revision, list_revisions
from app.rulebooks.library import Library
from app.shares.actions import state_of, turns_of
from app.shares.queries import find_unrevoked
from app.starters.pages import kinds_of
from app.store.assessments import find_assessment
from app.store.browsers import list_browsers
from app.store.drafts import find_answered
from app.store.faults import missing
from app.store.records import Assessment, Revision, RevisionSummary, Share
from app.store.workspaces import Workspace
from app.web.forms import Identifier, Number, Query, read_number
from app.web.kept import Keepable, form_key
from app.web.rendering import kept_page, page, see_other
from app.web.routing import PageRoute
from app.web.visit import Reader, ReadingVisit

router = APIRouter(route_class=PageRoute)
KEPT = (Keepable("show_assessment", LATEST), Keepable("show_revision", VERSION))

MOST_VERSIONS = 10
MOST_LINKS = 10


@router.get("/assessments/{assessment_id}")
def show_assessment(visit: Reader, assessment_id: Identifier, query: Query) -> Response:
    """The latest result, or the questionnaire if none has been saved yet.

    With `unchanged` it says that saving changed nothing, if the form of that key did not.
    """
    with visit.reading() as workspace:
        assessment = find_assessment(workspace, assessment_id)
        saved = _saved(workspace, assessment, assessment.latest) if assessment.latest else None
        unchanged = left_unchanged(workspace, assessment_id, query.one("unchanged"))
    if saved is None:
        return see_other(visit, visit.url("edit_assessment", assessment_id=assessment_id))
    return _shown(visit, saved, unchanged=unchanged)


@router.get("/assessments/{assessment_id}/revisions/{n}")
def show_revision(visit: Reader, assessment_id: Identifier, n: Number) -> Response:
    """One saved result, as it was."""
    with visit.reading() as workspace:
        saved = _saved(workspace, find_assessment(workspace, assessment_id), n)
    return _shown(visit, saved)


@router.get("/assessments/{assessment_id}/revisions/{n}/document")
def show_document(visit: Reader, assessment_id: Identifier, n: Number) -> HTMLResponse:
    """The result as text to copy into a document."""
    with visit.reading() as workspace:
        assessment = find_assessment(workspace, assessment_id)
        revision = find_revision(workspace, assessment_id, n)
    rulebook = visit.library.stored(revision.rulebook_id, revision.rulebook_version)
    view = revision_view(visit.library, revision, visit.today)
    firmness = firmness_view(rulebook, revision.answers, revision.result, None)
    context = DocumentPage(
        title="Copy for a document",
        back=visit.url("show_revision", assessment_id=assessment_id, n=n),
        document=document(assessment.title, revision, view, firmness),
        record=decision_record(
            visit.library, assessment.title, revision, _link(visit, revision), visit.today
        ),
        record_at=visit.url("download_record", assessment_id=assessment_id, n=n),
    )
    return page(visit, context)


@router.get("/assessments/{assessment_id}/revisions/{n}/decision.md")
def download_record(visit: Reader, assessment_id: Identifier, n: Number) -> Response:
    """The decision record of the result, as a file."""
    with visit.reading() as workspace:
        assessment = find_assessment(workspace, assessment_id)
        revision = find_revision(workspace, assessment_id, n)
    return as_download(
        visit.library, assessment.title, revision, _link(visit, revision), visit.today
    )


def _link(visit: ReadingVisit, revision: Revision) -> str:
    return visit.full_url("show_revision", assessment_id=revision.assessment_id, n=revision.n)


@router.get("/assessments/{assessment_id}/revisions")
def list_versions(visit: Reader, assessment_id: Identifier, query: Query) -> HTMLResponse:
    """The versions, the latest first, so many a page; `before` is where another page ended."""
    before = read_number(query.one("before") or str(BEYOND), missing())
    with visit.reading() as workspace:
        assessment = find_assessment(workspace, assessment_id)
        revisions = list_revisions(workspace, assessment_id, before=before)
    here = visit.url("list_versions", assessment_id=assessment_id)
    first = revisions[0].n if revisions else 1
    context = VersionsPage(
        title="All versions",
        assessment=assessment,
        revisions=revisions,
        earlier=f"{here}?before={first}" if first > 1 else None,
        latest=here if before <= (assessment.latest or 0) else None,
    )
    return page(visit, context)


class Saved(NamedTuple):
    """What the store knows of a saved result; `before` is the version it replaced.

    The `revisions` are the last ones and this one, the `shares` the last that may open.
    """

    assessment: Assessment
    revision: Revision
    before: Revision | None
    revisions: tuple[RevisionSummary, ...]
    shares: tuple[Share, ...]
    unsaved: Unsaved | None
    only_here: bool


def _saved(workspace: Workspace, assessment: Assessment, n: int) -> Saved:
    revision = find_revision(workspace, assessment.id, n)
    replaced = revision.replaces
    return Saved(
        assessment,
        revision,
        find_revision(workspace, assessment.id, replaced) if replaced else None,
        _history(workspace, assessment.id, n),
        find_unrevoked(workspace, assessment.id, MOST_LINKS),
        _unsaved(workspace, assessment, n),
        _is_only_here(workspace, assessment),
    )


def _history(workspace: Workspace, assessment_id: str, n: int) -> tuple[RevisionSummary, ...]:
    """The last versions, and the one of that number before them if it is not among them."""
    last = list_revisions(workspace, assessment_id, most=MOST_VERSIONS)
    if last[0].n <= n:
        return last
    return (*list_revisions(workspace, assessment_id, most=1, before=n + 1), *last)


def _unsaved(workspace: Workspace, assessment: Assessment, n: int) -> Unsaved | None:
    """What changed since the latest version was saved; the others were followed by a version."""
    if n != assessment.latest or not assessment.has_draft:
        return None
    answered = find_answered(workspace, assessment.id)
    draft, saved = answered.draft, answered.saved
    if saved is None:
        return None
    return Unsaved(
        draft.answers != saved.answers,
        draft.adjustments != saved.adjustments,
        draft.extra_answers != saved.extra_answers,
    )


def _is_only_here(workspace: Workspace, assessment: Assessment) -> bool:
    """Whether this is the first thing saved, and no other browser has the workspace."""
    if assessment.latest != 1 or len(list_recent(workspace, 2)) > 1:
        return False
    return len(list_browsers(workspace)) == 1


def _shown(visit: ReadingVisit, saved: Saved, *, unchanged: bool = False) -> HTMLResponse:
    context = revision_page(visit, saved, unchanged=unchanged)
    if isinstance(context.firmness, NotMade):  # which may be made next time
        return page(visit, context)
    turns = [turn for share in saved.shares for turn in turns_of(share)]
    return kept_page(visit, context, context.intent, turns)


def revision_page(visit: ReadingVisit, saved: Saved, *, unchanged: bool) -> RevisionPage:
    """The page of a saved result; NotFound if this release lacks its rules."""
    assessment, revision = saved.assessment, saved.revision
    rulebook = visit.library.stored(revision.rulebook_id, revision.rulebook_version)
    texts = visit.library.texts(rulebook.id)
    is_latest = revision.n == assessment.latest
    update = update_of(visit.library, revision) if is_latest else None

    def what_if(under: Rulebook, answers: Answers) -> str:
        values = what_if_values(assessment.id, under, form_values(answers))
        return filled_in(visit, under.id, values)

    return RevisionPage(
        title=f"{revision.result.label}: {assessment.title}",
        assessment=assessment,
        revision=revision,
        texts=texts,
        view=revision_view(visit.library, revision, visit.today),
        revisions=saved.revisions,
        links=tuple(share for share in saved.shares if state_of(share, visit.now) == "open"),
        is_latest=is_latest,
        unsaved=saved.unsaved,
        since=_since(visit.library, rulebook, saved),
        update=update_view(rulebook, revision, update, what_if) if update else None,
        firmness=firmness_view(
            rulebook, revision.answers, revision.result, partial(what_if, rulebook)
        ),
        opinion_at=_opinion_at(visit, revision),
        starter_at=_starter_at(visit, rulebook, revision),
        intent=form_key(),
        unchanged=unchanged,
        only_here=saved.only_here,
    )


def _starter_at(visit: ReadingVisit, rulebook: Rulebook, revision: Revision) -> str | None:
    """Where a project can be had, if there is one for what it recommends."""
    if not kinds_of(rulebook, revision):
        return None
    return visit.url("show_starter", assessment_id=revision.assessment_id, n=revision.n)


def _opinion_at(visit: ReadingVisit, revision: Revision) -> str | None:
    """Where today's second opinion can be seen, if it is another than was stored with this."""
    newest = visit.library.second_opinion_on(revision.rulebook_id)
    stored = revision.opinion.rulebook.version if revision.opinion else None
    if newest is None or newest.version == stored:
        return None
    return visit.url("show_opinion", assessment_id=revision.assessment_id, n=revision.n)


def _since(library: Library, rulebook: Rulebook, saved: Saved) -> SinceView | None:
    if saved.before is None:
        return None
    before = library.stored(saved.before.rulebook_id, saved.before.rulebook_version)
    return since_view(rulebook, saved.revision, before, saved.before)
