"""All that is said to answers when they are saved: one place for every way to save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.adjusting import Adjusted, adjusted_if_any
from app.engine.adjustments import NONE, Adjustments
from app.engine.answers import Answers, as_json, visible_answers
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import ENGINE_VERSION, evaluate
from app.engine.second_opinion import Opinion, answers_to_second, extra_in, give_opinion
from app.rulebooks.library import Library
from app.store.records import Revision

NO_ANSWERS: Mapping[str, Any] = {}
"""Nothing extra was answered."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Answers in JSON types, and what comes of them by the rules, by adjustments, for a second."""

    answers: Mapping[str, Any]
    result: Result
    adjusted: Adjusted | None
    opinion: Opinion | None
    engine_version: str = ENGINE_VERSION


def judge(
    rulebook: Rulebook,
    answers: Answers,
    adjustments: Adjustments = NONE,
    second: Rulebook | None = None,
    extra_answers: Mapping[str, Any] = NO_ANSWERS,
) -> Judged:
    """What comes of the answers to visible questions; the second rulebook reads them, too.

    The extra answers reach nothing but its opinion.
    """
    given = visible_answers(rulebook, answers)
    return Judged(
        answers=as_json(rulebook, given),
        result=evaluate(rulebook, given),
        adjusted=adjusted_if_any(rulebook, given, adjustments),
        opinion=give_opinion(second, rulebook, given, extra_answers) if second else None,
    )


def second_of(library: Library, revision: Revision) -> Rulebook | None:
    """The rulebook that gave the second opinion stored with it; None if there is none here."""
    if revision.opinion is None:
        return None
    named = revision.opinion.rulebook.id, revision.opinion.rulebook.version
    return library.get(*named) if library.has(*named) else None


def extra_that_counts(
    second: Rulebook | None, rulebook: Rulebook, answers: Answers, extra_answers: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The extra answers to questions that the second rulebook asks with these answers."""
    if second is None or not extra_answers:
        return NO_ANSWERS
    given = answers_to_second(second, rulebook, answers, extra_answers)
    return extra_in(second, rulebook, given)
