"""The advisor's SQLite file as a plain Flask program uses it: sqlite3, a connection a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from app.engine.errors import Invalid
from app.engine.scoring import ENGINE_VERSION
from app.engine.second_opinion import Opinion
from app.results.queries import outcome_of
from app.store.faults import missing
from app.store.ids import is_id
from app.store.intents import KEY, Intent
from app.store.packing import pack
from app.store.records import Answered, Assessment, Revision, RevisionSummary, Share, SharedRevision
from app.store.second_opinions import opinion_values
from app.store.sqlite.connection import apply_pragmas, connect, driver, pragmas, to_json
from app.store.title_keys import fold
from benchmarks.peers import rows, sql
from benchmarks.peers.forms import Change, Draft, NewAssessment, Title
from benchmarks.peers.rows import ASSESSMENT, SHARE, SUMMARY, as_text
from benchmarks.peers.site import DATABASE, random_id, utc_now

local = threading.local()


class Browser(NamedTuple):
    """Whose request it is, and the connection that serves it."""

    db: Any
    workspace: int
    id: str
    seen_on: str | None


def _connection() -> Any:
    """This thread's connection, which stays open."""
    if not hasattr(local, "connection"):
        made = connect(Path(DATABASE), driver())
        apply_pragmas(made, pragmas(driver().sqlite_version_info))
        local.connection = made
    return local.connection


@contextmanager
def reading(token_hash: bytes | None) -> Iterator[Browser]:
    """The database at one moment and who reads; NotFound for a newcomer."""
    db = _connection()
    db.execute("BEGIN")
    try:
        yield _browser(db, sql.OF_BROWSER, token_hash)
    finally:
        db.execute("ROLLBACK")


@contextmanager
def writing(token_hash: bytes | None) -> Iterator[Browser]:
    """The same to write, kept if the block ends well; that the browser was here is noted."""
    db, now = _connection(), utc_now()
    db.execute("BEGIN IMMEDIATE")
    try:
        browser = _browser(db, sql.OF_WRITER, token_hash)
        if browser.seen_on != (today := now.date().isoformat()):
            db.execute(sql.SEEN, (today, browser.workspace, browser.id))
        yield browser
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _browser(db: Any, query: str, token_hash: bytes | None) -> Browser:
    row = db.execute(query, (token_hash,)).fetchone()
    if row is None:
        raise missing()
    return Browser(db, *row)


def find_answered(browser: Browser, assessment_id: str) -> Answered:
    """The assessment with its answers; NotFound if it is not in this workspace."""
    asked = (browser.workspace, _id(assessment_id))
    row = browser.db.execute(sql.ANSWERED, asked).fetchone()
    if row is None:
        raise missing()
    return rows.answered(row)


def find_assessment(browser: Browser, assessment_id: str) -> Assessment:
    """That assessment; NotFound if it is not in this workspace."""
    row = browser.db.execute(sql.FIND, (browser.workspace, _id(assessment_id))).fetchone()
    if row is None:
        raise missing()
    return Assessment(*ASSESSMENT.read(row))


def _id(text: str) -> str:
    if not is_id(text):
        raise missing()
    return text


def list_latest(browser: Browser, kind: str, most: int) -> list[rows.Listed]:
    """The last changed of all assessments, of the unfinished or the saved ones."""
    found = browser.db.execute(sql.LISTED[kind], (browser.workspace, most))
    return [rows.listed(row) for row in found]


def count_all(browser: Browser, most: int) -> int:
    """How many assessments there are, but no more than `most`."""
    (count,) = browser.db.execute(sql.COUNT, (browser.workspace, most)).fetchone()
    return int(count)


def find_labels(browser: Browser) -> list[str]:
    """The verdicts there are."""
    return [label for (label,) in browser.db.execute(sql.LABELS, (browser.workspace,))]


def find_shares(browser: Browser, ids: Sequence[str]) -> list[Share]:
    """The links to these assessments, the last made first."""
    if not ids:
        return []
    places = ", ".join("?" * len(ids))
    query = f"{sql.SHARES} ({places}) ORDER BY sequence DESC"
    found = browser.db.execute(query, (browser.workspace, *ids))
    return [Share(*SHARE.read(row)) for row in found]


def find_revision(browser: Browser, assessment_id: str, n: int) -> Revision:
    """That version; NotFound if there is none."""
    row = browser.db.execute(sql.REVISION_OF, (browser.workspace, assessment_id, n)).fetchone()
    if row is None:
        raise missing()
    return rows.revision(row)


def list_revisions(browser: Browser, assessment_id: str) -> tuple[RevisionSummary, ...]:
    """All versions, the first first."""
    found = browser.db.execute(sql.REVISIONS, (browser.workspace, assessment_id))
    return tuple(RevisionSummary(*SUMMARY.read(row)) for row in found)


def is_alone(browser: Browser) -> bool:
    """Whether nothing else is saved in the workspace, and no other browser has it."""
    asked = (browser.workspace,)
    if browser.db.execute(sql.SEVERAL_SAVED, asked).fetchone()[0]:
        return False
    return bool(browser.db.execute(sql.BROWSERS, asked).fetchone()[0] == 1)


def find_shared(token_hash: bytes) -> SharedRevision | None:
    """What the link with that token leads to, open or not."""
    row = _connection().execute(sql.SHARED, (token_hash,)).fetchone()
    return None if row is None else rows.shared(row)


def note_use(token_hash: bytes, now: datetime) -> None:
    """Note that a link was opened."""
    _connection().execute(sql.USED, (as_text(now), token_hash))


def save_new(browser: Browser, new: NewAssessment) -> str:
    """The id of the assessment; the same form again, the same id."""
    made = _find_intent(browser, new.intent)
    if made is not None:
        return made
    assessment_id, now = random_id(), as_text(utc_now())
    key = {"workspace_id": browser.workspace}
    outcome = outcome_of(new.result)
    title = _numbered(browser, new.title)
    (sequence,) = browser.db.execute(sql.ADVANCE, (2, now, browser.workspace)).fetchone()
    assessment = {
        "id": assessment_id,
        "sequence": sequence,
        "title": title,
        "title_key": fold(title),
        "note": "",
        "title_edit": 1,
        "note_edit": 1,
        "created_at": now,
        "changed_at": now,
        "latest": 1,
        "has_draft": 0,
    }
    revision = {
        "assessment_id": assessment_id,
        "n": 1,
        "created_at": now,
        "rulebook_id": new.rulebook.id,
        "rulebook_version": new.rulebook.version,
        "rulebook_sha256": new.rulebook.sha256,
        "engine_version": ENGINE_VERSION,
        "answers": to_json(new.answers),
        "result": pack(new.result.record()),
    }
    intent = {
        "action": "start",
        "key": new.intent.key,
        "body_hash": new.intent.body_hash,
        "result": assessment_id,
        "created_at": now,
    }
    _insert(browser.db, "assessments", {**key, **assessment, **outcome})
    _insert(browser.db, "revisions", {**key, **revision, **outcome})
    if new.opinion:
        own = {"assessment_id": assessment_id, "n": 1, "created_at": now}
        _insert(browser.db, "second_opinions", {**key, **own, **_opinion(new.opinion)})
    _insert(browser.db, "intents", {**key, **intent})
    return assessment_id


def _opinion(opinion: Opinion) -> dict[str, Any]:
    values = opinion_values(opinion)
    packed = ("extra_answers", "credits")
    return {name: to_json(values[name]) if name in packed else values[name] for name in values}


def _find_intent(browser: Browser, intent: Intent) -> str | None:
    """What came of the form before; Invalid if the key was used for something else, or is none."""
    if KEY.fullmatch(intent.key) is None:
        raise Invalid("The form came without its key, so nothing was saved.")
    row = browser.db.execute(sql.INTENT, (browser.workspace, "start", intent.key)).fetchone()
    if row is None:
        return None
    if row[0] != intent.body_hash:
        raise Invalid("This form was already sent, with other content.")
    return str(row[1])


def _numbered(browser: Browser, title: Title) -> str:
    if not title.is_made:
        return title.text
    asked = {"workspace": browser.workspace, "key": fold(title.text)}
    (number,) = browser.db.execute(sql.FREE_NUMBER, asked).fetchone()
    return title.text if number == 1 else f"{title.text} ({number})"


def write_change(browser: Browser, answered: Answered, change: Change) -> None:
    """Keeps or drops a draft, and gives the title that goes with it."""
    where = (browser.workspace, answered.assessment.id)
    values: dict[str, Any] = {}
    if change.title is not None:
        title = _numbered(browser, change.title)
        edit = answered.assessment.title_edit + 1
        values |= {"title": title, "title_key": fold(title), "title_edit": edit}
    if change.draft is not None:
        _keep_draft(browser.db, where, answered, change.draft)
        values["has_draft"] = 1
    if change.drops and answered.assessment.has_draft:
        browser.db.execute(sql.DROP_DRAFT, where)
        values["has_draft"] = 0
    if not values:
        return
    if change.title or change.draft:
        now = as_text(utc_now())
        (sequence,) = browser.db.execute(sql.ADVANCE, (1, now, browser.workspace)).fetchone()
        values |= {"sequence": sequence, "changed_at": now}
    browser.db.execute(_updating(tuple(values)), (*values.values(), *where))


def _keep_draft(db: Any, where: tuple[int, str], answered: Answered, draft: Draft) -> None:
    rulebook, adjustments = draft.rulebook, answered.draft.adjustments
    values = (
        rulebook.id,
        rulebook.version,
        rulebook.sha256,
        to_json(draft.answers),
        to_json(adjustments.record()) if adjustments else None,
        to_json(answered.draft.extra_answers) if answered.draft.extra_answers else None,
        as_text(utc_now()),
        draft.page,
        draft.turn,
    )
    db.execute(sql.KEEP_DRAFT, (*where, *values))


def _insert(db: Any, table: str, values: dict[str, Any]) -> None:
    db.execute(_inserting(table, tuple(values)), tuple(values.values()))


@cache
def _inserting(table: str, names: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


@cache
def _updating(names: tuple[str, ...]) -> str:
    changes = ", ".join(f"{name} = ?" for name in names)
    return f"UPDATE assessments SET {changes} WHERE workspace_id = ? AND id = ?"
