"""What can be proved about one set of answers, all of it together and as a plain record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.analysis.flips import Flip, Flips, smallest_flips
from app.analysis.next_question import Worth, next_question
from app.analysis.settled import Outlook, outlook
from app.analysis.sufficient import sufficient_answers
from app.analysis.weightings import Weightings, weightings
from app.engine.answers import Answers, as_json
from app.engine.results import Result
from app.engine.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Explanation:
    """The result's outlook, flips, sufficient answers, weightings and most useful question.

    `sufficient` is None unless the answers settle the verdict, `weightings` None without a sweep,
    `next_question` None when nothing open matters.
    """

    outlook: Outlook
    flips: Flips
    sufficient: Answers | None
    weightings: Weightings | None
    next_question: Worth | None


def explain(rulebook: Rulebook, answers: Answers, result: Result) -> Explanation:
    """Everything at once, for two alternatives; `result` is that of these answers."""
    return Explanation(
        outlook=outlook(rulebook, answers),
        flips=smallest_flips(rulebook, answers),
        sufficient=sufficient_answers(rulebook, answers),
        weightings=weightings(rulebook, result),
        next_question=next_question(rulebook, answers),
    )


def as_record(rulebook: Rulebook, explanation: Explanation) -> dict[str, Any]:
    """The explanation in plain JSON types, for people who write programs."""
    sufficient, worth = explanation.sufficient, explanation.next_question
    interval = explanation.outlook.interval
    return {
        "flips": [_flip(rulebook, flip) for flip in explanation.flips.flips],
        "flips_change_facts": explanation.flips.facts_changed,
        "flips_complete": explanation.flips.complete,
        "settled": explanation.outlook.settled,
        "interval": {
            "alternative": interval.alternative,
            "rival": interval.rival,
            "low": interval.low,
            "high": interval.high,
        },
        "sufficient": None if sufficient is None else as_json(rulebook, sufficient),
        "weightings": _weightings(explanation.weightings),
        "next_question": None
        if worth is None
        else {"question": worth.question, "bits": worth.bits},
    }


def _flip(rulebook: Rulebook, flip: Flip) -> dict[str, Any]:
    changes = as_json(rulebook, flip.changes)
    return {"changes": changes, "verdict": flip.verdict, "lead": flip.lead}


def _weightings(swept: Weightings | None) -> dict[str, Any] | None:
    if swept is None:
        return None
    leads = {side: number for side, number in swept.leads.items() if side is not None}
    too_close = swept.leads[None]
    return {"total": swept.total, "agree": swept.agree, "leads": leads, "too_close": too_close}
