"""How a rulebook did on decisions it was not made from, as a page: three numbers, never one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from app.analysis.contexts import context_question
from app.engine.rules import Rulebook
from app.rulebooks.record import WHO, Record, Tally
from app.rulebooks.sources import Sources
from app.web.rendering import Page


class Behind(NamedTuple):
    """A situation in which the other rulebook, with its tally, agreed more often."""

    situation: str
    own: Tally
    other: Tally


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One situation, and the tally of each that was tried; None where it was not told apart."""

    situation: str
    tallies: tuple[Tally | None, ...]


@dataclass(frozen=True, kw_only=True)
class RecordPage(Page):
    """The record of a version, beside the rulebook it compares itself with and a constant answer.

    `private` of its `sources` are private notes, `excerpts` were read as excerpts only.
    """

    template: ClassVar[str] = "rules/record.html"
    rulebook: Rulebook
    compared: Rulebook
    record: Record
    names: tuple[str, ...]
    rows: tuple[RecordRow, ...]
    totals: tuple[tuple[str, Tally], ...]
    behind: tuple[Behind, ...]
    sources: int
    private: int
    excerpts: int


def record_page(
    rulebook: Rulebook, compared: Rulebook, record: Record, sources: Sources | None
) -> RecordPage:
    """The page."""
    counted = tuple(sources.sources.values()) if sources else ()
    names = (
        "This opinion",
        "The advice",
        f"Always {record.constant}",
    )
    return RecordPage(
        title="Record",
        rulebook=rulebook,
        compared=compared,
        record=record,
        names=names,
        rows=tuple(_row(rulebook, record, situation) for situation in record.situations),
        totals=tuple(zip(names, map(record.total, WHO), strict=True)),
        behind=where_behind(rulebook, record),
        sources=len(counted),
        private=sum(source.kind == "private" for source in counted),
        excerpts=sum(source.seen == "excerpt" for source in counted),
    )


def where_behind(rulebook: Rulebook, record: Record) -> tuple[Behind, ...]:
    """The situations in which the rulebook that it compares itself with agreed more often."""
    compared = (
        Behind(
            _called(rulebook, situation),
            record.tally("this", situation),
            record.tally("compared", situation),
        )
        for situation in record.situations
    )
    return tuple(row for row in compared if row.other.agreed > row.own.agreed)


def _row(rulebook: Rulebook, record: Record, situation: str) -> RecordRow:
    tallies = {(tally.who, tally.situation): tally for tally in record.tallies}
    return RecordRow(
        _called(rulebook, situation), tuple(tallies.get((who, situation)) for who in WHO)
    )


def _called(rulebook: Rulebook, situation: str) -> str:
    """A situation by the words of its option; others together have none."""
    asked = context_question(rulebook)
    options = asked.options if asked else ()
    return next(
        (option.text for option in options if option.id == situation), "Another, or not said"
    )
