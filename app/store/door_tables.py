"""The tables of what opens a workspace: browsers, one-time codes, keys of programs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, Integer, LargeBinary, String, UniqueConstraint
from sqlmodel import Field

from app.store.records import NAME_LENGTH
from app.store.rows import Row, of_workspace, optional_text
from app.store.types import Instant, Text


class BrowserRow(Row, table=True):
    """A browser that may use the workspace, known by the hash of its cookie."""

    __tablename__ = "browsers"
    __table_args__ = (
        of_workspace(),
        UniqueConstraint("token_hash"),
        CheckConstraint("length(token_hash) = 32", name="token_hash"),
    )

    workspace_id: int = Field(sa_type=Integer, primary_key=True)
    id: str = Field(sa_type=Text(16), primary_key=True)
    token_hash: bytes = Field(sa_type=LargeBinary(32))
    name: str = optional_text(NAME_LENGTH)
    created_at: datetime = Field(sa_type=Instant)
    seen_on: date | None = Field(default=None, sa_type=Date)


class CodeRow(Row, table=True):
    """The one-time code that lets another browser in, known by its hash; a new one replaces it."""

    __tablename__ = "codes"
    __table_args__ = (
        of_workspace(),
        UniqueConstraint("code_hash"),
        CheckConstraint("length(code_hash) = 32", name="code_hash"),
        CheckConstraint("expires_at > created_at", name="expires_at"),
    )

    workspace_id: int = Field(sa_type=Integer, primary_key=True)
    code_hash: bytes = Field(sa_type=LargeBinary(32))
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)


class ApiKeyRow(Row, table=True):
    """A key by which a program may use the workspace, known by its hash; an ended one has no row.

    Without `expires_at` it never expires. `used_on` is the day of its last use.
    """

    __tablename__ = "api_keys"
    __table_args__ = (
        of_workspace(),
        UniqueConstraint("key_hash"),
        CheckConstraint("length(key_hash) = 32", name="key_hash"),
        CheckConstraint("scope IN ('read', 'write')", name="scope"),
        CheckConstraint("expires_at > created_at", name="expires_at"),
    )

    workspace_id: int = Field(sa_type=Integer, primary_key=True)
    id: str = Field(sa_type=Text(16), primary_key=True)
    key_hash: bytes = Field(sa_type=LargeBinary(32))
    name: str = Field(sa_type=Text(NAME_LENGTH))
    scope: str = Field(sa_type=String)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    used_on: date | None = Field(default=None, sa_type=Date)
