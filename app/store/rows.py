"""What all tables share: the names of their constraints, what a row belongs to, counters, flags."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    TextClause,
    false,
    text,
)
from sqlmodel import Field, SQLModel

from app.store.types import Text

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Row(SQLModel):
    """What all tables share: the names of their constraints, which SQLite needs to alter them."""

    metadata = MetaData(naming_convention=NAMES)


def of_workspace() -> ForeignKeyConstraint:
    """To the workspace that the row belongs to."""
    return ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], ondelete="CASCADE")


def of_assessment() -> ForeignKeyConstraint:
    """To the assessment of that workspace that the row belongs to."""
    here, there = ["workspace_id", "assessment_id"], ["workspace_id", "id"]
    return ForeignKeyConstraint(here, [f"assessments.{name}" for name in there], ondelete="CASCADE")


def of_revision(number: str, ondelete: str | None) -> ForeignKeyConstraint:
    """To the revision of that assessment whose number is in that column."""
    here, there = ["workspace_id", "assessment_id", number], ["workspace_id", "assessment_id", "n"]
    return ForeignKeyConstraint(here, [f"revisions.{name}" for name in there], ondelete=ondelete)


def index_where(condition: TextClause, *columns: str) -> Index:
    """An index of the rows for which that holds."""
    return Index(None, *columns, sqlite_where=condition, postgresql_where=condition)


def counter() -> Any:
    """A column that counts, from 0 on."""
    return Field(default=0, sa_type=Integer, sa_column_kwargs={"server_default": text("0")})


def optional_text(longest: int) -> Any:
    """A column for a text that may be empty, and is at first."""
    return Field(default="", sa_type=Text(longest), sa_column_kwargs={"server_default": text("''")})


def flag() -> Any:
    """A column that says yes or no, and no at first."""
    return Field(default=False, sa_type=Boolean, sa_column_kwargs={"server_default": false()})
