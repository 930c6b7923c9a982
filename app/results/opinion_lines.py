"""A second opinion in one line, with one word for the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.second_opinion import Opinion, Word, word_beside
from app.web.rendering import outcome

HONEST = "Counts of reasons, not a forecast. People who stay rarely write about it."
"""Stands beside the heading wherever one is shown."""

WORDS: Mapping[Word, str] = {
    "agrees": "agrees",
    "differs": "differs",
    "undecided": "is undecided",
    "decides": "decides where the advice does not",
    "both_undecided": "both undecided",
    "elsewhere": "looks elsewhere",
}

MEANINGS: Mapping[Word, str] = {
    "agrees": "both come out for the same side",
    "differs": "each of the two comes out for another side",
    "undecided": "the advice picks a side, the others pick none",
    "decides": "the others pick a side, the advice picks none",
    "both_undecided": "neither the advice nor the others pick a side",
    "elsewhere": "the others would first look at something that is on neither side",
}


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """The opinion in one line; `rank` is that of the side it is for, None for neither."""

    said: str
    rank: int | None
    word: str


@dataclass(frozen=True, slots=True)
class _Outcome:
    label: str
    strength: str | None
    lead: int | None


def meaning(first: Rulebook, second: Rulebook, word: Word) -> str:
    """What the one word says here, in full sentences, with the points it takes to pick a side."""
    fewest = str(second.too_close)
    if first.too_close != second.too_close:
        fewest = f"{first.too_close} (the advice) or {fewest} (the others)"
    said = WORDS[word][:1].upper() + WORDS[word][1:]
    return f"“{said}”: {MEANINGS[word]}. Fewer than {fewest} points apart do not pick a side."


def opinion_line(second: Rulebook, result: Result, opinion: Opinion) -> OpinionLine:
    """The opinion of the second rulebook beside that result, in one line."""
    row = next(row for row in second.verdicts if row.id == opinion.verdict)
    leader = opinion.leader
    return OpinionLine(
        said=outcome(_Outcome(row.label, opinion.strength, opinion.lead)),
        rank=None if leader is None else list(second.alternative_by_id).index(leader),
        word=WORDS[word_beside(second, result, opinion)],
    )
