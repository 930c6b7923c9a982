"""Shares: the owner's links, and what whoever has a link may see and do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.background import BackgroundTask

from app.engine.answers import read_answers
from app.engine.errors import NotFound
from app.engine.texts import set_apart
from app.questionnaire.actions import pinned_rulebook
from app.questionnaire.addresses import after_first_save
from app.results.decision_record import as_download
from app.results.firmness import firmness_view
from app.results.outlook import NotMade
from app.results.pages import ResultView, revision_view
from app.results.queries import AT_ONCE, BEYOND
from app.shares.actions import (
    copy_shared,
    create_share,
    is_use_news,
    list_shares,
    no_share,
    note_use,
    offered_revisions,
    open_share,
    revoke_share,
    state_of,
    turns_of,
)
from app.shares.belief import belief_view
from app.shares.forms import (
    KEY,
    LINK_LIFETIMES,
    REVISION,
    ShareForm,
    asked_revision,
    read_share_form,
)
from app.shares.misses import counting_misses
from app.shares.pages import (
    CreatedPage,
    SharedPage,
    SharesPage,
    link_preview,
    preview_image,
)
from app.shares.pasted import meant_token, only_previews
from app.shares.preview_images import draw
from app.shares.qr_codes import qr_code
from app.shares.queries import SHARED, find_labels, find_share
from app.store.assessments import find_assessment
from app.store.drafts import find_draft
from app.store.faults import missing
from app.store.intents import Intent
from app.store.records import Assessment, RevisionSummary, Share, SharedRevision
from app.web.confirm import ConfirmPage
from app.web.forms import Form, Identifier, Misread, Query, read_number
from app.web.headers import SHOWN_ELSEWHERE
from app.web.kept import Keepable, form_key
from app.web.rendering import NO_MORE, kept_page, page, refused, render, see_other
from app.web.visit import Anyone, Reader, ReadingVisit, ShareReader, ShareVisit, Visit, Writer

router = APIRouter()
KEPT = (Keepable("show_shared", SHARED),)

CANNOT_SHOW = {
    "open": "This link cannot be shown again",
    "expired": "This link has expired",
    "revoked": "This link is revoked",
}
"""What is said in place of a link, by its state."""


@router.get("/s/{token}")
def show_shared(visit: ShareReader, token: str) -> Response:
    """The report behind a link; that it was opened is noted after the answer, if it is news.

    With what people paste behind it, on to the link itself.
    """
    if (meant := meant_token(token)) not in (None, token):
        return see_other(visit, visit.url("show_shared", token=meant))
    shared = _opened(visit)
    view = _view(visit, shared)
    image = visit.full_url("show_preview", token=token)
    preview = link_preview(shared, view, image)
    revision = shared.revision
    firmness = firmness_view(view.rulebook, revision.answers, revision.result, None)
    context = SharedPage(
        title=preview.title,
        shared=shared,
        view=view,
        texts=visit.library.texts(view.rulebook.id),
        firmness=firmness,
        belief=belief_view(view, firmness, shared.share.answered_by),
        preview=preview,
        copy_at=visit.url("copy_to_own", token=token),
        record_at=visit.url("download_shared_record", token=token),
        intent=form_key(),
    )
    is_news, is_seen = is_use_news(shared.share, visit.now), _is_seen(visit)
    if is_news and is_seen:
        visit.afterwards = BackgroundTask(note_use, visit.parts.database, token)
    # From memory nothing is noted, and what could not be worked out may be next time.
    if (is_news and not is_seen) or isinstance(firmness, NotMade):
        return page(visit, context)
    return kept_page(visit, context, context.intent, turns_of(shared.share))


@router.get("/s/{token}/preview.png")
def show_preview(visit: ShareReader) -> Response:
    """The picture for link previews."""
    shared = _opened(visit)
    context = preview_image(shared, _view(visit, shared))
    picture = draw(render(visit, context.template, context))
    return Response(picture, media_type="image/png", headers=SHOWN_ELSEWHERE)


@router.get("/s/{token}/decision.md")
def download_shared_record(visit: ShareReader) -> Response:
    """The decision record of what the link shows; the link is not in it, for a repository tells."""
    shared = _opened(visit)
    return as_download(visit.library, shared.title, shared.revision, None, visit.today)


@router.post("/s/{token}/copy")
def copy_to_own(visit: Writer, form: Form, token: str) -> Response:
    """Copies what the link shows into the visitor's workspace and opens its questionnaire."""
    form.refuse_others(KEY)
    intent = Intent(form.one(KEY), form.digest())
    with counting_misses(visit), visit.writing_or_new() as workspace:
        made = copy_shared(workspace, visit.library, token, intent)
        copied = find_draft(workspace, made)
    rulebook = pinned_rulebook(visit.library, copied)
    answers, _ = read_answers(rulebook, copied.answers)
    return see_other(visit, after_first_save(visit, made, rulebook, answers, "edit_assessment"))


@router.get("/s/{rest:path}")
def show_no_share(visit: Anyone, rest: str) -> Response:
    """Whatever else looks like a link gets the answer of a link that does not work.

    A link with a slash behind it, or whatever else people paste, is that link; so is the address
    of its form.
    """
    if meant := meant_token(rest.removesuffix("/copy")):
        return see_other(visit, visit.url("show_shared", token=meant))
    with counting_misses(visit):
        raise no_share()


@router.get("/assessments/{assessment_id}/shares")
def show_shares(visit: Reader, assessment_id: Identifier, query: Query) -> Response:
    """The links of an assessment, and the form for another; a revision may be asked for.

    `revoked` in the address names one that was revoked a moment ago.
    """
    asked = next(iter(query.many("revision")), "")
    before = read_number(query.one("before") or str(BEYOND), missing())
    owned = _owned(visit, assessment_id, asked, before)
    if owned.assessment.latest is None:
        return see_other(visit, visit.url("edit_assessment", assessment_id=assessment_id))
    form = ShareForm(revision=asked or str(owned.assessment.latest))
    revoked = _revoked(visit, assessment_id, query.many("revoked"))
    return page(visit, _shares_page(visit, owned, form, revoked))


@router.post("/assessments/{assessment_id}/shares")
def make_share(visit: Writer, assessment_id: Identifier, form: Form) -> Response:
    """Makes a link and shows it; or shows the form again with what is wrong.

    The link is stored nowhere. The same form sent again shows it again, to the browser that made
    it and nobody else: its answer may not have been seen, or the button was pressed twice.
    """
    try:
        with visit.writing() as workspace:
            assessment = find_assessment(workspace, assessment_id)
            asked = next(iter(form.many(REVISION)), "")
            offered = offered_revisions(workspace, assessment_id, asked_revision(asked))
            typed = read_share_form(form, offered)
            if typed.problems:
                raise Misread
            intent = Intent(form.one(KEY), form.digest())
            random = visit.own_bytes("share", assessment_id, intent.key)
            share, token = create_share(workspace, assessment_id, typed.wanted(), intent, random)
    except Misread:
        owned = _owned(visit, assessment_id, typed.revision)
        return page(visit, _shares_page(visit, owned, typed), 422)
    except NO_MORE as error:
        typed.problems["main"] = error.told
        owned = _owned(visit, assessment_id, typed.revision)
        return refused(visit, _shares_page(visit, owned, typed), error)
    state = state_of(share, visit.now)
    link = visit.full_url("show_shared", token=token) if token and state == "open" else ""
    context = CreatedPage(
        title="Your link is ready" if link else CANNOT_SHOW[state],
        assessment=assessment,
        share=share,
        state=state,
        link=link,
        qr=qr_code(link) if link else None,
    )
    return page(visit, context)


@router.get("/shares/{share_id}/revoke")
def confirm_revoke(visit: Reader, share_id: Identifier) -> Response:
    """Asks before a link is revoked."""
    with visit.reading() as workspace:
        share = find_share(workspace, share_id)
    link = f"The link “{set_apart(share.label)}”" if share.label else "The link without a label"
    context = ConfirmPage(
        title="Revoke this link?",
        back=visit.url("show_shares", assessment_id=share.assessment_id),
        back_words="Share this result",
        lede=f"{link} stops working at once, for everyone who has it. What they copied into their "
        "own workspace stays theirs.",
        details=("A revoked link cannot be opened again; you can always create another one.",),
        action=visit.url("revoke", share_id=share.id),
        button="Revoke the link",
    )
    return page(visit, context)


@router.post("/shares/{share_id}/revoke")
def revoke(visit: Writer, share_id: Identifier, form: Form) -> Response:
    """Closes a link for everyone who has it."""
    with visit.writing() as workspace:
        form.refuse_others()
        share = revoke_share(workspace, share_id)
    shares = visit.url("show_shares", assessment_id=share.assessment_id)
    return see_other(visit, f"{shares}?revoked={share.id}")


def _opened(visit: ShareVisit) -> SharedRevision:
    with counting_misses(visit), visit.share() as link:
        return open_share(link.session, link.token)


def _is_seen(visit: Visit) -> bool:
    """Whether there is a person who sees the page; a HEAD and a preview show nobody anything."""
    return not (visit.for_head or only_previews(visit.request.headers.get("user-agent", "")))


def _view(visit: Visit, shared: SharedRevision) -> ResultView:
    return revision_view(visit.library, shared.revision, visit.today)


class _Owned(NamedTuple):
    """What the store knows of an assessment and its links, so many of them from `before` on.

    `labels` are what the revisions came to that they show.
    """

    assessment: Assessment
    revisions: tuple[RevisionSummary, ...]
    shares: tuple[Share, ...]
    labels: Mapping[int, str]
    before: int


def _owned(visit: ReadingVisit, assessment_id: str, asked: str, before: int = BEYOND) -> _Owned:
    with visit.reading() as workspace:
        shares = list_shares(workspace, assessment_id, before=before)
        return _Owned(
            find_assessment(workspace, assessment_id),
            offered_revisions(workspace, assessment_id, asked_revision(asked)),
            shares,
            find_labels(workspace, assessment_id, [share.n for share in shares]),
            before,
        )


def _revoked(visit: ReadingVisit, assessment_id: str, ids: Sequence[str]) -> Share | None:
    """The first of these links, if it is one of the assessment's and is revoked."""
    with suppress(NotFound), visit.reading() as workspace:
        for share_id in ids[:1]:
            share = find_share(workspace, share_id)
            is_revoked = state_of(share, visit.now) == "revoked"
            return share if is_revoked and share.assessment_id == assessment_id else None
    return None


def _shares_page(
    visit: Visit, owned: _Owned, form: ShareForm, revoked: Share | None = None
) -> SharesPage:
    here = visit.url("show_shares", assessment_id=owned.assessment.id)
    last = owned.shares[-1] if len(owned.shares) == AT_ONCE else None
    return SharesPage(
        title="Share this result",
        assessment=owned.assessment,
        shares=owned.shares,
        states={share.id: state_of(share, visit.now) for share in owned.shares},
        labels=owned.labels,
        earlier=f"{here}?before={last.sequence}" if last else None,
        latest=here if owned.before < BEYOND else None,
        revisions=owned.revisions,
        lifetimes=LINK_LIFETIMES,
        form=form,
        revoked=revoked,
        intent=form_key(),
    )
