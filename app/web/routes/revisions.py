"""The result pages."""

from __future__ import annotations

from functools import partial
from secrets import token_urlsafe

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.engine.answers import Answers
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.services.assessments import Assessment, get_assessment
from app.services.revisions import get_revision, list_revisions, update_of
from app.services.rulebooks import find_rulebook
from app.store.workspaces import Workspace
from app.web.answer_forms import address_of, form_values, what_if_values
from app.web.code_examples import code_examples
from app.web.contexts.firmness import firmness_view
from app.web.contexts.results import result_view
from app.web.contexts.revisions import DisputePage, RevisionPage, disputed_rows
from app.web.contexts.updates import update_view
from app.web.dependencies import JoinedParts, OwnWorkspace, policy
from app.web.forms import Identifier, Number, Query, few
from app.web.parts import Parts
from app.web.rendering import address, page, see_other

router = APIRouter()


@router.get("/assessments/{assessment_id}")
@policy("workspace-read")
def show_assessment(
    request: Request, parts: JoinedParts, workspace: OwnWorkspace, assessment_id: Identifier
) -> Response:
    """The latest result, or the questionnaire if none has been saved yet."""
    assessment = get_assessment(workspace, assessment_id)
    if assessment.latest is None:
        return see_other(address(request, "edit_assessment", assessment_id=assessment_id))
    return _revision_page(request, parts, workspace, assessment, assessment.latest)


@router.get("/assessments/{assessment_id}/revisions/{n}")
@policy("workspace-read")
def show_revision(
    request: Request,
    parts: JoinedParts,
    workspace: OwnWorkspace,
    assessment_id: Identifier,
    n: Number,
) -> Response:
    """One saved result, as it was."""
    assessment = get_assessment(workspace, assessment_id)
    return _revision_page(request, parts, workspace, assessment, n)


@router.get("/assessments/{assessment_id}/revisions/{n}/dispute")
@policy("workspace-read")
def dispute_rules(
    request: Request,
    parts: JoinedParts,
    workspace: OwnWorkspace,
    assessment_id: Identifier,
    n: Number,
    query: Query,
) -> HTMLResponse:
    """The result without the rules named in the address; stores nothing."""
    revision = get_revision(workspace, assessment_id, n)
    rulebook = find_rulebook(parts.library, revision.rulebook_id, revision.rulebook_version)
    asked = dict.fromkeys(query.many("without"))
    without = frozenset(asked) & rulebook.rule_by_id.keys()
    rest = rulebook.without_rules(without)
    result = evaluate(rest, revision.answers)
    here = {"assessment_id": assessment_id, "n": n}
    context = DisputePage(
        title="Without the rules you dispute",
        revision=revision,
        view=result_view(rest, revision.answers, result, parts.clock().date()),
        rows=disputed_rows(rulebook, revision.result),
        without=without,
        strangers=few(rule for rule in asked if rule not in without),
        action=address(request, "dispute_rules", **here),
        back=address(request, "show_revision", **here),
    )
    return page(request, context)


def _revision_page(
    request: Request, parts: Parts, workspace: Workspace, assessment: Assessment, n: int
) -> HTMLResponse:
    revision = get_revision(workspace, assessment.id, n)
    rulebook = find_rulebook(parts.library, revision.rulebook_id, revision.rulebook_version)
    update = update_of(parts.library, revision) if n == assessment.latest else None

    def what_if(under: Rulebook, answers: Answers) -> str:
        values = what_if_values(assessment.id, under, form_values(answers))
        return f"{address(request, 'fill_in')}?{address_of(values)}"

    context = RevisionPage(
        title=f"{revision.result.label}: {assessment.title}",
        assessment=assessment,
        revision=revision,
        view=result_view(rulebook, revision.answers, revision.result, parts.clock().date()),
        revisions=list_revisions(workspace, assessment.id),
        examples=code_examples(rulebook),
        is_latest=n == assessment.latest,
        update=update_view(rulebook, revision, update, what_if) if update else None,
        firmness=firmness_view(
            rulebook, revision.answers, revision.result, partial(what_if, rulebook)
        ),
        intent=token_urlsafe(16),
    )
    return page(request, context)
