"""The result page of one revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.engine.results import Result
from app.engine.rules import Rulebook
from app.results.code_examples import CodeExample
from app.results.firmness import FirmnessView
from app.results.outlook import NotMade
from app.results.pages import ResultView
from app.results.updates import UpdateView
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


@dataclass(frozen=True, slots=True)
class DisputedRow:
    """A rule that fired, with the points it gives each alternative by name."""

    rule: str
    because: str
    points: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class DisputePage(Page):
    """A result without the rules the reader does not accept."""

    template: ClassVar[str] = "assessments/dispute.html"
    revision: Revision
    view: ResultView
    rows: tuple[DisputedRow, ...]
    without: frozenset[str]
    strangers: tuple[str, ...]
    action: str
    back: str


def disputed_rows(rulebook: Rulebook, result: Result) -> tuple[DisputedRow, ...]:
    """The rules that fired, those that counted first."""
    label = {one.id: one.label for one in rulebook.alternatives}
    in_order = sorted(result.ledger, key=lambda one: not one.credited)
    return tuple(
        DisputedRow(
            one.rule,
            one.because,
            tuple((label[side], points) for side, points in one.points.items()),
        )
        for one in in_order
    )
