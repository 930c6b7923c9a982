"""Links for programs: made, listed, revoked; and read by whoever has one."""

from __future__ import annotations

from fastapi import BackgroundTasks
from starlette.responses import Response

from app.api.conditional import LOCATION
from app.api.idempotency import Repeated
from app.api.paging import USUAL, Cursor, Limit, number_at, page_of, place_of
from app.api.problems import InvalidFields
from app.api.routing import api_router
from app.api.sent import line_in, refuse
from app.api.validation import FieldError
from app.api.visits import KeyReader, KeyWriter
from app.results.queries import BEYOND
from app.shares import actions
from app.shares.actions import (
    NoSuchVersion,
    is_use_news,
    note_use,
    open_share,
    state_of,
)
from app.shares.api_models import (
    CreatedShare,
    Share,
    SharedResult,
    ShareRequest,
    Shares,
)
from app.shares.misses import counting_misses
from app.shares.queries import find_share
from app.store.assessments import find_assessment
from app.web.forms import Identifier
from app.web.visit import ShareReader

router = api_router("shares")


@router.post(
    "/assessments/{assessment_id}/shares",
    status_code=201,
    responses={201: {"headers": LOCATION}},
)
def create_share(
    visit: KeyWriter,
    assessment_id: Identifier,
    sent: ShareRequest,
    repeated: Repeated,
    answer: Response,
) -> CreatedShare:
    """Create a link to a version.

    It is stored nowhere: only this answer has it, and the same request again with the same key and
    `Idempotency-Key`.
    """
    faults: list[FieldError] = []
    label = line_in("label", sent.label, faults)
    answered_by = line_in("answered_by", sent.answered_by, faults)
    with visit.writing() as workspace:
        find_assessment(workspace, assessment_id)
        refuse(faults)
        wanted = sent.as_new_share(label, answered_by)
        random = visit.own_bytes("share", assessment_id, repeated.key)
        try:
            share, token = actions.create_share(workspace, assessment_id, wanted, repeated, random)
        except NoSuchVersion as error:
            raise InvalidFields([FieldError(error.message, pointer="/version")]) from None
    if state_of(share, visit.now) != "open":
        token = None
    answer.headers["location"] = visit.url("api_get_share", share_id=share.id)
    return CreatedShare(
        share=Share.of(share, visit.now),
        token=token,
        url=visit.full_url("show_shared", token=token) if token else None,
    )


@router.get("/assessments/{assessment_id}/shares")
def list_shares(
    visit: KeyReader, assessment_id: Identifier, limit: Limit = USUAL, cursor: Cursor = None
) -> Shares:
    """List the links to an assessment, the last made first.

    Revoked and expired ones stay in it.
    """
    before = place_of(cursor, number_at) or BEYOND
    with visit.reading() as workspace:
        found = actions.list_shares(workspace, assessment_id, most=limit + 1, before=before)
    page, following = page_of(found, limit, lambda share: share.sequence)
    return Shares(items=[Share.of(share, visit.now) for share in page], next=following)


@router.get("/shares/{share_id}")
def get_share(visit: KeyReader, share_id: Identifier) -> Share:
    """Get a link."""
    with visit.reading() as workspace:
        share = find_share(workspace, share_id)
    return Share.of(share, visit.now)


@router.delete("/shares/{share_id}", status_code=204)
def revoke_share(visit: KeyWriter, share_id: Identifier) -> Response:
    """Revoke a link.

    It opens nothing from then on, and stays in the list as revoked. Revoked again, it stays so.
    """
    with visit.writing() as workspace:
        actions.revoke_share(workspace, share_id)
    return Response(status_code=204)


@router.get("/shared/{token}")
def get_shared(visit: ShareReader, token: str, after: BackgroundTasks) -> SharedResult:
    """Get what a link shows.

    Whoever has the link needs no key; `token` is the last part of its address.
    """
    with counting_misses(visit), visit.share() as link:
        shared = open_share(link.session, token)
    if is_use_news(shared.share, visit.now) and not visit.for_head:
        after.add_task(note_use, visit.parts.database, token)
    return SharedResult.of(visit.library, shared, visit.now)
