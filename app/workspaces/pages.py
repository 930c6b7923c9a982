"""The pages about a workspace and the browsers that have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.shares.qr_codes import QrCode
from app.store.records import Browser
from app.web.confirm import ConfirmPage
from app.web.rendering import Page


@dataclass(frozen=True, kw_only=True)
class WorkspacePage(Page):
    """This browser's workspace; without one, `counted` is empty. `keys` counts those for programs.

    `this` is the id of the browser that asks, `name` what it is called, or was asked to be.
    `kept_no_cookie`: it entered a code and did not keep what the code gave it.
    """

    template: ClassVar[str] = "workspaces/page.html"
    counted: str
    browsers: tuple[Browser, ...]
    keys: int
    this: str
    name: str
    intent: str
    problem: str = ""
    kept_no_cookie: bool = False


@dataclass(frozen=True, kw_only=True)
class CodePage(Page):
    """A one-time code, shown to the browser that made it."""

    template: ClassVar[str] = "workspaces/code.html"
    code: str
    expires_at: datetime
    enter_at: str
    qr: QrCode


@dataclass(frozen=True, kw_only=True)
class EndedCodePage(Page):
    """In place of a code that was shown before and opens nothing any more."""

    template: ClassVar[str] = "workspaces/ended_code.html"


@dataclass(frozen=True, kw_only=True)
class OpenPage(Page):
    """The form for a code; `counted` is what this browser would leave, empty for nothing.

    `others` is how many other browsers have that, too, `keys` how many keys of programs.
    """

    template: ClassVar[str] = "workspaces/open.html"
    counted: str
    others: int
    keys: int
    intent: str
    code: str = ""
    leaves: bool = False
    problems: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ForgetPage(ConfirmPage):
    """Asks before this browser forgets its workspace."""

    template: ClassVar[str] = "workspaces/forget.html"
    counted: str
    others: int
    keys: int


@dataclass(frozen=True, kw_only=True)
class DeletePage(ConfirmPage):
    """Asks before a workspace is deleted; `titles` are some of what is in it."""

    template: ClassVar[str] = "workspaces/delete.html"
    counted: str
    titles: tuple[str, ...]
    others: int
    keys: int
