"""The tables, private to the store; `alembic/versions` builds the same ones.

Every row but a workspace belongs to one, and its keys and foreign keys start with that workspace:
a row cannot refer to another workspace's row, and deleting a workspace deletes all of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from app.store import door_tables
from app.store.packing import Packed
from app.store.records import ANSWERER_LENGTH, NOTE_LENGTH, PAGE_LENGTH, TITLE_LENGTH
from app.store.rows import (
    Row,
    counter,
    flag,
    index_where,
    of_assessment,
    of_revision,
    of_workspace,
    optional_text,
)
from app.store.types import Instant, Json, Key, Text

_DELETED = text("deleted_at IS NOT NULL")
_NOT_REVOKED = text("revoked_at IS NULL")


class WorkspaceRow(Row, table=True):
    """The owner of assessments; `sequence` numbers its changes, so that no clock orders them.

    It counts what quotas are for; an open link that expires counts until they are counted anew.
    `saves` are those within an hour from `saves_since` on.
    Once it has `deleted_at`, nothing shows it any more; its rows are left to `store.remains`.
    """

    __tablename__ = "workspaces"
    __table_args__ = (
        CheckConstraint("sequence >= 0", name="sequence"),
        index_where(_DELETED, "deleted_at"),
    )

    id: int | None = Field(default=None, sa_type=Integer, primary_key=True)
    sequence: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)
    assessments: int = counter()
    open_links: int = counter()
    browsers: int = counter()
    saves: int = counter()
    saves_since: datetime | None = Field(default=None, sa_type=Instant)


class AssessmentRow(Row, table=True):
    """One decision, with the outcome of its latest revision for lists, which load nothing else.

    Each order of the list has an index, by itself and within what the list can be narrowed to.
    `title_edit` and `note_edit` count the changes of each text; a form carries the one it showed.
    `adjusted` is the outcome with adjustments, if there are any.
    """

    __tablename__ = "assessments"
    __table_args__ = (
        of_workspace(),
        Index(None, "workspace_id", "sequence", unique=True),
        Index(None, "workspace_id", "title_key", "id"),
        Index(None, "workspace_id", "created_at", "id"),
        Index(None, "workspace_id", "label", "sequence"),
        Index(None, "workspace_id", "label", "title_key", "id"),
        Index(None, "workspace_id", "label", "created_at", "id"),
        Index(None, "workspace_id", "has_draft", "sequence"),
        Index(None, "workspace_id", "has_draft", "title_key", "id"),
        Index(None, "workspace_id", "has_draft", "created_at", "id"),
        CheckConstraint("length(id) = 16", name="id"),
        CheckConstraint(f"length(title) BETWEEN 1 AND {TITLE_LENGTH}", name="title"),
        CheckConstraint(f"length(note) <= {NOTE_LENGTH}", name="note"),
        CheckConstraint("title_edit >= 1", name="title_edit"),
        CheckConstraint("note_edit >= 1", name="note_edit"),
        CheckConstraint("sequence >= 1", name="sequence"),
        CheckConstraint("latest >= 1", name="latest"),
        CheckConstraint("(latest IS NULL) = (verdict IS NULL)", name="verdict"),
        CheckConstraint("(latest IS NULL) = (label IS NULL)", name="label"),
    )

    workspace_id: int = Field(sa_type=Integer, primary_key=True)
    id: str = Field(sa_type=Text(16), primary_key=True)
    sequence: int = Field(sa_type=BigInteger)
    title: str = Field(sa_type=Text(TITLE_LENGTH))
    title_key: str = Field(sa_type=Key, sa_column_kwargs={"server_default": text("''")})
    note: str = Field(default="", sa_type=Text(NOTE_LENGTH))
    title_edit: int = Field(default=1, sa_type=Integer)
    note_edit: int = Field(default=1, sa_type=Integer)
    created_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    latest: int | None = Field(default=None, sa_type=Integer)
    verdict: str | None = Field(default=None, sa_type=String)
    label: str | None = Field(default=None, sa_type=String)
    leader: str | None = Field(default=None, sa_type=String)
    strength: str | None = Field(default=None, sa_type=String)
    lead: int | None = Field(default=None, sa_type=Integer)
    has_draft: bool = flag()
    adjusted: dict[str, Any] | None = Field(default=None, sa_type=Json)


class DraftRow(Row, table=True):
    """The answers of an assessment since its last revision, those to hidden questions included.

    Its adjustments belong to it; here and in a revision no value is no adjustment. So do the extra
    answers, which only the second opinion reads. `page` is the key of the form that wrote the
    answers, `turn` how many changes had been made in it, `adjusted_by` that of the form that wrote
    the adjustments.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        of_assessment(),
        CheckConstraint("length(rulebook_sha256) = 64", name="rulebook_sha256"),
    )

    workspace_id: int = Field(sa_type=Integer, primary_key=True)
    assessment_id: str = Field(sa_type=Text(16), primary_key=True)
    rulebook_id: str = Field(sa_type=String)
    rulebook_version: str = Field(sa_type=String)
    rulebook_sha256: str = Field(sa_type=Text(64))
    answers: dict[str, Any] = Field(sa_type=Json)
    adjustments: dict[str, Any] | None = Field(default=None, sa_type=Json)
    extra_answers: dict[str, Any] | None = Field(default=None, sa_type=Json)
    changed_at: datetime = Field(sa_type=Instant)
    page: str = optional_text(PAGE_LENGTH)
    turn: int = counter()
    adjusted_by: str = optional_text(PAGE_LENGTH)


class RevisionRow(Row, table=True):
    """A saved result as it was shown; nothing ever updates this row.

    `result` is that of the rulebook, `adjusted` the one with the adjustments, if there are any.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        of_assessment(),
        of_revision("replaces", ondelete=None),
        CheckConstraint("n >= 1", name="n"),
        CheckConstraint("replaces < n", name="replaces"),
        CheckConstraint("length(rulebook_sha256) = 64", name="rulebook_sha256"),
    )

    workspace_id: int = Field(sa_type=Integer, primary_key=True)
    assessment_id: str = Field(sa_type=Text(16), primary_key=True)
    n: int = Field(sa_type=Integer, primary_key=True)
    replaces: int | None = Field(default=None, sa_type=Integer)
    created_at: datetime = Field(sa_type=Instant)
    rulebook_id: str = Field(sa_type=String)
    rulebook_version: str = Field(sa_type=String)
    rulebook_sha256: str = Field(sa_type=Text(64))
    engine_version: str = Field(sa_type=String)
    verdict: str = Field(sa_type=String)
    label: str = Field(sa_type=String)
    leader: str | None = Field(default=None, sa_type=String)
    strength: str | None = Field(default=None, sa_type=String)
    lead: int | None = Field(default=None, sa_type=Integer)
    answers: dict[str, Any] = Field(sa_type=Json)
    result: dict[str, Any] = Field(sa_type=Packed)
    adjustments: dict[str, Any] | None = Field(default=None, sa_type=Json)
    adjusted: dict[str, Any] | None = Field(default=None, sa_type=Packed)


class SecondOpinionRow(Row, table=True):
    """What a second rulebook said when the revision was saved; nothing ever updates this row.

    `credits` are the points of each rule that counted; its words are in that version of it.
    """

    __tablename__ = "second_opinions"
    __table_args__ = (
        of_revision("n", ondelete="CASCADE"),
        CheckConstraint("length(rulebook_sha256) = 64", name="rulebook_sha256"),
    )

    workspace_id: int = Field(sa_type=Integer, primary_key=True)
    assessment_id: str = Field(sa_type=Text(16), primary_key=True)
    n: int = Field(sa_type=Integer, primary_key=True)
    rulebook_id: str = Field(sa_type=String, primary_key=True)
    rulebook_version: str = Field(sa_type=String)
    rulebook_sha256: str = Field(sa_type=Text(64))
    engine_version: str = Field(sa_type=String)
    extra_answers: dict[str, Any] = Field(sa_type=Json)
    verdict: str = Field(sa_type=String)
    leader: str | None = Field(default=None, sa_type=String)
    strength: str | None = Field(default=None, sa_type=String)
    lead: int | None = Field(default=None, sa_type=Integer)
    credits: dict[str, Any] = Field(sa_type=Json)
    created_at: datetime = Field(sa_type=Instant)


class ShareRow(Row, table=True):
    """A revocable read-only link to one revision, known by the hash of its token."""

    __tablename__ = "shares"
    __table_args__ = (
        of_revision("n", ondelete="CASCADE"),
        UniqueConstraint("token_hash"),
        Index(None, "workspace_id", "assessment_id", "n"),
        index_where(_NOT_REVOKED, "workspace_id", "expires_at"),
        CheckConstraint("length(token_hash) = 32", name="token_hash"),
        CheckConstraint("expires_at > created_at", name="expires_at"),
        CheckConstraint("sequence >= 1", name="sequence"),
    )

    workspace_id: int = Field(sa_type=Integer, primary_key=True)
    id: str = Field(sa_type=Text(16), primary_key=True)
    assessment_id: str = Field(sa_type=Text(16))
    n: int = Field(sa_type=Integer)
    sequence: int = Field(sa_type=BigInteger)
    token_hash: bytes = Field(sa_type=LargeBinary(32))
    label: str = Field(default="", sa_type=Text(TITLE_LENGTH))
    detailed_preview: bool = Field(default=False, sa_type=Boolean)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    answered_by: str = optional_text(ANSWERER_LENGTH)
    hides_texts: bool = flag()
    elsewhere: bool = flag()


class IntentRow(Row, table=True):
    """What came of one form; sent again, it gets the same result."""

    __tablename__ = "intents"
    __table_args__ = (
        of_workspace(),
        CheckConstraint("length(body_hash) = 32", name="body_hash"),
    )

    workspace_id: int = Field(sa_type=Integer, primary_key=True)
    action: str = Field(sa_type=Text(50), primary_key=True)
    key: str = Field(sa_type=Text(100), primary_key=True)
    body_hash: bytes = Field(sa_type=LargeBinary(32))
    result: str = Field(sa_type=Text(50))
    created_at: datetime = Field(sa_type=Instant)


_tables = door_tables.BrowserRow.metadata.tables
workspaces = _tables["workspaces"]
browsers = _tables["browsers"]
codes = _tables["codes"]
api_keys = _tables["api_keys"]
assessments = _tables["assessments"]
drafts = _tables["drafts"]
revisions = _tables["revisions"]
second_opinions = _tables["second_opinions"]
shares = _tables["shares"]
intents = _tables["intents"]

DOORS = (browsers, codes, api_keys)
"""What opens a workspace; none of it outlives the step that deletes that."""
