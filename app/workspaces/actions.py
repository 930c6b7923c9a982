"""What can be done with a workspace besides opening and ending it, which the store does."""

from __future__ import annotations

from app.assessments.listing import list_page
from app.engine.errors import Invalid
from app.store.browsers import write_name
from app.store.drafts import find_all_answered
from app.store.records import NAME_LENGTH, Answered
from app.store.workspaces import Workspace, WritableWorkspace


def what_is_left(workspace: Workspace) -> int:
    """How many assessments a browser would leave; 0 if in none of them anything was entered."""
    listing = list_page(workspace)
    if listing.total > len(listing.rows):
        return listing.total
    found = find_all_answered(workspace, [assessment.id for assessment in listing.rows])
    return listing.total if any(map(_has_something, found.values())) else 0


def _has_something(found: Answered) -> bool:
    """Whether there is a result, an answer, an own reason, a note or a name of somebody's."""
    assessment, draft = found.assessment, found.draft
    entered = draft.answers or draft.adjustments or assessment.note or assessment.title_edit > 1
    return bool(found.saved or entered)


def name_browser(workspace: WritableWorkspace, name: str) -> None:
    """Call the browser the workspace was opened from by that name; the empty one takes it away."""
    name = name.strip()
    if len(name) > NAME_LENGTH:
        raise Invalid(
            f"A name can have at most {NAME_LENGTH} characters; yours has {len(name)}.",
            remedy="Shorten it.",
        )
    write_name(workspace, workspace.browser, name)
