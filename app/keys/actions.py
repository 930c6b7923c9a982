"""Making a key by which a program uses a workspace; finding and ending keys is the store's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.store.api_keys import insert_key, is_open, is_written, list_keys
from app.store.ids import RandomBytes, hash_token, new_id
from app.store.intents import Intent, once
from app.store.key_texts import new_key
from app.store.lifetimes import LIFETIMES
from app.store.records import ApiKey, Scope
from app.store.workspaces import WritableWorkspace

SCOPES: tuple[Scope, ...] = ("read", "write")

State = Literal["open", "expired", "ended", "elsewhere"]


@dataclass(frozen=True, slots=True)
class WantedKey:
    """What a key is to be; `lifetime` is one of LIFETIMES."""

    name: str
    scope: Scope
    lifetime: str


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key and how it is written; there is no text if it may not be shown, as `state` says.

    It expired or was ended since it was made, or was made elsewhere: in another browser.
    """

    key: ApiKey | None
    text: str
    state: State


def make_key(
    workspace: WritableWorkspace,
    wanted: WantedKey,
    intent: Intent,
    bytes_for: Callable[[str], RandomBytes],
) -> MadeKey:
    """A new key, which is stored nowhere; the same intent again: the same one once more.

    `bytes_for` makes of its id what only this browser can make, so that the key of an intent that
    was forgotten never comes back. Full if there are as many keys as may be.
    """

    def make() -> str:
        key_id = new_id(workspace.session.random)
        insert_key(
            workspace,
            key_id,
            hash_token(new_key(bytes_for(key_id))),
            name=wanted.name,
            scope=wanted.scope,
            lifetime=LIFETIMES[wanted.lifetime],
        )
        return key_id

    key_id = once(workspace, "key", intent, make)
    text = new_key(bytes_for(key_id))
    key = next((key for key in list_keys(workspace) if key.id == key_id), None)
    state = _state(key, workspace.session.clock())
    if key is not None and not is_written(workspace, key, text):
        state = "elsewhere"
    return MadeKey(key, text if state == "open" else "", state)


def _state(key: ApiKey | None, now: datetime) -> State:
    if key is None:
        return "ended"
    return "open" if is_open(key, now) else "expired"
