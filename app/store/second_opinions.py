"""Second opinions: inserted with their revision, read with it, never updated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, insert

from app.engine.results import RulebookReference
from app.engine.second_opinion import Opinion
from app.store.prepared import Prepared
from app.store.tables import revisions, second_opinions
from app.store.workspaces import WritableWorkspace

NAMES = (
    "rulebook_id",
    "rulebook_version",
    "rulebook_sha256",
    "engine_version",
    "extra_answers",
    "verdict",
    "leader",
    "strength",
    "lead",
    "credits",
)
OPINION = [second_opinions.c[name] for name in NAMES]
"""What is read of an opinion; all of it None where an outer join met nothing."""

MARKS = (second_opinions.c.rulebook_version, second_opinions.c.created_at)
"""What a page that is kept is made of, of an opinion that never changes: none, or this one."""


def opinion_of(*key: ColumnElement[Any]) -> ColumnElement[bool]:
    """To join the opinion on a revision: its workspace, its assessment, its number."""
    own = second_opinions.c.workspace_id, second_opinions.c.assessment_id, second_opinions.c.n
    return and_(*(mine == theirs for mine, theirs in zip(own, key, strict=True)))


OF_REVISION = opinion_of(revisions.c.workspace_id, revisions.c.assessment_id, revisions.c.n)
_INSERT = Prepared(insert(second_opinions))


def insert_opinion(
    workspace: WritableWorkspace, assessment_id: str, n: int, opinion: Opinion
) -> None:
    """Store it with the revision of that number, which the same transaction has just made."""
    values = {
        "workspace_id": workspace.id,
        "assessment_id": assessment_id,
        "n": n,
        **opinion_values(opinion),
        "created_at": workspace.session.clock(),
    }
    workspace.session.send(_INSERT, values)


def opinion_values(opinion: Opinion) -> dict[str, Any]:
    """What is stored of it, by column."""
    record = opinion.record()
    reference = record.pop("rulebook")
    return {f"rulebook_{name}": value for name, value in reference.items()} | record


def as_opinion(stored: Sequence[Any]) -> Opinion | None:
    """The opinion of these values, which are those of `OPINION`; None if there is none."""
    values = dict(zip(NAMES, stored, strict=True))
    if values["rulebook_id"] is None:
        return None
    reference = [values.pop(f"rulebook_{name}") for name in ("id", "version", "sha256")]
    return Opinion(rulebook=RulebookReference(*reference), **values)
