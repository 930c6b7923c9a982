"""The advisor's SQLite file as a Django program uses it: the ORM, a connection that stays open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast, Coalesce

from app.engine.adjustments import Adjustments
from app.engine.errors import Invalid
from app.engine.scoring import ENGINE_VERSION
from app.results.queries import REVISION, as_revision, outcome_of
from app.store.drafts import NO_ANSWERS
from app.store.faults import missing
from app.store.ids import is_id
from app.store.intents import KEY
from app.store.intents import Intent as Sent
from app.store.records import Answered, RevisionSummary, SharedRevision
from app.store.records import Assessment as OneAssessment
from app.store.records import Draft as OneDraft
from app.store.records import Revision as OneRevision
from app.store.records import Share as OneShare
from app.store.second_opinions import OPINION, opinion_values
from app.store.title_keys import fold
from benchmarks.peers import sql
from benchmarks.peers.django_models import (
    Assessment,
    Browser,
    Draft,
    Intent,
    Revision,
    SecondOpinion,
    Share,
    Workspace,
)
from benchmarks.peers.forms import Change, NewAssessment, Title
from benchmarks.peers.rows import Listed, standing
from benchmarks.peers.site import random_id, utc_now


def _names(record: type, prefix: str = "") -> list[str]:
    return [f"{prefix}{field.name}" for field in fields(record)]


OF_ASSESSMENT, OF_SHARE, OF_SUMMARY = map(_names, (OneAssessment, OneShare, RevisionSummary))
OF_DRAFT = _names(OneDraft)
INSTEAD = {"changed_at": "created_at", "extra_answers": "opinion__extra_answers"}
NOT_SAVED = ("page", "turn", "adjusted_by")
OF_SAVED = [INSTEAD.get(name, name) for name in OF_DRAFT if name not in NOT_SAVED]
OF_REVISION = [
    *(column.name for column in REVISION[: -len(OPINION)]),
    *(f"opinion__{column.name}" for column in OPINION),
]
WITH_ANSWERS = [
    *OF_ASSESSMENT,
    *(f"drafted__{name}" for name in OF_DRAFT),
    *(f"saved__{name}" for name in OF_SAVED),
]
OF_LINK = [*OF_SHARE, "assessment__title", *(f"revision__{name}" for name in OF_REVISION)]
LISTED: dict[str, dict[str, Any]] = {
    "all": {},
    "unfinished": {"has_draft": True},
    "recent": {"latest__isnull": False},
}
STANDING = [
    Coalesce("drafted__rulebook_id", "saved__rulebook_id"),
    Coalesce("drafted__rulebook_version", "saved__rulebook_version"),
    Coalesce(Cast("drafted__answers", TextField()), Cast("saved__answers", TextField())),
    Coalesce("saved__rulebook_id", "drafted__rulebook_id"),
    Coalesce("saved__rulebook_version", "drafted__rulebook_version"),
]
FREE_NUMBER = sql.FREE_NUMBER.replace(":workspace", "%(workspace)s").replace(":key", "%(key)s")


class Visitor(NamedTuple):
    """Whose request it is."""

    workspace: int
    id: str
    seen_on: Any
    sequence: int


@contextmanager
def reading(token_hash: bytes | None) -> Iterator[Visitor]:
    """Who reads; NotFound for a newcomer. Each query is a transaction of its own, as is usual."""
    yield _visitor(Browser.objects.filter(token_hash=token_hash))


@contextmanager
def writing(token_hash: bytes | None) -> Iterator[Visitor]:
    """The same to write, in one transaction; that the browser was here is noted."""
    with transaction.atomic():
        mine = Browser.objects.filter(token_hash=token_hash, workspace__deleted_at=None)
        visitor = _visitor(mine)
        if visitor.seen_on != (today := utc_now().date()):
            Browser.objects.filter(token_hash=token_hash).update(seen_on=today)
        yield visitor


def _visitor(mine: Any) -> Visitor:
    return Visitor(*_only(mine.values_list("workspace_id", "id", "seen_on", "workspace__sequence")))


def find_answered(visitor: Visitor, assessment_id: str) -> Answered:
    """The assessment with its answers; NotFound if it is not in this workspace."""
    return _answered(_only(_own(visitor, assessment_id).values_list(*WITH_ANSWERS)))


def find_assessment(visitor: Visitor, assessment_id: str) -> OneAssessment:
    """That assessment; NotFound if it is not in this workspace."""
    return OneAssessment(*_only(_own(visitor, assessment_id).values_list(*OF_ASSESSMENT)))


def _own(visitor: Visitor, assessment_id: str) -> Any:
    if not is_id(assessment_id):
        raise missing()
    return Assessment.objects.filter(workspace_id=visitor.workspace, id=assessment_id)


def _only(found: Any) -> Any:
    row = next(iter(found), None)
    if row is None:
        raise missing()
    return row


def list_latest(visitor: Visitor, kind: str, most: int) -> list[Listed]:
    """The last changed of all assessments, of the unfinished or the saved ones."""
    mine = Assessment.objects.filter(workspace_id=visitor.workspace, **LISTED[kind])
    found = mine.order_by("-sequence").values_list(*OF_ASSESSMENT, *STANDING)[:most]
    own = len(OF_ASSESSMENT)
    return [(OneAssessment(*row[:own]), standing(*row[own:])) for row in found]


def _answered(row: Sequence[Any]) -> Answered:
    first, second = len(OF_ASSESSMENT), len(OF_ASSESSMENT) + len(OF_DRAFT)
    saved_names = [name for name in OF_DRAFT if name not in NOT_SAVED]
    draft, saved = _draft(OF_DRAFT, row[first:second]), _draft(saved_names, row[second:])
    return Answered(OneAssessment(*row[:first]), draft or saved, saved)


def _draft(names: Sequence[str], row: Sequence[Any]) -> OneDraft | None:
    if row[0] is None:
        return None
    values = dict(zip(names, row, strict=True))
    values["adjustments"] = Adjustments.from_record(values["adjustments"])
    values["extra_answers"] = values["extra_answers"] or NO_ANSWERS
    return OneDraft(**values)


def count_all(visitor: Visitor, most: int) -> int:
    """How many assessments there are, but no more than `most`."""
    return int(Assessment.objects.filter(workspace_id=visitor.workspace)[:most].count())


def find_labels(visitor: Visitor) -> list[str]:
    """The verdicts there are."""
    mine = Assessment.objects.filter(workspace_id=visitor.workspace, label__isnull=False)
    return list(mine.order_by("label").values_list("label", flat=True).distinct())


def find_shares(visitor: Visitor, ids: Sequence[str]) -> list[OneShare]:
    """The links to these assessments, the last made first."""
    mine = Share.objects.filter(workspace_id=visitor.workspace, assessment_id__in=ids)
    return [OneShare(*row) for row in mine.order_by("-sequence").values_list(*OF_SHARE)]


def find_revision(visitor: Visitor, assessment_id: str, n: int) -> OneRevision:
    """That version; NotFound if there is none."""
    mine = Revision.objects.filter(workspace_id=visitor.workspace, assessment_id=assessment_id, n=n)
    return as_revision(_only(mine.values_list(*OF_REVISION)))


def list_revisions(visitor: Visitor, assessment_id: str) -> tuple[RevisionSummary, ...]:
    """All versions, the first first."""
    mine = Revision.objects.filter(workspace_id=visitor.workspace, assessment_id=assessment_id)
    return tuple(RevisionSummary(*row) for row in mine.order_by("n").values_list(*OF_SUMMARY))


def is_alone(visitor: Visitor) -> bool:
    """Whether nothing else is saved in the workspace, and no other browser has it."""
    mine = {"workspace_id": visitor.workspace}
    if Assessment.objects.filter(**mine, latest__isnull=False)[:2].count() > 1:
        return False
    return bool(Browser.objects.filter(**mine).count() == 1)


def find_shared(token_hash: bytes) -> SharedRevision | None:
    """What the link with that token leads to, open or not."""
    link = Share.objects.filter(token_hash=token_hash, workspace__deleted_at=None)
    row = next(iter(link.values_list(*OF_LINK)), None)
    if row is None:
        return None
    own = len(OF_SHARE)
    return SharedRevision(OneShare(*row[:own]), row[own], as_revision(row[own + 1 :]))


def note_use(token_hash: bytes, now: datetime) -> None:
    """Note that a link was opened."""
    Share.objects.filter(token_hash=token_hash).update(used_at=now)


def save_new(visitor: Visitor, new: NewAssessment) -> str:
    """The id of the assessment; the same form again, the same id."""
    made = _find_intent(visitor, new.intent)
    if made is not None:
        return made
    key, now, id_ = {"workspace_id": visitor.workspace}, utc_now(), random_id()
    outcome, title = outcome_of(new.result), _numbered(visitor, new.title)
    Assessment.objects.create(
        **key,
        **outcome,
        id=id_,
        sequence=_advance(visitor, 2, now),
        title=title,
        title_key=fold(title),
        note="",
        title_edit=1,
        note_edit=1,
        created_at=now,
        changed_at=now,
        latest=1,
    )
    Revision.objects.create(
        **key,
        **outcome,
        assessment_id=id_,
        n=1,
        created_at=now,
        rulebook_id=new.rulebook.id,
        rulebook_version=new.rulebook.version,
        rulebook_sha256=new.rulebook.sha256,
        engine_version=ENGINE_VERSION,
        answers=new.answers,
        result=new.result.record(),
    )
    if new.opinion:
        values = opinion_values(new.opinion)
        SecondOpinion.objects.create(**key, **values, assessment_id=id_, n=1, created_at=now)
    sent = {"key": new.intent.key, "body_hash": new.intent.body_hash}
    Intent.objects.create(**key, **sent, action="start", result=id_, created_at=now)
    return id_


def _find_intent(visitor: Visitor, intent: Sent) -> str | None:
    """What came of the form before; Invalid if the key was used for something else, or is none."""
    if KEY.fullmatch(intent.key) is None:
        raise Invalid("The form came without its key, so nothing was saved.")
    done = Intent.objects.filter(workspace_id=visitor.workspace, action="start", key=intent.key)
    row = next(iter(done.values_list("body_hash", "result")), None)
    if row is not None and bytes(row[0]) != intent.body_hash:
        raise Invalid("This form was already sent, with other content.")
    return None if row is None else row[1]


def _advance(visitor: Visitor, steps: int, now: datetime) -> int:
    """The number of the next change; nobody else writes, so it follows the one that was read."""
    number = visitor.sequence + steps
    Workspace.objects.filter(id=visitor.workspace).update(sequence=number, changed_at=now)
    return number


def _numbered(visitor: Visitor, title: Title) -> str:
    if not title.is_made:
        return title.text
    with connection.cursor() as cursor:
        cursor.execute(FREE_NUMBER, {"workspace": visitor.workspace, "key": fold(title.text)})
        (number,) = cursor.fetchone()
    return title.text if number == 1 else f"{title.text} ({number})"


def write_change(visitor: Visitor, answered: Answered, change: Change) -> None:
    """Keeps or drops a draft, and gives the title that goes with it."""
    key = {"workspace_id": visitor.workspace, "assessment_id": answered.assessment.id}
    values: dict[str, Any] = {}
    now = utc_now()
    if change.title is not None:
        title = _numbered(visitor, change.title)
        edit = answered.assessment.title_edit + 1
        values |= {"title": title, "title_key": fold(title), "title_edit": edit}
    if change.draft is not None:
        draft, adjustments = change.draft, answered.draft.adjustments
        kept = Draft(
            **key,
            rulebook_id=draft.rulebook.id,
            rulebook_version=draft.rulebook.version,
            rulebook_sha256=draft.rulebook.sha256,
            answers=draft.answers,
            adjustments=adjustments.record() if adjustments else None,
            extra_answers=answered.draft.extra_answers or None,
            changed_at=now,
            page=draft.page,
            turn=draft.turn,
            adjusted_by=answered.draft.adjusted_by,
        )
        there = answered.assessment.has_draft
        kept.save(force_update=there, force_insert=not there)
        values["has_draft"] = True
    if change.drops and answered.assessment.has_draft:
        Draft.objects.filter(**key).delete()
        values["has_draft"] = False
    if change.title or change.draft:
        values |= {"sequence": _advance(visitor, 1, now), "changed_at": now}
    if values:
        _own(visitor, answered.assessment.id).update(**values)
