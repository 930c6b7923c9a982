"""Links to saved results, and what they show, as programs send them and are told them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from app.api.models import Moment, RequestModel, ResponseModel, example
from app.results.saved_models import SAVED, SavedResult, saved_values
from app.rulebooks.library import Library
from app.shares.actions import NewShare, State, state_of
from app.store import records

Days = Literal[7, 30, 90, 365]

SHARE: dict[str, Any] = {
    "id": "s2wgxq4bmzdtn7ka",
    "assessment_id": "mfrggzdfmztwq2lk",
    "version": 1,
    "label": "For the platform team",
    "answered_by": "Ada",
    "state": "open",
    "created_at": "2026-11-29T15:00:00Z",
    "expires_at": "2027-02-27T15:00:00Z",
    "revoked_at": None,
    "last_opened_at": None,
    "detailed_preview": False,
    "hides_texts": False,
}
TOKEN = "h7Zr1kq0bJ3o9mW2vXc5tYd8eLs4uGa6fPi_nQwE-Rk"  # noqa: S105  (of no link)


class ShareRequest(RequestModel):
    """A link to make."""

    model_config = example({"version": 1, "label": "For the platform team", "expires_in_days": 90})

    version: int = Field(ge=1, le=2**31 - 1)
    """The number of the version that it shows."""
    label: str = ""
    """Who it is for; at most 200 characters. Only who has the workspace sees it."""
    answered_by: str = ""
    """Who answered; at most 80 characters. The report says it."""
    expires_in_days: Days | None = 90
    """How long it works; null: until it is revoked."""
    detailed_preview: bool = False
    """Whether previews in chat programs show title and verdict."""
    hides_texts: bool = False
    """Whether the texts of own reasons are left out."""

    def as_new_share(self, label: str, answered_by: str) -> NewShare:
        """The same as pages ask for it, with the texts as they were read."""
        days = self.expires_in_days
        return NewShare(
            n=self.version,
            label=label,
            lifetime="never" if days is None else str(days),
            detailed_preview=self.detailed_preview,
            answered_by=answered_by,
            hides_texts=self.hides_texts,
        )


class Share(ResponseModel):
    """A link; the link itself is stored nowhere."""

    model_config = example(SHARE)

    id: str
    assessment_id: str
    version: int
    label: str
    answered_by: str
    state: State
    """Whether it opens; `elsewhere`: it came with a file, and only opens where it was made."""
    created_at: Moment
    expires_at: Moment | None
    """When it stops working; null if it works until it is revoked."""
    revoked_at: Moment | None
    last_opened_at: Moment | None
    """Noted at most once an hour."""
    detailed_preview: bool
    hides_texts: bool

    @classmethod
    def of(cls, share: records.Share, now: datetime) -> Share:
        """A share of the store, for programs."""
        return cls(
            id=share.id,
            assessment_id=share.assessment_id,
            version=share.n,
            label=share.label,
            answered_by=share.answered_by,
            state=state_of(share, now),
            created_at=share.created_at,
            expires_at=share.expires_at,
            revoked_at=None if share.elsewhere else share.revoked_at,
            last_opened_at=share.used_at,
            detailed_preview=share.detailed_preview,
            hides_texts=share.hides_texts,
        )


class CreatedShare(ResponseModel):
    """A new link; this answer alone has its address."""

    model_config = example(
        {"share": SHARE, "token": TOKEN, "url": f"https://advisor.example/s/{TOKEN}"}
    )

    share: Share
    token: str | None
    """What opens it. Null where the same request was sent before with another key, or where the
    link does not open any more."""
    url: str | None
    """The page that it leads to, for people."""


class Shares(ResponseModel):
    """A page of the links of an assessment, the last made first."""

    model_config = example({"items": [SHARE], "next": None})

    items: list[Share]
    next: str | None
    """The cursor of the next page; null on the last one."""


class SharedResult(SavedResult):
    """What a link shows: one saved result, as it was when it was saved."""

    model_config = example(
        {
            "title": "A public API",
            "created_at": "2026-11-29T15:00:00Z",
            "answered_by": "Ada",
            "expires_at": "2027-02-27T15:00:00Z",
        }
        | SAVED
    )

    title: str
    created_at: Moment
    """When the version was saved."""
    answered_by: str
    """Who answered; empty if no name was given."""
    expires_at: Moment | None

    @classmethod
    def of(cls, library: Library, shared: records.SharedRevision, now: datetime) -> SharedResult:
        """What a link shows, for programs; RulesMissing if this release lacks its rules."""
        return cls(
            title=shared.title,
            created_at=shared.revision.created_at,
            answered_by=shared.share.answered_by,
            expires_at=shared.share.expires_at,
            **saved_values(library, shared.revision, now.date()),
        )
