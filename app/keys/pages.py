"""The pages about the keys by which programs use a workspace."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.keys.actions import State
from app.keys.forms import KeyForm
from app.store.records import ApiKey
from app.web.rendering import Page


@dataclass(frozen=True, kw_only=True)
class KeysPage(Page):
    """The keys of this browser's workspace, if it has one, and the form for another.

    `expired` are the ids of those that open nothing any more, `most` is how many there may be.
    """

    template: ClassVar[str] = "keys/page.html"
    has_workspace: bool
    keys: tuple[ApiKey, ...]
    expired: Collection[str]
    most: int
    scopes: Mapping[str, str]
    lifetimes: Mapping[str, str]
    form: KeyForm
    intent: str


@dataclass(frozen=True, kw_only=True)
class MadeKeyPage(Page):
    """A new key, shown this once; without a `text` it is not shown, as its `state` says.

    `example` is a line for a terminal that uses it.
    """

    template: ClassVar[str] = "keys/made.html"
    key: ApiKey | None
    text: str
    state: State
    example: str
