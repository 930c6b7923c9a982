"""Shares: make a link to a revision, list and revoke links, open one, copy what it shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from app.engine.adjusting import without_texts
from app.engine.adjustments import NONE, Adjustments
from app.engine.errors import AdvisorError, Invalid, NotFound
from app.results.judging import NO_ANSWERS, judge
from app.results.queries import AT_ONCE, BEYOND, insert_saved, list_revisions
from app.rulebooks.library import Library
from app.shares.queries import (
    count_open,
    find_page,
    find_share,
    find_share_of,
    find_shared,
    insert_share,
    write_revocation,
    write_use,
)
from app.store.assessments import find_assessment
from app.store.database import Database
from app.store.ids import RandomBytes, hash_token, new_id, new_token
from app.store.intents import Intent, once
from app.store.lifetimes import CLOCK_SLACK, LIFETIMES, is_within
from app.store.records import Revision, RevisionSummary, Share, SharedRevision
from app.store.session import Session
from app.store.title_numbers import copy_of
from app.store.workspaces import Workspace, WritableWorkspace

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")

NOT_SHARED = "A reason whose text is not shared"
"""Stands for an own reason on a link whose owner left the texts out."""

MOST_OFFERED = 50
NOTED_EVERY = timedelta(hours=1)

State = Literal["open", "expired", "revoked", "elsewhere"]


class NoSuchVersion(Invalid):
    """The assessment has no version of the number that a link is to show."""


@dataclass(frozen=True, slots=True)
class NewShare:
    """What a share is to be; `lifetime` is a key of LIFETIMES."""

    n: int
    label: str
    lifetime: str
    detailed_preview: bool
    answered_by: str = ""
    hides_texts: bool = False


def create_share(
    workspace: WritableWorkspace,
    assessment_id: str,
    wanted: NewShare,
    intent: Intent,
    random: RandomBytes | None = None,
) -> tuple[Share, str | None]:
    """A new share and the token of its link, which is stored nowhere.

    The same intent again: the same share; and its token, if `random` makes the same one again,
    else None. NoSuchVersion if the assessment has no such revision.
    """
    find_assessment(workspace, assessment_id)
    token = new_token(random or workspace.session.random)

    def create() -> str:
        if made := find_share_of(workspace, hash_token(token)):
            return made.id  # the intent is forgotten sooner than the link
        offered = offered_revisions(workspace, assessment_id, wanted.n)
        if wanted.n not in {revision.n for revision in offered}:
            raise NoSuchVersion(
                f"There is no version {wanted.n}.", remedy="Choose one from the list."
            )
        return insert_share(
            workspace,
            assessment_id,
            wanted.n,
            hash_token(token),
            label=wanted.label,
            answered_by=wanted.answered_by,
            lifetime=LIFETIMES[wanted.lifetime],
            detailed_preview=wanted.detailed_preview,
            hides_texts=wanted.hides_texts,
        )

    share = find_share(workspace, once(workspace, f"share {assessment_id}", intent, create))
    return share, token if find_share_of(workspace, hash_token(token)) == share else None


def offered_revisions(
    workspace: Workspace, assessment_id: str, n: int | None = None
) -> tuple[RevisionSummary, ...]:
    """The last revisions, one of which a link can show, and the one of that number if it is there.

    The first comes first.
    """
    last = list_revisions(workspace, assessment_id, most=MOST_OFFERED)
    if n is None or not last or n >= last[0].n:
        return last
    one = list_revisions(workspace, assessment_id, most=1, before=n + 1)
    return (*(revision for revision in one if revision.n == n), *last)


def list_shares(
    workspace: Workspace, assessment_id: str, *, most: int = AT_ONCE, before: int = BEYOND
) -> tuple[Share, ...]:
    """The last shares of the assessment, of those made before that change of the workspace.

    The last made first; NotFound as for the assessment.
    """
    shares = find_page(workspace, assessment_id, most, before)
    if not shares:
        find_assessment(workspace, assessment_id)
    return shares


def count_open_shares(workspace: Workspace, assessment_ids: Sequence[str]) -> Counter[str]:
    """How many links to each assessment open now; one that is not there has none."""
    return Counter(count_open(workspace, assessment_ids, slack=CLOCK_SLACK))


def revoke_share(workspace: WritableWorkspace, share_id: str) -> Share:
    """Close the link for good, from this commit on; revoked again, it stays revoked."""
    write_revocation(workspace, share_id)
    return find_share(workspace, share_id)


def state_of(share: Share, now: datetime) -> State:
    """Whether the link opens."""
    if share.elsewhere:
        return "elsewhere"
    if share.revoked_at is not None:
        return "revoked"
    return "open" if is_within(share.created_at, share.expires_at, now) else "expired"


def turns_of(share: Share) -> tuple[datetime, ...]:
    """The moments at which the clock alone changes what `state_of` and `is_use_news` say."""
    turns = [] if share.used_at is None else [share.used_at + NOTED_EVERY]
    if share.expires_at is not None:
        turns += [share.created_at - CLOCK_SLACK, share.expires_at]
    return tuple(turns)


def open_share(session: Session, token: str) -> SharedRevision:
    """What the link with that token shows now; one and the same NotFound if it does not open.

    Texts that the owner left out are not even here.
    """
    shared = find_shared(session, hash_token(token)) if TOKEN.fullmatch(token) else None
    return what_opens(shared, session.clock())


def what_opens(shared: SharedRevision | None, now: datetime) -> SharedRevision:
    """What was found behind a link, as it is shown; NotFound if nothing was, or it is closed."""
    if shared is None or state_of(shared.share, now) != "open":
        raise no_share()
    adjusted = shared.revision.adjusted
    if adjusted is None or not shared.share.hides_texts:
        return shared
    revision = replace(shared.revision, adjusted=without_texts(adjusted, NOT_SHARED))
    return replace(shared, revision=revision)


def no_share() -> NotFound:
    """The one answer for links that never were, have expired or were revoked."""
    return NotFound(
        "Nothing is shared under this address. The link may be incomplete, it may have expired, "
        "or the person who shared it has revoked it.",
        title="This link does not work",
        remedy="Check that the address is complete, or ask the person who sent it for a new link.",
    )


def is_use_news(share: Share, now: datetime) -> bool:
    """Whether opening the link now is worth noting: not within an hour of the last note."""
    return share.used_at is None or now - share.used_at >= NOTED_EVERY


def note_use(database: Database, token: str) -> None:
    """Note that the link was opened, if nobody else is writing; it never fails and never waits."""
    with suppress(AdvisorError), database.writer(patient=False) as session:
        write_use(session, hash_token(token), not_since=session.clock() - NOTED_EVERY)


def copy_shared(workspace: WritableWorkspace, library: Library, token: str, intent: Intent) -> str:
    """The id of a new assessment with the shared answers as its first, freshly computed revision.

    It has no share and no tie to the original; its adjustments are marked as copied. The same
    intent again: the same id. NotFound if the link does not open, even then.
    """
    shared = open_share(workspace.session, token)

    def copy() -> str:
        assessment_id = new_id(workspace.session.random)
        title = copy_of(workspace, shared.title)
        original = shared.revision
        rulebook = library.stored(original.rulebook_id, original.rulebook_version)
        judged = judge(
            rulebook,
            original.answers,
            _copied(original),
            library.second_opinion_on(rulebook.id),
            original.opinion.extra_answers if original.opinion else NO_ANSWERS,
        )
        insert_saved(workspace, assessment_id, title, judged)
        return assessment_id

    return once(workspace, f"copy {shared.share.id}", intent, copy)


def _copied(original: Revision) -> Adjustments:
    if original.adjusted is None:
        return NONE
    return replace(original.adjusted.adjustments, copied=True)
