"""The published decisions that a rulebook counts, as a page: each once, and who counts for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.engine.errors import Invalid
from app.engine.rules import Claim, Rulebook
from app.rulebooks.sources import Count, Source, Sources
from app.rules.words import Words
from app.web.forms import Fields
from app.web.rendering import Page

DECISION, KIND = "decision", "kind"

KINDS = {
    "organisation": "Maintained project, company or public body",
    "project": "Small project or named author",
    "private": "Private note: study, one person, often with an assistant",
}
"""What each kind of source is called."""


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """Which sources are shown; an empty text stands for all."""

    decision: str = ""
    kind: str = ""

    def takes(self, source: Source) -> bool:
        """Whether this source is one of them."""
        return self.decision in ("", source.decision) and self.kind in ("", source.kind)


@dataclass(frozen=True, slots=True)
class CountedClaim:
    """A claim, who is for it and who is not, and whether it is past its date."""

    claim: Claim
    count: Count
    is_due: bool


@dataclass(frozen=True, kw_only=True)
class SourcesPage(Page):
    """All sources of a version that the filter takes, of `total`; every claim that counts them.

    `due` of `ageing` claims were to be checked again by now.
    """

    template: ClassVar[str] = "rules/sources.html"
    rulebook: Rulebook
    words: Words
    sources: tuple[Source, ...]
    total: int
    wanted: SourceFilter
    problems: tuple[tuple[str, str], ...]
    decisions: tuple[str, ...]
    kinds: dict[str, str]
    counted: tuple[CountedClaim, ...]
    due: int
    ageing: int
    has_record: bool


def read_source_filter(fields: Fields, sources: Sources) -> SourceFilter:
    """What the address asks for; Invalid, with what there is, for a decision or kind of no source.

    Anything else in the address is none of ours.
    """
    decision, kind = fields.one(DECISION), fields.one(KIND)
    if decision and decision not in decisions_of(sources):
        raise Invalid("No source has that decision; choose one of the list.")
    if kind and kind not in KINDS:
        raise Invalid("There is no such kind of source; choose one of the list.")
    return SourceFilter(decision, kind)


def decisions_of(sources: Sources) -> tuple[str, ...]:
    """Every decision there is, the most frequent first."""
    taken = [source.decision for source in sources.sources.values()]
    return tuple(
        sorted(dict.fromkeys(taken), key=lambda decision: (-taken.count(decision), decision))
    )


def sources_page(
    rulebook: Rulebook,
    sources: Sources,
    wanted: SourceFilter,
    today: date,
    *,
    has_record: bool,
    problem: str = "",
) -> SourcesPage:
    """The page, as of today: the day decides only which claims are due."""
    words = Words(rulebook, today=today)
    counted = tuple(_counted(words, sources.counts.values(), rulebook))
    return SourcesPage(
        title="Sources",
        rulebook=rulebook,
        words=words,
        sources=tuple(source for source in sources.sources.values() if wanted.takes(source)),
        total=len(sources.sources),
        wanted=wanted,
        problems=((DECISION, problem),) if problem else (),
        decisions=decisions_of(sources),
        kinds=KINDS,
        counted=counted,
        due=sum(words.is_aged(claim) for claim in rulebook.claims),
        ageing=sum(claim.best_before is not None for claim in rulebook.claims),
        has_record=has_record,
    )


def _counted(words: Words, counts: Iterable[Count], rulebook: Rulebook) -> Iterable[CountedClaim]:
    for count in counts:
        claim = rulebook.claim_by_id[count.claim]
        yield CountedClaim(claim, count, words.is_aged(claim))
