"""What can be done with a workspace besides opening and ending it, which the store does."""

from __future__ import annotations

from app.engine.errors import Invalid
from app.store.browsers import write_name
from app.store.records import NAME_LENGTH
from app.store.workspaces import (
    WritableWorkspace,
)


def name_browser(workspace: WritableWorkspace, name: str) -> None:
    """Call the browser the workspace was opened from by that name; the empty one takes it away."""
    name = name.strip()
    if len(name) > NAME_LENGTH:
        raise Invalid(
            f"A name can have at most {NAME_LENGTH} characters; yours has {len(name)}.",
            remedy="Shorten it.",
        )
    write_name(workspace, workspace.browser, name)
