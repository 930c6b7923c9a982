"""How firm a verdict is: what would change it, what it rests on, under what weights."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain, zip_longest

from starlette.background import BackgroundTask

from app.analysis.flips import Flip, Flips, Pivotal, Swing, pivotal, smallest_flips, tornado
from app.analysis.settled import Outlook, outlook
from app.analysis.sufficient import sufficient_answers
from app.analysis.weightings import Weightings, weightings
from app.engine.answers import Answers, visible_answers
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.results.balance import BalanceView, balance_view
from app.results.outlook import NotMade
from app.web.rendering import plural
from app.web.visit import Visit

log = logging.getLogger("advisor.analysis")

SHOWN = 3
"""Flips and open questions shown; the rest are counted."""

SHOWN_OF_BOTH = 4
"""Open questions shown while nobody is ahead: an even number, half of them for each side."""

AddressOf = Callable[[Answers], str]
"""Where other answers can be tried."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A rulebook and answers to it, told apart by their contents."""

    key: tuple[str, frozenset[tuple[str, frozenset[str] | None]]]
    rulebook: Rulebook = field(compare=False)
    answers: Answers = field(compare=False)
    result: Result = field(compare=False)


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that the exact methods say about one result.

    `open_flips` change only what nobody answered or knew: nothing, where that cannot change it.
    """

    outlook: Outlook
    flips: Flips
    open_flips: Flips
    pivotal: Pivotal
    tornado: tuple[Swing, ...]
    sufficient: Answers | None
    weightings: Weightings | None


@dataclass(frozen=True, slots=True)
class FirmnessView:
    """The analysis of one result as its page shows it; `swings` are leads of the right side."""

    rulebook: Rulebook
    analysis: Analysis
    balance: BalanceView | None
    worth_finding_out: tuple[Flip, ...]
    swings: tuple[Swing, ...]
    answers: Answers
    leader: str | None
    address_of: AddressOf | None

    @property
    def flips(self) -> tuple[Flip, ...]:
        """The smallest changes that lead to another verdict, as many as are shown."""
        return self.analysis.flips.flips[:SHOWN]

    @property
    def more_flips(self) -> int:
        """How many there are besides."""
        return len(self.analysis.flips.flips) - len(self.flips)

    @property
    def what_open_answers_can_do(self) -> str:
        """A sentence: how many answers that nobody gave or knew change it; "" if none can.

        Also "" where the smallest change is such a one: `what_it_takes` says so.
        """
        open_flips = self.analysis.open_flips.flips
        if not open_flips or (self.flips and not self._changed(self.flips[0])):
            return ""
        asked = list(open_flips[0].changes)
        unknown = sum(1 for question in asked if question in self.answers)
        what = "open" if not unknown else "open or not known"
        if unknown == len(asked):
            what = "not known"
        if len(asked) == 1:
            return f"An answer to one question that is {what} can be enough."
        return f"Answers to {len(asked)} questions that are {what} can be enough together."

    @property
    def what_it_takes(self) -> str:
        """A sentence: how much would be otherwise with another result.

        It "has to" be only where no answer that is open or not known does it by itself.
        """
        if not self.flips:
            return "However you judged, the result would be the same."
        first = self.flips[0]
        known = self._changed(first)
        missing = len(first.changes) - known
        if self.analysis.flips.facts_changed:
            return _other_facts(known, missing)
        return _other_judgements(known, missing, bool(self.analysis.open_flips.flips))

    def _changed(self, flip: Flip) -> int:
        """How many of the answers that were given it changes."""
        return len(_known(self.answers) & flip.changes.keys())

    @property
    def facts_that_flip(self) -> tuple[str, ...]:
        """The facts of which another alone gives another result, where judging takes more."""
        if not self.flips or len(self.flips[0].changes) == 1:
            return ()
        changed = [question for flip in self.analysis.pivotal.answers for question in flip.changes]
        facts = (q for q in changed if self.rulebook.question_by_id[q].type == "fact")
        return tuple(dict.fromkeys(facts))

    @property
    def resting(self) -> frozenset[str]:
        """The questions whose answers settle the verdict, whatever the others are.

        None if it takes an "I do not know" for that: nobody rests on what nobody knows.
        """
        sufficient = self.analysis.sufficient or {}
        return frozenset() if None in sufficient.values() else frozenset(sufficient)

    @property
    def decisive(self) -> dict[str, bool]:
        """The questions that alone can change the verdict, and whether to another side.

        If not, only its words become others.
        """
        flips = (*self.analysis.pivotal.answers, *self.analysis.pivotal.unknowns)
        found: dict[str, bool] = {}
        for flip in flips:
            for question in flip.changes:
                found[question] = found.get(question, False) or flip.leader != self.leader
        return found

    def address(self, flip: Flip) -> str | None:
        """Where the change can be tried, if anywhere."""
        return self.address_of({**self.answers, **flip.changes}) if self.address_of else None


def firmness_view(
    rulebook: Rulebook, answers: Answers, result: Result, address_of: AddressOf | None
) -> FirmnessView | NotMade | None:
    """How firm the result is; None where no exact analysis is possible.

    Advice without its analysis is still advice: a fault goes to the log, and the page only says
    that the analysis is missing.
    """
    if len(rulebook.alternatives) != 2:
        return None
    case = _case(rulebook, answers, result)
    try:
        return _firmness_view(case, _analysis(case), address_of)
    except Exception:
        log.exception("analysis failed")
        return NotMade()


def prepare_firmness(visit: Visit, rulebook: Rulebook, answers: Answers) -> None:
    """Have the analysis of answers that were just saved ready for their page, after this answer."""
    if len(rulebook.alternatives) == 2:
        work = partial(_prepare, rulebook, answers)
        visit.afterwards = BackgroundTask(visit.parts.spare.use_for, work)


def _prepare(rulebook: Rulebook, answers: Answers) -> None:
    given = visible_answers(rulebook, answers)
    with suppress(Exception):  # the page tells of it
        _analysis(_case(rulebook, given, evaluate(rulebook, given)))


def _case(rulebook: Rulebook, answers: Answers, result: Result) -> _Case:
    return _Case((rulebook.sha256, frozenset(answers.items())), rulebook, answers, result)


@lru_cache(maxsize=512)
def _analysis(case: _Case) -> Analysis:
    """Worked out once for the same answers: revisions never change."""
    rulebook, answers = case.rulebook, case.answers
    return Analysis(
        outlook(rulebook, answers),
        smallest_flips(rulebook, answers),
        smallest_flips(rulebook, answers, frozen=_known(answers)),
        pivotal(rulebook, answers),
        tornado(rulebook, answers),
        sufficient_answers(rulebook, answers),
        weightings(rulebook, case.result),
    )


def _firmness_view(case: _Case, analysis: Analysis, address_of: AddressOf | None) -> FirmnessView:
    *_, right = case.rulebook.alternative_by_id
    swings = (Swing(swing.question, swing.interval.seen_from(right)) for swing in analysis.tornado)
    return FirmnessView(
        rulebook=case.rulebook,
        analysis=analysis,
        balance=balance_view(case.rulebook, case.answers, case.result, analysis.outlook.interval),
        worth_finding_out=_worth(case, analysis.pivotal.unknowns),
        swings=tuple(swing for swing in swings if swing.width),
        answers=case.answers,
        leader=case.result.leader,
        address_of=address_of,
    )


def _known(answers: Answers) -> frozenset[str]:
    return frozenset(question for question, chosen in answers.items() if chosen)


def _other_judgements(known: int, missing: int, open_ones_can: bool) -> str:
    """What changes to so many answers that were given, and so many that were not, amount to."""
    if not known and missing == 1:
        return "One more answer can lead to another result:"
    if not known:
        return f"{missing} more answers together can lead to another result:"
    judged = "one thing" if known == 1 else f"{known} things"
    if open_ones_can:
        besides = f" and {plural(missing, 'more answer')}" if missing else ""
        return f"The smallest change of what you judged is {judged}{besides}:"
    besides = f" and answer {missing} more" if missing else ""
    return f"You would have to judge {judged} differently{besides} to get another result:"


def _other_facts(known: int, missing: int) -> str:
    if known + missing > 1:
        facts = f"These {known + missing} changes change it:"
    else:
        facts = "Another fact changes it:" if known else "One more fact changes it:"
    return f"However you judged, the result would be the same. {facts}"


def _worth(case: _Case, unknowns: tuple[Flip, ...]) -> tuple[Flip, ...]:
    """The first flip of each question; with nobody ahead, one for each side in turns."""
    if case.result.leader:
        return _first_of_each_question(unknowns)[:SHOWN]
    by_side = (
        _first_of_each_question(flip for flip in unknowns if flip.leader == side)
        for side in case.rulebook.alternative_by_id
    )
    in_turns = chain.from_iterable(zip_longest(*by_side))
    return tuple(flip for flip in in_turns if flip)[:SHOWN_OF_BOTH]


def _first_of_each_question(flips: Iterable[Flip]) -> tuple[Flip, ...]:
    by_question: dict[str, Flip] = {}
    for flip in flips:
        by_question.setdefault(next(iter(flip.changes)), flip)
    return tuple(by_question.values())
