"""How firm a verdict is, in words: what would change it, what it rests on, under what weights."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, zip_longest

from app.analysis.flips import Flip, Flips, Pivotal, Swing, pivotal, smallest_flips, tornado
from app.analysis.settled import Outlook, outlook, sufficient_answers
from app.analysis.weightings import Weightings, weightings
from app.engine.answers import Answers
from app.engine.explaining import leader_and_rival
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.results.outlook import IntervalView, NotMade, interval_view
from app.results.pages import answer_row, answer_text

log = logging.getLogger("advisor.analysis")

SHOWN = 3
"""Flips and open questions shown; the rest are counted."""

SHOWN_OF_BOTH = 4
"""Open questions shown while nobody is ahead: an even number, half of them for each side."""

AddressOf = Callable[[Answers], str]
"""Where other answers can be tried."""


@dataclass(frozen=True, slots=True)
class Change:
    """A question, the answer it has and the one it would have, in words."""

    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FlipRow:
    """Changed answers, what they lead to, and the address that tries them, if any."""

    changes: tuple[Change, ...]
    verdict: str
    label: str
    lead: int | None
    address: str | None


@dataclass(frozen=True, slots=True)
class TornadoRow:
    """How far the lead goes if one answer alone is different."""

    question: str
    low: int
    high: int
    flips: bool


@dataclass(frozen=True, slots=True)
class WeightingShare:
    """In how many weightings an alternative leads; no rank: too close to call."""

    label: str
    rank: int | None
    count: int


@dataclass(frozen=True, slots=True)
class FirmnessView:
    """Everything a page says about how firm one result is; `ranks`: leader's and rival's colour."""

    settled: bool
    interval: IntervalView
    flips: tuple[FlipRow, ...]
    facts_changed: bool
    more_flips: int
    worth_finding_out: tuple[FlipRow, ...]
    tornado: tuple[TornadoRow, ...]
    span: int
    ranks: tuple[int, int]
    rests_on: tuple[tuple[str, str], ...]
    by_rule: bool
    weightings: tuple[WeightingShare, ...]
    weightings_agree: int
    weightings_total: int

    @property
    def weightings_percent(self) -> int:
        """Of a hundred weightings, how many agree; 100 only if all do."""
        return 100 * self.weightings_agree // self.weightings_total


@dataclass(frozen=True, slots=True)
class _Case:
    """A rulebook and answers to it, told apart by their contents."""

    key: tuple[str, frozenset[tuple[str, frozenset[str] | None]]]
    rulebook: Rulebook = field(compare=False)
    answers: Answers = field(compare=False)
    result: Result = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Analysis:
    outlook: Outlook
    flips: Flips
    pivotal: Pivotal
    tornado: tuple[Swing, ...]
    sufficient: Answers | None
    weightings: Weightings | None


def firmness_view(
    rulebook: Rulebook, answers: Answers, result: Result, address_of: AddressOf | None
) -> FirmnessView | NotMade | None:
    """How firm the result is; None where no exact analysis is possible.

    Advice without its analysis is still advice: a fault goes to the log, and the page only says
    that the analysis is missing.
    """
    if len(rulebook.alternatives) != 2:
        return None
    case = _Case((rulebook.sha256, frozenset(answers.items())), rulebook, answers, result)
    try:
        return _Words(case, address_of).view(_analysis(case))
    except Exception:
        log.exception("analysis failed")
        return NotMade()


@lru_cache(maxsize=512)
def _analysis(case: _Case) -> _Analysis:
    """Worked out once for the same answers: revisions never change."""
    rulebook, answers = case.rulebook, case.answers
    return _Analysis(
        outlook(rulebook, answers),
        smallest_flips(rulebook, answers),
        pivotal(rulebook, answers),
        tornado(rulebook, answers),
        sufficient_answers(rulebook, answers),
        weightings(rulebook, case.result),
    )


class _Words:
    """Puts the analysis of one case into words."""

    def __init__(self, case: _Case, address_of: AddressOf | None) -> None:
        self.rulebook, self.answers, self.result = case.rulebook, case.answers, case.result
        self.address_of = address_of
        self.rank = {one.id: rank for rank, one in enumerate(self.rulebook.alternatives)}
        self.label = {one.id: one.label for one in self.rulebook.verdicts}
        self.leader = {one.id: one.leader for one in self.rulebook.verdicts}

    def view(self, found: _Analysis) -> FirmnessView:
        leader, rival = leader_and_rival(self.result)
        swings = [(one.question, one.interval.seen_from(leader)) for one in found.tornado]
        moving = [(name, one) for name, one in swings if one.low < one.high]
        alone = {name for flip in found.pivotal.answers for name in flip.changes}
        alone |= {name for flip in found.pivotal.unknowns for name in flip.changes}
        swept = found.weightings
        return FirmnessView(
            settled=found.outlook.settled,
            interval=interval_view(self.rulebook, self.result, found.outlook.interval),
            flips=tuple(map(self._flip, found.flips.flips[:SHOWN])),
            facts_changed=found.flips.facts_changed,
            more_flips=max(0, len(found.flips.flips) - SHOWN),
            worth_finding_out=tuple(map(self._flip, self._worth(found.pivotal.unknowns))),
            tornado=tuple(
                TornadoRow(self._text(name), one.low, one.high, name in alone)
                for name, one in moving
            ),
            span=max((max(abs(one.low), abs(one.high)) for _, one in moving), default=1),
            ranks=(self.rank[leader], self.rank[rival]),
            rests_on=self._rests_on(found.sufficient),
            by_rule=self.result.basis == "rule",
            weightings=self._shares(swept) if swept else (),
            weightings_agree=swept.agree if swept else 0,
            weightings_total=swept.total if swept else 1,
        )

    def _worth(self, unknowns: tuple[Flip, ...]) -> list[Flip]:
        """The first flip of each question; with nobody ahead, one for each side in turns."""
        if self.result.leader:
            return _one_each(unknowns)[:SHOWN]
        by_side = (self._towards(unknowns, side) for side in self.rank)
        in_turns = chain.from_iterable(zip_longest(*by_side))
        return [flip for flip in in_turns if flip][:SHOWN_OF_BOTH]

    def _towards(self, flips: tuple[Flip, ...], side: str) -> list[Flip]:
        return _one_each(tuple(one for one in flips if self.leader[one.verdict] == side))

    def _flip(self, flip: Flip) -> FlipRow:
        return FlipRow(
            changes=tuple(self._change(name, options) for name, options in flip.changes.items()),
            verdict=flip.verdict,
            label=self.label[flip.verdict],
            lead=flip.lead,
            address=self.address_of({**self.answers, **flip.changes}) if self.address_of else None,
        )

    def _change(self, name: str, options: frozenset[str]) -> Change:
        question = self.rulebook.question_by_id[name]
        before = answer_row(question, self.answers).answer
        return Change(question.text, before, answer_text(question, options))

    def _rests_on(self, sufficient: Answers | None) -> tuple[tuple[str, str], ...]:
        return tuple(
            (self._text(name), answer_row(self.rulebook.question_by_id[name], self.answers).answer)
            for name in sufficient or {}
        )

    def _shares(self, swept: Weightings) -> tuple[WeightingShare, ...]:
        first, second = self.rulebook.alternatives
        counts = swept.leads
        return (
            WeightingShare(first.label, 0, counts.get(first.id, 0)),
            WeightingShare("Too close to call", None, counts.get(None, 0)),
            WeightingShare(second.label, 1, counts.get(second.id, 0)),
        )

    def _text(self, question: str) -> str:
        return self.rulebook.question_by_id[question].text


def _one_each(flips: tuple[Flip, ...]) -> list[Flip]:
    """The first flip of each question."""
    first: dict[str, Flip] = {}
    for flip in flips:
        first.setdefault(next(iter(flip.changes)), flip)
    return list(first.values())
