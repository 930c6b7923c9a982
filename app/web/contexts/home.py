"""The home page: what this does, what was begun, and situations to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.engine.rules import Example, Rulebook
from app.store.records import Assessment
from app.web.contexts.results import ResultView
from app.web.rendering import Page


@dataclass(frozen=True, slots=True)
class ExampleCard:
    """A ready-made situation, the address that opens it and the verdict it comes to."""

    example: Example
    address: str
    label: str
    view: ResultView


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    """The home page."""

    template: ClassVar[str] = "home/page.html"
    rulebook: Rulebook
    intent: str
    showcase: ExampleCard | None
    unfinished: tuple[Assessment, ...]
    recent: tuple[Assessment, ...]
    examples: tuple[ExampleCard, ...]
