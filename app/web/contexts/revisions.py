"""The result page of one revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.services.revisions import Revision, RevisionSummary
from app.store.records import Assessment
from app.web.code_examples import CodeExample
from app.web.contexts.results import ResultView
from app.web.contexts.updates import UpdateView
from app.web.rendering import Page


@dataclass(frozen=True, kw_only=True)
class RevisionPage(Page):
    """The result page."""

    template: ClassVar[str] = "revisions/page.html"
    assessment: Assessment
    revision: Revision
    view: ResultView
    revisions: tuple[RevisionSummary, ...]
    examples: tuple[CodeExample, ...]
    is_latest: bool
    update: UpdateView | None
