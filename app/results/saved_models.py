"""A saved result as a program is told it, wherever it is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.api.adjustment_models import Adjustments
from app.api.models import ResponseModel, RulebookReference, SentAnswers
from app.engine.answers import as_json
from app.results.api_models import EXAMPLE_ANSWERS, EXAMPLE_RESULT, Result
from app.results.opinion_models import SecondOpinion
from app.results.opinions import stored_opinion
from app.rulebooks.library import Library
from app.store.records import Draft, Revision

SAVED: dict[str, Any] = {
    "version": 1,
    "rulebook": EXAMPLE_RESULT["rulebook"],
    "engine_version": "1.0.0",
    "answers": EXAMPLE_ANSWERS,
    "result": EXAMPLE_RESULT,
    "adjustments": None,
    "adjusted": None,
    "second_opinion": None,
}
"""For the examples of models that are derived."""


class SavedResult(ResponseModel):
    """One saved result, as it was when it was saved."""

    version: int
    rulebook: RulebookReference
    engine_version: str
    answers: SentAnswers
    """Those to the questions that were asked."""
    result: Result
    """The result by the rules alone, as `POST /evaluate` tells it."""
    adjustments: Adjustments | None
    adjusted: Result | None
    """The result with the adjustments; null without any."""
    second_opinion: SecondOpinion | None
    """As it was stored; null if there was none, or if its rules are not here any more."""


def saved_values(library: Library, revision: Revision, today: date) -> dict[str, Any]:
    """What is told of a revision, for whatever is derived from it.

    RulesMissing if this release lacks its rules.
    """
    rulebook = library.stored(revision.rulebook_id, revision.rulebook_version)
    adjusted = revision.adjusted
    opinion = stored_opinion(library, rulebook, revision, today)
    saved = SavedResult(
        version=revision.n,
        rulebook=reference_of(revision),
        engine_version=revision.engine_version,
        answers=as_json(rulebook, revision.answers),
        result=Result.model_validate(revision.result.record()),
        adjustments=Adjustments.model_validate(adjusted.adjustments) if adjusted else None,
        adjusted=Result.model_validate(adjusted.result.record()) if adjusted else None,
        second_opinion=SecondOpinion.of(opinion) if opinion else None,
    )
    return dict(saved)


def reference_of(stored: Revision | Draft) -> RulebookReference:
    """The rules that a revision or a draft is under."""
    return RulebookReference(
        id=stored.rulebook_id, version=stored.rulebook_version, sha256=stored.rulebook_sha256
    )
