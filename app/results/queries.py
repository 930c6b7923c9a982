"""Revisions: inserted once, read for ever, never updated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import (
    Column,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    insert,
    select,
    tuple_,
)
from sqlalchemy.types import TypeEngine

from app.engine.adjusting import Adjusted
from app.engine.adjustments import Adjustments
from app.engine.answers import Answers
from app.engine.results import Result
from app.store.assessments import find_assessment, here, insert_assessment, write_version
from app.store.database import Database
from app.store.drafts import delete_draft
from app.store.faults import missing
from app.store.ids import is_number
from app.store.looks import Look
from app.store.packing import Stored
from app.store.prepared import Prepared
from app.store.records import Revision, RevisionSummary
from app.store.tables import assessments, browsers, revisions, workspaces
from app.store.workspaces import IN_USE, Workspace, WritableWorkspace, in_use

OUTCOME = ("verdict", "label", "leader", "strength", "lead")
PORTION = 200
AT_ONCE = 100
BEYOND = 999_999_999
"""A number that no revision reaches."""
AS_STORED: dict[str, TypeEngine[Any]] = {
    "answers": String(),
    "result": Stored(),
    "adjustments": String(),
    "adjusted": Stored(),
}


def insert_revision(
    workspace: WritableWorkspace,
    assessment_id: str,
    latest: int | None,
    answers: Mapping[str, Any],
    result: Result,
    adjusted: Adjusted | None,
    engine_version: str,
) -> int:
    """The number of the new revision, which follows the `latest` and replaces the draft.

    Full if the assessment has as many as it may.
    """
    n = (latest or 0) + 1
    outcome = outcome_of(result) | {"adjusted": outcome_with(adjusted)}
    write_version(workspace, assessment_id, n, has_draft=False, **outcome)
    values = _values(workspace, assessment_id, answers, result, adjusted, engine_version)
    workspace.session.send(_INSERT, values | {"n": n, "replaces": latest})
    delete_draft(workspace, assessment_id)
    return n


def insert_saved(
    workspace: WritableWorkspace,
    assessment_id: str,
    title: str,
    answers: Mapping[str, Any],
    result: Result,
    adjusted: Adjusted | None,
    engine_version: str,
) -> None:
    """A new assessment with its first revision, without a draft in between.

    It counts as the two changes that starting and saving are; after one, the purge would think
    that nobody answered anything.
    """
    outcome = outcome_of(result) | {"adjusted": outcome_with(adjusted)}
    insert_assessment(workspace, assessment_id, title, steps=2, latest=1, **outcome)
    values = _values(workspace, assessment_id, answers, result, adjusted, engine_version)
    workspace.session.send(_INSERT, values | {"n": 1, "replaces": None})


def _values(
    workspace: WritableWorkspace,
    assessment_id: str,
    answers: Mapping[str, Any],
    result: Result,
    adjusted: Adjusted | None,
    engine_version: str,
) -> dict[str, Any]:
    return {
        "workspace_id": workspace.id,
        "assessment_id": assessment_id,
        "created_at": workspace.session.clock(),
        "rulebook_id": result.rulebook.id,
        "rulebook_version": result.rulebook.version,
        "rulebook_sha256": result.rulebook.sha256,
        "engine_version": engine_version,
        "answers": dict(answers),
        "result": result.record(),
        "adjustments": adjusted.adjustments.record() if adjusted else None,
        "adjusted": adjusted.result.record() if adjusted else None,
        **outcome_of(result),
    }


def outcome_of(result: Result) -> dict[str, object]:
    """What lists show of a result."""
    return {name: getattr(result, name) for name in OUTCOME}


def outcome_with(adjusted: Adjusted | None) -> dict[str, object] | None:
    """What lists show of an adjusted result beside the other."""
    if adjusted is None:
        return None
    return outcome_of(adjusted.result)


def find_revision(workspace: Workspace, assessment_id: str, n: int) -> Revision:
    """That revision; NotFound if it is not in this workspace."""
    asked = here(workspace, assessment_id) | {"n": n}
    if not is_number(n):
        raise missing()
    row = workspace.session.send(_FIND, asked).one_or_none()
    if row is None:
        raise missing()
    return as_revision(row)


def list_revisions(
    workspace: Workspace, assessment_id: str, *, most: int = AT_ONCE, before: int = BEYOND
) -> tuple[RevisionSummary, ...]:
    """The last revisions of the assessment, of those before that number, the first first.

    NotFound if it is not in this workspace.
    """
    asked = here(workspace, assessment_id) | {"most": most, "before": before}
    rows = list(iter(workspace.session.send(_LIST, asked)))
    summaries = tuple(RevisionSummary(*row) for row in reversed(rows))
    if not summaries:
        find_assessment(workspace, assessment_id)
    return summaries


def as_revision(stored: Iterable[Any]) -> Revision:
    """The revision of these values, which are those of `REVISION`."""
    values = dict(zip([column.name for column in REVISION], stored, strict=True))
    values["answers"] = _answers(values["answers"])
    values["result"] = Result.from_record(values["result"])
    adjustments = Adjustments.from_record(values.pop("adjustments"))
    if adjustments:
        values["adjusted"] = Adjusted(adjustments, Result.from_record(values["adjusted"]))
    return Revision(**values)


def columns_of(record: type) -> list[Column[Any]]:
    """The columns of a revision that the fields of the record name."""
    return [revisions.c[field.name] for field in fields(record)]


REVISION = [*columns_of(Revision), revisions.c.adjustments]
_HERE = and_(
    revisions.c.workspace_id == bindparam("workspace"),
    revisions.c.assessment_id == bindparam("assessment"),
)
_INSERT = Prepared(insert(revisions))
_FIND = Prepared(select(*REVISION).where(_HERE, revisions.c.n == bindparam("n")))
_LIST = Prepared(
    select(*columns_of(RevisionSummary))
    .where(_HERE, revisions.c.n < bindparam("before"))
    .order_by(revisions.c.n.desc())
    .limit(bindparam("most", type_=Integer))
)

# A database that was set back to an earlier state comes to the same numbers again, at other times.
_STATE = (
    select(workspaces.c.id, workspaces.c.sequence, workspaces.c.changed_at, browsers.c.seen_on)
    .join_from(browsers, workspaces, and_(workspaces.c.id == browsers.c.workspace_id, IN_USE))
    .join(
        assessments,
        and_(
            assessments.c.workspace_id == workspaces.c.id,
            assessments.c.id == bindparam("assessment_id"),
        ),
    )
    .where(browsers.c.token_hash == bindparam("hash"))
)
LATEST = Look(_STATE.where(assessments.c.latest.is_not(None)))
"""What the page of the latest result is made of, to a browser that may see it: `advance` numbers
whatever changes a page of the workspace."""
VERSION = Look(
    _STATE.join(
        revisions,
        and_(
            revisions.c.workspace_id == assessments.c.workspace_id,
            revisions.c.assessment_id == assessments.c.id,
            revisions.c.n == bindparam("n"),
        ),
    )
)
"""The same for the page of one version."""


def _answers(stored: Mapping[str, str | list[str] | None]) -> Answers:
    return {
        question: None if given is None else frozenset([given] if isinstance(given, str) else given)
        for question, given in stored.items()
    }


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A row of revisions as it lies there: the answers are JSON as text, the result is packed."""

    workspace_id: int
    assessment_id: str
    n: int
    rulebook_id: str
    rulebook_version: str
    rulebook_sha256: str
    engine_version: str
    verdict: str
    label: str
    leader: str | None
    strength: str | None
    lead: int | None
    answers: str
    result: str | bytes
    adjustments: str | None
    adjusted: str | bytes | None

    @property
    def outcome(self) -> dict[str, object]:
        """What the lists show."""
        return {name: getattr(self, name) for name in OUTCOME}


def stored_results(database: Database) -> Iterator[StoredResult]:
    """Those of all workspaces, to compute them anew.

    Each portion is read in a transaction of its own, so that none lasts.
    """
    portion = _portion(database, None)
    while portion:
        yield from portion
        portion = _portion(database, portion[-1])


def _portion(database: Database, last: StoredResult | None) -> list[StoredResult]:
    with database.reader() as session:
        return [StoredResult(*row) for row in session.execute(_after(last))]


def _after(last: StoredResult | None) -> Select[Any]:
    columns = [
        cast(column, AS_STORED[column.name]) if column.name in AS_STORED else column
        for column in columns_of(StoredResult)
    ]
    key = (revisions.c.workspace_id, revisions.c.assessment_id, revisions.c.n)
    query = select(*columns).where(in_use(revisions.c.workspace_id))
    query = query.order_by(*key).limit(PORTION)
    if last is None:
        return query
    return query.where(tuple_(*key) > (last.workspace_id, last.assessment_id, last.n))
