"""What a program sends to change an assessment: what it leaves out stays as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.api.adjustment_models import SentAdjustments
from app.api.models import RequestModel, SentAnswers, example
from app.api.sent import (
    Hidden,
    adjustments_in,
    answers_in,
    extra_answers_in,
    refuse,
)
from app.api.validation import FieldError
from app.engine.adjustments import Adjustments
from app.engine.answers import Answers, read_answers
from app.engine.errors import NotFound
from app.engine.rules import Rulebook
from app.questionnaire.actions import pinned_rulebook
from app.rulebooks.library import Library
from app.store.records import Draft

EXAMPLE_ANSWERS = {"situation": "new", "kind": "internal_tool"}
"""Others than those that an example saved."""
WITHOUT_ANSWERS = "Another version of the rules goes with answers to its questions."


class SentChanges(RequestModel):
    """Answers, adjustments and extra answers; what is left out, or null, stays as it stands."""

    model_config = example({"answers": EXAMPLE_ANSWERS})

    answers: SentAnswers | None = None
    """All answers: they replace those that stand."""
    rulebook_version: str | None = None
    """The version of the rules that the answers are for; the one they were for before."""
    adjustments: SentAdjustments | None = None
    """All adjustments: they replace those that stand; `{}` is none."""
    extra_answers: SentAnswers | None = None
    """All answers to questions that only the second opinion asks; `{}` is none."""


class Changes(NamedTuple):
    """What is to stand; None for adjustments and extra answers that stay as they are."""

    rulebook: Rulebook
    answers: Answers
    adjustments: Adjustments | None
    extra_answers: Mapping[str, Any] | None


def changes_in(library: Library, draft: Draft, sent: SentChanges, hidden: Hidden) -> Changes:
    """What was sent for an assessment with that draft; InvalidFields if any of it cannot be used.

    RulesMissing if this release lacks the rules that it is pinned to.
    """
    faults: list[FieldError] = []
    rulebook = _wanted_version(library, draft, sent, faults)
    if sent.answers is None:
        answers, _ = read_answers(rulebook, draft.answers)
    else:
        answers = answers_in(rulebook, sent.answers, faults, hidden=hidden)
    adjustments = extra = None
    if sent.adjustments is not None:
        adjustments = adjustments_in(rulebook, sent.adjustments, faults, kept=draft.adjustments)
    if sent.extra_answers is not None:
        second = library.second_opinion_on(rulebook.id)
        extra = extra_answers_in(
            second, rulebook, answers, sent.extra_answers, faults, hidden=hidden
        )
    refuse(faults)
    return Changes(rulebook, answers, adjustments, extra)


def _wanted_version(
    library: Library, draft: Draft, sent: SentChanges, faults: list[FieldError]
) -> Rulebook:
    pinned = pinned_rulebook(library, draft)
    version = sent.rulebook_version
    if version is None or version == pinned.version:
        return pinned
    try:
        wanted = library.find(pinned.id, version)
    except NotFound as error:
        faults.append(FieldError(error.message, pointer="/rulebook_version"))
        return pinned
    if sent.answers is None:
        faults.append(FieldError(WITHOUT_ANSWERS, pointer="/rulebook_version"))
    return wanted
