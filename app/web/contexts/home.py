"""The home page: what this does, what was begun, and situations to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.engine.rules import Example, Rulebook
from app.store.records import Assessment
from app.web.rendering import Page


@dataclass(frozen=True, slots=True)
class Outcome:
    """A ready-made situation, the address that opens it and the verdict it comes to.

    `towards` is the lead as a bar shows it: negative for the first alternative of the rulebook,
    positive for another one, 0 by rule. `rank` is the leader's colour, None if it is too close.
    """

    example: Example
    address: str
    label: str
    lead: int | None
    towards: int
    rank: int | None


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    """The home page."""

    template: ClassVar[str] = "home/page.html"
    rulebook: Rulebook
    intent: str
    unfinished: tuple[Assessment, ...]
    recent: tuple[Assessment, ...]
    outcomes: tuple[Outcome, ...]
