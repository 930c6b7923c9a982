"""Intents: one press of a button, so that the same press sent twice is done once.

What came of it is kept in the transaction that did it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, insert, select

from app.engine.errors import Invalid
from app.store.prepared import Prepared
from app.store.tables import intents
from app.store.workspaces import Workspace, WritableWorkspace

_FIND = Prepared(
    select(intents.c.body_hash, intents.c.result).where(
        intents.c.workspace_id == bindparam("workspace"),
        intents.c.action == bindparam("action"),
        intents.c.key == bindparam("key"),
    )
)
_INSERT = Prepared(insert(intents))


def find_intent(workspace: Workspace, action: str, key: str) -> tuple[bytes, str] | None:
    """Body hash and result of what was done under that key."""
    asked = {"workspace": workspace.id, "action": action, "key": key}
    found: tuple[bytes, str] | None = workspace.session.send(_FIND, asked).one_or_none()
    return found


def insert_intent(
    workspace: WritableWorkspace, action: str, key: str, body_hash: bytes, result: str
) -> None:
    """Remember what came of it."""
    values = {
        "workspace_id": workspace.id,
        "action": action,
        "key": key,
        "body_hash": body_hash,
        "result": result,
        "created_at": workspace.session.clock(),
    }
    workspace.session.send(_INSERT, values)


REMEMBERED_FOR = timedelta(days=7)
"""A form sent again later than this after it was first sent is done again."""

KEY = re.compile(r"[\x21-\x7e]{1,100}")


@dataclass(frozen=True, slots=True)
class Intent:
    """The random key a creating form carries, and the SHA-256 digest of what was sent with it."""

    key: str
    body_hash: bytes

    def reused(self) -> Invalid:
        """What is said to who sends something else under a key that was used."""
        return Invalid(
            "This form was already sent, with other content.",
            remedy="Open the page again: it shows what was saved. Then make your change.",
        )


def once(workspace: WritableWorkspace, action: str, intent: Intent, act: Callable[[], str]) -> str:
    """What `act` returns, or what it returned when the same was sent before, lately.

    `action` says what is done and to what; one form may do several things. Invalid if the key
    was used for something else, or is none.
    """
    if KEY.fullmatch(intent.key) is None:
        raise Invalid(
            "The form came without its key, so nothing was saved.",
            remedy="Open the page again and repeat what you did.",
        )
    earlier = find_intent(workspace, action, intent.key)
    if earlier is None:
        result = act()
        insert_intent(workspace, action, intent.key, intent.body_hash, result)
        return result
    body_hash, result = earlier
    if body_hash != intent.body_hash:
        raise intent.reused()
    return result
