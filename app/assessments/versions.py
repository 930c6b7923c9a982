"""The result pages."""

from __future__ import annotations

from functools import partial
from secrets import token_urlsafe
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.assessments.version_pages import DisputePage, RevisionPage
from app.engine.answers import Answers
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.questionnaire.forms import address_of, form_values, what_if_values
from app.results.actions import update_of
from app.results.code_examples import code_examples
from app.results.firmness import firmness_view
from app.results.pages import result_view, update_view
from app.results.queries import find_revision, list_revisions
from app.store.assessments import find_assessment
from app.store.records import Assessment, Revision, RevisionSummary
from app.store.workspaces import Workspace
from app.web.forms import Identifier, Number, Query, few
from app.web.rendering import page, see_other
from app.web.visit import Reader, ReadingVisit

router = APIRouter()


@router.get("/assessments/{assessment_id}")
def show_assessment(visit: Reader, assessment_id: Identifier) -> Response:
    """The latest result, or the questionnaire if none has been saved yet."""
    with visit.reading() as workspace:
        assessment = find_assessment(workspace, assessment_id)
        saved = _saved(workspace, assessment, assessment.latest) if assessment.latest else None
    if saved is None:
        return see_other(visit, visit.url("edit_assessment", assessment_id=assessment_id))
    return page(visit, _revision_page(visit, saved))


@router.get("/assessments/{assessment_id}/revisions/{n}")
def show_revision(visit: Reader, assessment_id: Identifier, n: Number) -> Response:
    """One saved result, as it was."""
    with visit.reading() as workspace:
        saved = _saved(workspace, find_assessment(workspace, assessment_id), n)
    return page(visit, _revision_page(visit, saved))


@router.get("/assessments/{assessment_id}/revisions/{n}/dispute")
def dispute_rules(
    visit: Reader, assessment_id: Identifier, n: Number, query: Query
) -> HTMLResponse:
    """The result without the rules named in the address; stores nothing."""
    with visit.reading() as workspace:
        revision = find_revision(workspace, assessment_id, n)
    rulebook = visit.library.find(revision.rulebook_id, revision.rulebook_version)
    asked = dict.fromkeys(query.many("without"))
    without = frozenset(asked) & rulebook.rule_by_id.keys()
    rest = rulebook.without_rules(without)
    result = evaluate(rest, revision.answers)
    here = {"assessment_id": assessment_id, "n": n}
    context = DisputePage(
        title="Without the rules you dispute",
        revision=revision,
        view=result_view(rest, revision.answers, result, visit.today),
        lines=tuple(sorted(revision.result.ledger, key=lambda line: not line.credited)),
        without=without,
        strangers=few(rule for rule in asked if rule not in without),
        action=visit.url("dispute_rules", **here),
        back=visit.url("show_revision", **here),
    )
    return page(visit, context)


class _Saved(NamedTuple):
    """What the store knows of a saved result."""

    assessment: Assessment
    revision: Revision
    revisions: tuple[RevisionSummary, ...]


def _saved(workspace: Workspace, assessment: Assessment, n: int) -> _Saved:
    revision = find_revision(workspace, assessment.id, n)
    return _Saved(assessment, revision, list_revisions(workspace, assessment.id))


def _revision_page(visit: ReadingVisit, saved: _Saved) -> RevisionPage:
    assessment, revision, revisions = saved
    rulebook = visit.library.find(revision.rulebook_id, revision.rulebook_version)
    is_latest = revision.n == assessment.latest
    update = update_of(visit.library, revision) if is_latest else None

    def what_if(under: Rulebook, answers: Answers) -> str:
        values = what_if_values(assessment.id, under, form_values(answers))
        return f"{visit.url('fill_in', rulebook_id=under.id)}?{address_of(values)}"

    return RevisionPage(
        title=f"{revision.result.label}: {assessment.title}",
        assessment=assessment,
        revision=revision,
        view=result_view(rulebook, revision.answers, revision.result, visit.today),
        texts=visit.library.texts(rulebook.id),
        revisions=revisions,
        examples=code_examples(rulebook),
        is_latest=is_latest,
        update=update_view(rulebook, revision, update, what_if) if update else None,
        firmness=firmness_view(
            rulebook, revision.answers, revision.result, partial(what_if, rulebook)
        ),
        intent=token_urlsafe(16),
    )
