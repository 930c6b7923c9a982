"""The result page of one revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.engine.results import Contribution
from app.results.code_examples import CodeExample
from app.results.firmness import FirmnessView
from app.results.outlook import NotMade
from app.results.pages import ResultView, UpdateView
from app.rulebooks.texts import Texts
from app.store.records import Assessment, Revision, RevisionSummary
from app.web.rendering import Page


@dataclass(frozen=True, kw_only=True)
class RevisionPage(Page):
    """The result page."""

    template: ClassVar[str] = "assessments/version.html"
    assessment: Assessment
    revision: Revision
    view: ResultView
    texts: Texts
    revisions: tuple[RevisionSummary, ...]
    examples: tuple[CodeExample, ...]
    is_latest: bool
    update: UpdateView | None
    firmness: FirmnessView | NotMade | None
    intent: str


@dataclass(frozen=True, kw_only=True)
class DisputePage(Page):
    """A result without the rules the reader does not accept; `lines` are all that fired."""

    template: ClassVar[str] = "assessments/dispute.html"
    revision: Revision
    view: ResultView
    lines: tuple[Contribution, ...]
    without: frozenset[str]
    strangers: tuple[str, ...]
    action: str
    back: str
