"""Assessments: start, find, rename, note."""

from __future__ import annotations

from datetime import datetime

from app.engine.answers import Answers, as_json
from app.engine.errors import Invalid
from app.engine.results import RulebookReference
from app.engine.rules import Rulebook
from app.services.intents import Intent, once
from app.store.assessments import (
    edit_assessment,
    find_assessment,
    find_assessments,
    insert_assessment,
)
from app.store.drafts import write_draft
from app.store.ids import new_id
from app.store.records import NOTE_LENGTH, TITLE_LENGTH, Assessment
from app.store.workspaces import Workspace

__all__ = [
    "NOTE_LENGTH",
    "TITLE_LENGTH",
    "Assessment",
    "get_assessment",
    "list_recent",
    "list_unfinished",
    "rename_assessment",
    "start_assessment",
    "write_note",
]


def start_assessment(
    workspace: Workspace, rulebook: Rulebook, answers: Answers, intent: Intent
) -> str:
    """The id of a new assessment with these answers as its draft; the same intent, the same id."""

    def start() -> str:
        assessment_id = new_id(workspace.session.random)
        title = _default_title(rulebook, workspace.session.clock())
        insert_assessment(workspace, assessment_id, title)
        pinned = RulebookReference(rulebook.id, rulebook.version, rulebook.sha256)
        write_draft(workspace, assessment_id, pinned, as_json(rulebook, answers))
        return assessment_id

    return once(workspace, "start", intent, start)


def get_assessment(workspace: Workspace, assessment_id: str) -> Assessment:
    """That assessment; NotFound if it is not in this workspace."""
    return find_assessment(workspace, assessment_id)


def list_unfinished(workspace: Workspace, limit: int) -> tuple[Assessment, ...]:
    """Those with answers not saved yet, the last changed first."""
    return find_assessments(workspace, "drafted", limit)


def list_recent(workspace: Workspace, limit: int) -> tuple[Assessment, ...]:
    """Those with a saved result, the last changed first."""
    return find_assessments(workspace, "saved", limit)


def rename_assessment(workspace: Workspace, assessment_id: str, title: str, version: int) -> None:
    """Give it another title; Conflict if title or note changed since `version` was shown."""
    title = _within(TITLE_LENGTH, title)
    if not title:
        raise Invalid("The title is empty.", remedy="Enter a title.")
    edit_assessment(workspace, assessment_id, "title", title, version)


def write_note(workspace: Workspace, assessment_id: str, note: str, version: int) -> None:
    """Replace the note, also by none; Conflict as for a title."""
    edit_assessment(workspace, assessment_id, "note", _within(NOTE_LENGTH, note), version)


def _within(longest: int, text: str) -> str:
    text = text.strip()
    if len(text) > longest:
        raise Invalid(
            f"This can have at most {longest} characters; yours has {len(text)}.",
            remedy="Shorten it.",
        )
    return text


def _default_title(rulebook: Rulebook, now: datetime) -> str:
    moment = f" {now.day} {now:%B %Y, %H:%M}"
    return rulebook.title[: TITLE_LENGTH - len(moment)] + moment
