"""What open questions can still do: the balance with their reach, settled, what is next."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache

from app.analysis.next_question import next_question
from app.analysis.settled import Outlook, outlook
from app.engine.answers import Answers
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.results.balance import BalanceView, balance_view

log = logging.getLogger("advisor.analysis")

MOST_QUESTIONS = 100
"""With more questions the preview does not look for the next one: that would take longer than a
person waits for after each answer."""


@dataclass(frozen=True, slots=True)
class NotMade:
    """An analysis that failed. It counts as false, like None, which says that none is possible."""

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class OutlookView:
    """What can still change; `next` is the open question that is expected to tell most.

    `too_many`: the rulebook has so many questions that none of them was looked for.
    """

    settled: bool
    balance: BalanceView | None
    next: str | None
    too_many: bool


def outlook_view(
    rulebook: Rulebook, answers: Answers, result: Result
) -> OutlookView | NotMade | None:
    """The outlook; None where no exact analysis is possible.

    Advice without its analysis is still advice: a fault goes to the log, and the page only says
    that the analysis is missing.
    """
    if len(rulebook.alternatives) != 2:
        return None
    try:
        return _outlook_view(rulebook, answers, result)
    except Exception:
        log.exception("analysis failed")
        return NotMade()


def _outlook_view(rulebook: Rulebook, answers: Answers, result: Result) -> OutlookView:
    too_many = len(rulebook.questions) > MOST_QUESTIONS
    still_open, following = _seen(rulebook, frozenset(answers.items()), not too_many)
    balance = balance_view(rulebook, answers, result, still_open.interval)
    return OutlookView(still_open.settled, balance, following, too_many)


@lru_cache(maxsize=512)
def _seen(
    rulebook: Rulebook, given: frozenset[tuple[str, frozenset[str] | None]], looks: bool
) -> tuple[Outlook, str | None]:
    """Worked out once for the same answers: people begin alike, and come back to what they had.

    The next question is None where it is not looked for, too.
    """
    answers = dict(given)
    worth = next_question(rulebook, answers) if looks else None
    return outlook(rulebook, answers), worth.question if worth else None
