"""The page of one saved result, what changed since the version before, and the text to copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from app.engine.adjustments import Adjustments
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.results.adjusted import AdjustedLine, adjusted_line
from app.results.firmness import FirmnessView
from app.results.outlook import NotMade
from app.results.pages import ResultView, UpdateView
from app.rulebooks.texts import Texts
from app.rules.changed_answers import ChangedAnswer, Given, changed_answers
from app.rules.words import Words
from app.store.records import Assessment, Revision, RevisionSummary, Share
from app.web.rendering import Page


@dataclass(frozen=True, slots=True)
class SinceView:
    """A version against the one before it; `rules` is the version of its rules, if another.

    `own` says that rules were switched on or off, or own reasons changed; `adjusted` are the
    outcomes with them, then and now. `extra` says that answers changed which only the second
    opinion reads.
    """

    n: int
    then: Result
    adjusted: tuple[AdjustedLine | None, AdjustedLine | None]
    changes: tuple[ChangedAnswer, ...]
    rules: str | None
    own: bool
    extra: bool


def since_view(rulebook: Rulebook, now: Revision, before: Rulebook, then: Revision) -> SinceView:
    """What was answered otherwise, each answer in the words of its own version of the rules."""
    asked = dict.fromkeys((*rulebook.question_by_id, *before.question_by_id))
    return SinceView(
        n=then.n,
        then=then.result,
        adjusted=(_adjusted(before, then), _adjusted(rulebook, now)),
        changes=tuple(
            changed_answers(
                asked,
                Given(then.answers, Words(before, rulebook)),
                Given(now.answers, Words(rulebook, before)),
            )
        ),
        rules=None if then.rulebook_version == now.rulebook_version else then.rulebook_version,
        own=_adjustments(now) != _adjustments(then),
        extra=_extra(now) != _extra(then),
    )


def _adjustments(revision: Revision) -> Adjustments | None:
    return revision.adjusted.adjustments if revision.adjusted else None


def _extra(revision: Revision) -> Mapping[str, Any]:
    return revision.opinion.extra_answers if revision.opinion else {}


def _adjusted(rulebook: Rulebook, revision: Revision) -> AdjustedLine | None:
    return adjusted_line(rulebook, revision.adjusted) if revision.adjusted else None


class Unsaved(NamedTuple):
    """What a draft has otherwise than the version that was saved last."""

    answers: bool
    own: bool
    extra: bool = False


@dataclass(frozen=True, kw_only=True)
class RevisionPage(Page):
    """The result page; `links` are the last shares that open, `unsaved` is there if there is a
    draft, `revisions` are the last ones and this one.

    `unchanged` if it was just saved again with nothing changed; `only_here` if it is the first
    result of a workspace that no other browser has. `opinion_at` leads to today's second opinion
    where it is another than the stored one, `starter_at` to a project to start from.
    """

    template: ClassVar[str] = "assessments/version.html"
    assessment: Assessment
    revision: Revision
    texts: Texts
    view: ResultView
    revisions: tuple[RevisionSummary, ...]
    links: tuple[Share, ...]
    is_latest: bool
    unsaved: Unsaved | None
    since: SinceView | None
    update: UpdateView | None
    firmness: FirmnessView | NotMade | None
    opinion_at: str | None
    starter_at: str | None
    intent: str
    unchanged: bool
    only_here: bool


@dataclass(frozen=True, kw_only=True)
class VersionsPage(Page):
    """So many versions; `earlier` and `latest` are the addresses of other pages of them."""

    template: ClassVar[str] = "assessments/versions.html"
    assessment: Assessment
    revisions: tuple[RevisionSummary, ...]
    earlier: str | None
    latest: str | None


@dataclass(frozen=True, kw_only=True)
class DocumentPage(Page):
    """A result as Markdown, to be copied; the decision record can be downloaded, too."""

    template: ClassVar[str] = "assessments/document.html"
    back: str
    document: str
    record: str
    record_at: str
