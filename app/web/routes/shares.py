"""Shares: the owner's links, and what whoever has a link may see and do."""

from __future__ import annotations

from secrets import token_urlsafe

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.background import BackgroundTask

from app.services.assessments import Assessment, get_assessment
from app.services.intents import Intent
from app.services.revisions import list_revisions
from app.services.rulebooks import find_rulebook
from app.services.shares import (
    SharedRevision,
    copy_shared,
    create_share,
    get_share,
    is_use_news,
    list_shares,
    no_share,
    note_use,
    revoke_share,
    state_of,
)
from app.store.workspaces import Workspace
from app.web.contexts.firmness import firmness_view
from app.web.contexts.results import ResultView, result_view
from app.web.contexts.shares import (
    CreatedPage,
    RevokePage,
    SharedPage,
    ShareRow,
    SharesPage,
    link_preview,
    preview_image,
)
from app.web.dependencies import (
    JoinedParts,
    OwnWorkspace,
    Shared,
    WritableOrNew,
    WritableWorkspace,
    policy,
)
from app.web.forms import Form, Identifier, Query
from app.web.parts import Parts
from app.web.preview_images import draw
from app.web.qr_codes import qr_code
from app.web.rendering import address, page, render, see_other
from app.web.share_forms import KEY, LIFETIME_TEXTS, ShareForm, read_share_form

router = APIRouter()


@router.get("/s/{token}")
@policy("share-read")
def show_shared(request: Request, parts: JoinedParts, shared: Shared, token: str) -> Response:
    """The report behind a link; that it was opened is noted after the answer, if it is news."""
    view = _view(parts, shared)
    image = parts.settings.public_url + address(request, "show_preview", token=token)
    preview = link_preview(shared, view, image)
    context = SharedPage(
        title=preview.title,
        shared=shared,
        view=view,
        firmness=firmness_view(
            view.rulebook, shared.revision.answers, shared.revision.result, None
        ),
        preview=preview,
        copy_at=address(request, "copy_to_own", token=token),
        intent=token_urlsafe(16),
    )
    answer = page(request, context)
    if is_use_news(shared.share, parts.clock()):
        answer.background = BackgroundTask(note_use, parts.database, token)
    return answer


@router.get("/s/{token}/preview.png")
@policy("share-read")
def show_preview(request: Request, parts: JoinedParts, shared: Shared) -> Response:
    """The picture for link previews."""
    context = preview_image(shared, _view(parts, shared))
    return Response(draw(render(request, context.template, context)), media_type="image/png")


@router.post("/s/{token}/copy")
@policy("workspace-write")
def copy_to_own(
    request: Request, parts: JoinedParts, workspace: WritableOrNew, form: Form, token: str
) -> Response:
    """Copies what the link shows into the visitor's workspace and opens its questionnaire."""
    form.refuse_others(KEY)
    intent = Intent(form.one(KEY), form.digest())
    made = copy_shared(workspace, parts.library, token, intent)
    return see_other(address(request, "edit_assessment", assessment_id=made))


@router.get("/s/{rest:path}")
@policy("public")
def show_no_share(rest: str) -> Response:
    """Whatever else looks like a link gets the answer of a link that does not work."""
    raise no_share()


@router.get("/assessments/{assessment_id}/shares")
@policy("workspace-read")
def show_shares(
    request: Request,
    parts: JoinedParts,
    workspace: OwnWorkspace,
    assessment_id: Identifier,
    query: Query,
) -> Response:
    """The links of an assessment, and the form for another; a revision may be asked for.

    `revoked` in the address names one that was revoked a moment ago.
    """
    assessment = get_assessment(workspace, assessment_id)
    if assessment.latest is None:
        return see_other(address(request, "edit_assessment", assessment_id=assessment_id))
    form = ShareForm(revision=next(iter(query.many("revision")), str(assessment.latest)))
    just_now = frozenset(query.many("revoked"))
    return page(request, _shares_page(parts, workspace, assessment, form, just_now))


@router.post("/assessments/{assessment_id}/shares")
@policy("workspace-write")
def make_share(
    request: Request,
    parts: JoinedParts,
    workspace: WritableWorkspace,
    assessment_id: Identifier,
    form: Form,
) -> Response:
    """Makes a link and shows it, once; or shows the form again with what is wrong."""
    assessment = get_assessment(workspace, assessment_id)
    typed = read_share_form(form, list_revisions(workspace, assessment_id))
    if typed.problems:
        return page(request, _shares_page(parts, workspace, assessment, typed), 422)
    intent = Intent(form.one(KEY), form.digest())
    share, token = create_share(workspace, assessment_id, typed.wanted(), intent)
    link = parts.settings.public_url + address(request, "show_shared", token=token) if token else ""
    context = CreatedPage(
        title="Your link is ready" if link else "This link was shown once",
        assessment=assessment,
        share=share,
        link=link,
        qr=qr_code(link) if link else None,
    )
    return page(request, context)


@router.get("/shares/{share_id}/revoke")
@policy("workspace-read")
def confirm_revoke(request: Request, workspace: OwnWorkspace, share_id: Identifier) -> Response:
    """Asks before a link is revoked."""
    context = RevokePage(title="Revoke this link?", share=get_share(workspace, share_id))
    return page(request, context)


@router.post("/shares/{share_id}/revoke")
@policy("workspace-write")
def revoke(
    request: Request, workspace: WritableWorkspace, share_id: Identifier, form: Form
) -> Response:
    """Closes a link for everyone who has it."""
    form.refuse_others()
    share = revoke_share(workspace, share_id)
    shares = address(request, "show_shares", assessment_id=share.assessment_id)
    return see_other(f"{shares}?revoked={share.id}")


def _view(parts: Parts, shared: SharedRevision) -> ResultView:
    revision = shared.revision
    rulebook = find_rulebook(parts.library, revision.rulebook_id, revision.rulebook_version)
    return result_view(rulebook, revision.answers, revision.result, parts.clock().date())


def _shares_page(
    parts: Parts,
    workspace: Workspace,
    assessment: Assessment,
    form: ShareForm,
    just_now: frozenset[str] = frozenset(),
) -> SharesPage:
    revisions = list_revisions(workspace, assessment.id)
    shares = list_shares(workspace, assessment.id)
    labels = {one.n: one.label for one in revisions}
    now = parts.clock()
    return SharesPage(
        title="Share this result",
        assessment=assessment,
        rows=tuple(ShareRow(one, state_of(one, now), labels[one.n]) for one in shares),
        revisions=revisions,
        lifetimes=LIFETIME_TEXTS,
        form=form,
        revoked=any(one.revoked_at and one.id in just_now for one in shares),
        intent=token_urlsafe(16),
    )
