"""The pages about saved assessments: the list, and the small forms for title and note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.store.records import Assessment
from app.web.rendering import Page


@dataclass(frozen=True, kw_only=True)
class AssessmentsPage(Page):
    """All saved assessments of a workspace."""

    template: ClassVar[str] = "assessments/page.html"
    assessments: tuple[Assessment, ...]
    intent: str


@dataclass(frozen=True, kw_only=True)
class TextPage(Page):
    """A form for one text of an assessment; `theirs` is what another tab saved meanwhile."""

    template: ClassVar[str] = "assessments/text.html"
    assessment: Assessment
    label: str
    hint: str
    lines: int
    button: str
    action: str
    back: str
    typed: str
    version: int
    problem: str | None = None
    theirs: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClearPage(Page):
    """Asks before a draft is emptied."""

    template: ClassVar[str] = "questionnaire/clear.html"
    assessment: Assessment
    action: str
    back: str
