"""What the store gives out: plain, frozen records without a connection behind them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from app.engine.adjusting import Adjusted
from app.engine.adjustments import Adjustments
from app.engine.answers import Answers
from app.engine.results import Result
from app.engine.second_opinion import Opinion

TITLE_LENGTH = 200
NOTE_LENGTH = 5_000
NAME_LENGTH = 60
PAGE_LENGTH = 100
ANSWERER_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Assessment:
    """One decision as lists show it; the outcome is that of the latest revision, None before it.

    `sequence` orders by change. `title_edit` and `note_edit` count the changes of each text.
    `adjusted` is the outcome with adjustments, None without any.
    """

    id: str
    sequence: int
    title: str
    note: str
    title_edit: int
    note_edit: int
    created_at: datetime
    changed_at: datetime
    verdict: str | None
    label: str | None
    leader: str | None
    strength: str | None
    lead: int | None
    latest: int | None
    has_draft: bool
    adjusted: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers of an assessment as they stand, for its pinned rulebook, in JSON types.

    With its adjustments, some of which another version of the rulebook may have been made for.
    `page` is the form that wrote the answers, and `turn` the number of its change. `extra_answers`
    are those that only the second opinion reads. `adjusted_by` is the form that wrote the
    adjustments.
    """

    rulebook_id: str
    rulebook_version: str
    rulebook_sha256: str
    answers: Mapping[str, Any]
    adjustments: Adjustments
    changed_at: datetime
    page: str | None = None
    turn: int = 0
    extra_answers: Mapping[str, Any] = field(default_factory=dict)
    adjusted_by: str = ""

    @property
    def mark(self) -> str:
        """Tells one state of the draft from all others; a saved result in its place has none."""
        return "" if self.page is None else f"{self.page}.{self.turn}"

    @property
    def adjustments_mark(self) -> str:
        """Tells what is adjusted, and who wrote that, from all else."""
        return f"{self.adjusted_by}.{_digest(self.adjustments.record())}"

    @property
    def extra_mark(self) -> str:
        """Tells these extra answers from all others."""
        return _digest(self.extra_answers)


def _digest(value: Mapping[str, Any]) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Answered:
    """An assessment with its answers: as they stand, and as they were last saved, if they were."""

    assessment: Assessment
    draft: Draft
    saved: Draft | None


class Standing(NamedTuple):
    """What lists need of the answers of an assessment as they stand, which are JSON as stored.

    Both rulebooks by id and version: the one these answers are for, and the one of the latest
    revision, or the same before there is one. `linked` if a link to it was not revoked.
    """

    rulebook: tuple[str, str]
    answers: str
    saved_under: tuple[str, str]
    linked: bool


@dataclass(frozen=True, slots=True)
class Revision:
    """A saved result, exactly as it was shown; the adjusted one beside it, if there is one.

    So is the second opinion, if one was asked for when it was saved.
    """

    assessment_id: str
    n: int
    created_at: datetime
    rulebook_id: str
    rulebook_version: str
    rulebook_sha256: str
    engine_version: str
    replaces: int | None
    answers: Answers
    result: Result
    adjusted: Adjusted | None
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class RevisionSummary:
    """A revision as lists show it, without its answers and result.

    Its adjustments and the result with them are as stored.
    """

    n: int
    created_at: datetime
    rulebook_id: str
    rulebook_version: str
    replaces: int | None
    verdict: str
    label: str
    leader: str | None
    strength: str | None
    lead: int | None
    adjustments: Mapping[str, Any] | None
    adjusted: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Share:
    """A link to one revision, as its owner sees it; the link itself is stored nowhere.

    Without `expires_at` it never expires. `detailed_preview` says that link previews may show
    title and verdict. `used_at` is when it was last opened, up to an hour late. `answered_by` is
    who answered, as the report says it; "" if the owner gave no name. With `hides_texts` the texts
    of the owner's own reasons are left out.
    """

    id: str
    assessment_id: str
    n: int
    sequence: int
    label: str
    detailed_preview: bool
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None
    answered_by: str
    hides_texts: bool
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class SharedRevision:
    """What a link leads to: the revision as it was saved, and the title of its assessment."""

    share: Share
    title: str
    revision: Revision


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that may use the workspace; `seen_on` is the day of its last visit, if noted."""

    id: str
    name: str
    created_at: datetime
    seen_on: date | None


Scope = Literal["read", "write"]
"""What a key of a program is good for; who may write may read, too."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key by which a program uses the workspace; the key itself is stored nowhere.

    Without `expires_at` it never expires. `used_on` is the day of its last use, if noted.
    """

    id: str
    name: str
    scope: Scope
    created_at: datetime
    expires_at: datetime | None
    used_on: date | None
