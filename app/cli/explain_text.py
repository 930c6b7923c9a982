"""An explanation as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from app.analysis.explanation import Explanation
from app.analysis.flips import Flip
from app.cli.output import WIDTH
from app.engine.answers import Answers, as_json, visible_answers
from app.engine.explaining import contrast
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.rulebooks.texts import Texts, taken_for_granted

LABEL = 11
FLIPS_SHOWN = 8


def explain_text(
    rulebook: Rulebook, texts: Texts, answers: Answers, result: Result, explanation: Explanation
) -> str:
    """Every part of the explanation, each with its label."""
    granted = taken_for_granted(rulebook, texts, answers)
    return "\n".join(
        [
            f"{rulebook.title} ({rulebook.id} {rulebook.version})",
            "",
            *_part("Verdict", _verdict(result, granted)),
            *_part("Settled", _settled(explanation, granted)),
            *_part("Lead", _interval(rulebook, result, explanation)),
            *_part("Ask next", _next(rulebook, explanation)),
            *_part("Rests on", _sufficient(rulebook, answers, explanation)),
            *_part("Weightings", _weightings(rulebook, explanation)),
            "",
            *_flips(rulebook, explanation),
        ]
    )


def _part(label: str, text: str) -> list[str]:
    indent = " " * (LABEL + 1)
    return wrap(f"{label:<{LABEL}} {text}", WIDTH, subsequent_indent=indent)


def _verdict(result: Result, granted: tuple[str, ...]) -> str:
    verdict = f"{result.label} ({result.strength or 'no strength'})"
    return f"{verdict}. {' '.join(granted)}" if granted else verdict


def _settled(explanation: Explanation, granted: tuple[str, ...]) -> str:
    if not explanation.outlook.settled:
        movers = "what is open or taken for granted" if granted else "open questions"
        return f"no, {movers} can still change the verdict"
    if explanation.outlook.even_if_known:
        return "yes, nothing that is open or unknown can change the verdict"
    return "yes, unless you find out what you do not know"


def _interval(rulebook: Rulebook, result: Result, explanation: Explanation) -> str:
    pair = contrast(rulebook, result)
    seen = explanation.outlook.interval.seen_from(pair.leader)
    ahead, behind = (
        rulebook.alternative_by_id[side].label for side in (seen.alternative, seen.rival)
    )
    now = (
        f"by points {ahead} is ahead of {behind} by {pair.lead}" if pair.lead else "none, 0 points"
    )
    if seen.low == seen.high:
        return f"{now}, and no open question can change that"
    return f"{now}; open questions leave between {seen.low} and {seen.high}"


def _next(rulebook: Rulebook, explanation: Explanation) -> str:
    worth = explanation.next_question
    if worth is None:
        return "nothing, no open question can change the verdict"
    text = rulebook.question_by_id[worth.question].text
    return f"{worth.question}: {text} (worth {worth.bits:.2f} bits)"


def _sufficient(rulebook: Rulebook, answers: Answers, explanation: Explanation) -> str:
    if explanation.sufficient is None:
        return "the answers do not settle the verdict yet"
    given = len(visible_answers(rulebook, answers))
    kept = explanation.sufficient
    return f"{len(kept)} of {given} answers settle it: {_in_words(rulebook, kept)}"


def _weightings(rulebook: Rulebook, explanation: Explanation) -> str:
    weightings = explanation.weightings
    if weightings is None:
        return "this rulebook has one policy only"
    leads = [f"{side.label} {weightings.leads[side.id]}" for side in rulebook.alternatives]
    return (
        f"the same verdict in {weightings.agree} of {weightings.total}; "
        f"by points {', '.join(leads)}, too close {weightings.leads[None]}"
    )


def _flips(rulebook: Rulebook, explanation: Explanation) -> Iterator[str]:
    smallest = explanation.flips
    if not smallest.flips:
        yield "No change of answers gives another verdict."
        return
    changes = len(smallest.flips[0].changes)
    fewest = "One changed answer" if changes == 1 else f"{changes} changed answers"
    facts = (
        "no judgement alone does, so facts change, too" if smallest.facts_changed else "facts stay"
    )
    yield f"{fewest} would flip it ({facts}):"
    for flip in smallest.flips[:FLIPS_SHOWN]:
        yield from wrap(
            f"- {_in_words(rulebook, flip.changes)}: {_outcome(rulebook, flip)}",
            WIDTH,
            subsequent_indent="  ",
        )
    if more := len(smallest.flips[FLIPS_SHOWN:]):
        yield f"and {more}{'' if smallest.complete else ' or more'} others like these."


def _outcome(rulebook: Rulebook, flip: Flip) -> str:
    (row,) = (row for row in rulebook.verdicts if row.id == flip.verdict)
    return f"{row.label} ({'by rule' if flip.lead is None else f'lead {flip.lead}'})"


def _in_words(rulebook: Rulebook, answers: Answers) -> str:
    return ", ".join(
        f"{question} {_chosen(chosen)}" for question, chosen in as_json(rulebook, answers).items()
    )


def _chosen(chosen: str | list[str] | None) -> str:
    if chosen is None:
        return "not known"
    return f"= {chosen if isinstance(chosen, str) else ' + '.join(chosen)}"
