"""The page that asks before assessments are deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.store.records import Assessment
from app.web.rendering import Page


@dataclass(frozen=True, slots=True)
class Doomed:
    """An assessment that will be deleted, and how many links to it still open."""

    assessment: Assessment
    open_links: int


@dataclass(frozen=True, kw_only=True)
class DeletionPage(Page):
    """Names all that goes; `here` is the list to go back to, `changed` if one changed meanwhile."""

    template: ClassVar[str] = "assessments/deletion.html"
    rows: tuple[Doomed, ...]
    here: str
    back: str
    intent: str
    changed: bool = False
