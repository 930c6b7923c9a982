"""What all tables share: the names of their constraints, what a row belongs to, counters."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKeyConstraint, Integer, MetaData, text
from sqlmodel import Field, SQLModel

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


def counter() -> Any:
    """A column that counts, from 0 on."""
    return Field(default=0, sa_type=Integer, sa_column_kwargs={"server_default": text("0")})
