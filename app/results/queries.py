"""Revisions: inserted once, read for ever, never updated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from app.results.judging import Judged
from app.store.assessments import find_assessment, here, insert_assessment, write_version
from app.store.database import Database
from app.store.drafts import delete_draft
from app.store.faults import missing
from app.store.ids import is_number
from app.store.packing import Stored
from app.store.prepared import Prepared
from app.store.records import Revision, RevisionSummary
from app.store.second_opinions import (
    OF_REVISION,
    OPINION,
    as_opinion,
    insert_opinion,
)
from app.store.tables import revisions, second_opinions
from app.store.workspaces import Workspace, WritableWorkspace, in_use

OUTCOME = ("verdict", "label", "leader", "strength", "lead")
PORTION = 200
AT_ONCE = 100
BEYOND = 999_999_999
"""A number that no revision reaches."""
AS_STORED: dict[str, TypeEngine[Any]] = {
    "answers": String(),
    "extra_answers": String(),
    "credits": String(),
    "result": Stored(),
    "adjustments": String(),
    "adjusted": Stored(),
}


def insert_revision(
    workspace: WritableWorkspace,
    assessment_id: str,
    latest: int | None,
    judged: Judged,
) -> int:
    """The number of the new revision, which follows the `latest` and replaces the draft.

    Full if the assessment has as many as it may.
    """
    n = (latest or 0) + 1
    write_version(workspace, assessment_id, n, has_draft=False, **_outcome(judged))
    _insert(workspace, assessment_id, n, latest, judged)
    delete_draft(workspace, assessment_id)
    return n


def insert_saved(
    workspace: WritableWorkspace,
    assessment_id: str,
    title: str,
    judged: Judged,
) -> None:
    """A new assessment with its first revision, without a draft in between.

    It counts as the two changes that starting and saving are; after one, the purge would think
    that nobody answered anything.
    """
    insert_assessment(workspace, assessment_id, title, steps=2, latest=1, **_outcome(judged))
    _insert(workspace, assessment_id, 1, None, judged)


def _insert(
    workspace: WritableWorkspace,
    assessment_id: str,
    n: int,
    replaces: int | None,
    judged: Judged,
) -> None:
    result, adjusted = judged.result, judged.adjusted
    values = {
        "workspace_id": workspace.id,
        "assessment_id": assessment_id,
        "n": n,
        "replaces": replaces,
        "created_at": workspace.session.clock(),
        "rulebook_id": result.rulebook.id,
        "rulebook_version": result.rulebook.version,
        "rulebook_sha256": result.rulebook.sha256,
        "engine_version": judged.engine_version,
        "answers": dict(judged.answers),
        "result": result.record(),
        "adjustments": adjusted.adjustments.record() if adjusted else None,
        "adjusted": adjusted.result.record() if adjusted else None,
        **outcome_of(result),
    }
    workspace.session.send(_INSERT, values)
    if judged.opinion:
        insert_opinion(workspace, assessment_id, n, judged.opinion)


def _outcome(judged: Judged) -> dict[str, object]:
    """What the row of the assessment holds, for lists."""
    return outcome_of(judged.result) | {"adjusted": outcome_with(judged.adjusted)}


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
    every = tuple(stored)
    values = dict(zip(_REVISION_NAMES, every[: -len(OPINION)], strict=True))
    values["opinion"] = as_opinion(every[-len(OPINION) :])
    values["answers"] = _answers(values["answers"])
    values["result"] = Result.from_record(values["result"])
    adjustments = Adjustments.from_record(values.pop("adjustments"))
    if adjustments:
        values["adjusted"] = Adjusted(adjustments, Result.from_record(values["adjusted"]))
    return Revision(**values)


def columns_of(record: type) -> list[Column[Any]]:
    """The columns of a revision that the fields of the record name."""
    return [revisions.c[field.name] for field in fields(record) if field.name in revisions.c]


_OF_REVISION = [*columns_of(Revision), revisions.c.adjustments]
_REVISION_NAMES = [column.name for column in _OF_REVISION]
REVISION = [*_OF_REVISION, *OPINION]
"""With its second opinion, which is joined by `OF_REVISION`."""
_HERE = and_(
    revisions.c.workspace_id == bindparam("workspace"),
    revisions.c.assessment_id == bindparam("assessment"),
)
_INSERT = Prepared(insert(revisions))
_FIND = Prepared(
    select(*REVISION)
    .outerjoin_from(revisions, second_opinions, OF_REVISION)
    .where(_HERE, revisions.c.n == bindparam("n"))
)
_LIST = Prepared(
    select(*columns_of(RevisionSummary))
    .where(_HERE, revisions.c.n < bindparam("before"))
    .order_by(revisions.c.n.desc())
    .limit(bindparam("most", type_=Integer))
)


def _answers(stored: Mapping[str, str | list[str] | None]) -> Answers:
    return {
        question: None if given is None else frozenset([given] if isinstance(given, str) else given)
        for question, given in stored.items()
    }


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A row of revisions as it lies there: the answers are JSON as text, the result is packed.

    `opinion` are the values of the second opinion beside it, by column, if there is one.
    """

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
    opinion: Mapping[str, Any] | None = None

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
        return [_stored(row) for row in session.execute(_after(last))]


def _stored(row: Sequence[Any]) -> StoredResult:
    values, opinion = row[: -len(OPINION)], row[-len(OPINION) :]
    names = [column.name for column in OPINION]
    is_there = opinion[0] is not None
    found = dict(zip(names, opinion, strict=True)) if is_there else None
    return StoredResult(*(*values, found))


def _after(last: StoredResult | None) -> Select[Any]:
    columns = [
        cast(column, AS_STORED[column.name]) if column.name in AS_STORED else column
        for column in [*columns_of(StoredResult), *OPINION]
    ]
    key = (revisions.c.workspace_id, revisions.c.assessment_id, revisions.c.n)
    query = select(*columns).outerjoin_from(revisions, second_opinions, OF_REVISION)
    query = query.where(in_use(revisions.c.workspace_id)).order_by(*key).limit(PORTION)
    if last is None:
        return query
    return query.where(tuple_(*key) > (last.workspace_id, last.assessment_id, last.n))
