"""What is remembered of a save by the key it was sent with."""

from __future__ import annotations

from app.store.intents import KEY, Intent, find_intent
from app.store.workspaces import Workspace

UNCHANGED = "="
"""Before the number of the revision, where it was saved already."""


def save_of(assessment_id: str) -> str:
    """The action of saving that assessment, for `once`."""
    return f"save {assessment_id}"


def left_unchanged(workspace: Workspace, assessment_id: str, key: str) -> bool:
    """Whether the form with that key saved what was saved already, so that nothing was made."""
    saved = find_intent(workspace, save_of(assessment_id), key) if KEY.fullmatch(key) else None
    return saved is not None and saved[1].startswith(UNCHANGED)


def was_saved(workspace: Workspace, assessment_id: str, intent: Intent) -> bool:
    """Whether that intent was carried out: whatever changed since is not in the way of a repeat."""
    return find_intent(workspace, save_of(assessment_id), intent.key) is not None
