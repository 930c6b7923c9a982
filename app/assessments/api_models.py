"""Saved assessments and their versions, as a program is told them."""

from __future__ import annotations

from app.api.adjustment_models import Adjustments
from app.api.models import Moment, RulebookReference, SentAnswers, Told, example
from app.engine.answers import as_json
from app.engine.results import Result
from app.results.api_models import EXAMPLE_ANSWERS, EXAMPLE_RESULT, ResultTold
from app.results.opinion_models import StoredOpinion
from app.results.outcomes import OUTCOME, Outcome, outcome_told
from app.rulebooks.library import Library
from app.store import records

ASSESSMENT = {
    "id": "mfrggzdfmztwq2lk",
    "title": "A public API",
    "note": "",
    "created_at": "2026-11-29T15:00:00Z",
    "changed_at": "2026-11-29T15:00:00Z",
    "latest_version": 1,
    "has_draft": False,
    "outcome": OUTCOME,
    "adjusted_outcome": None,
}
SUMMARY = {
    "version": 1,
    "created_at": "2026-11-29T15:00:00Z",
    "replaces": None,
    "rulebook_id": "flask-fastapi",
    "rulebook_version": "1.0.1",
    "outcome": OUTCOME,
    "adjusted_outcome": None,
}


class Assessment(Told):
    """One decision, with the outcome of its latest version."""

    model_config = example(ASSESSMENT)

    id: str
    title: str
    note: str
    created_at: Moment
    changed_at: Moment
    latest_version: int | None
    """Its number; null before the first is saved."""
    has_draft: bool
    """Whether anything was changed since then."""
    outcome: Outcome | None
    adjusted_outcome: Outcome | None
    """The outcome with the adjustments; null without any."""


class Assessments(Told):
    """A page of the list."""

    model_config = example({"items": [ASSESSMENT], "next": None})

    items: list[Assessment]
    next: str | None
    """The cursor of the next page; null on the last one."""


class VersionListed(Told):
    """A saved result in short."""

    version: int
    created_at: Moment
    replaces: int | None
    """The number of the version before it."""
    rulebook_id: str
    rulebook_version: str
    outcome: Outcome
    adjusted_outcome: Outcome | None


class Versions(Told):
    """A page of the versions of an assessment, the latest first."""

    model_config = example({"items": [SUMMARY], "next": None})

    items: list[VersionListed]
    next: str | None
    """The cursor of the next page; null on the last one."""


class Version(Told):
    """A saved result, as it was when it was saved; it never changes."""

    model_config = example(
        {
            "assessment_id": "mfrggzdfmztwq2lk",
            "version": 1,
            "created_at": "2026-11-29T15:00:00Z",
            "replaces": None,
            "rulebook": EXAMPLE_RESULT["rulebook"],
            "engine_version": "1.0.0",
            "answers": EXAMPLE_ANSWERS,
            "result": EXAMPLE_RESULT,
            "adjustments": None,
            "adjusted": None,
            "second_opinion": None,
        }
    )

    assessment_id: str
    version: int
    created_at: Moment
    replaces: int | None
    """The number of the version before it."""
    rulebook: RulebookReference
    engine_version: str
    answers: SentAnswers
    """Those to the questions that were asked."""
    result: ResultTold
    """The result by the rules alone, as `POST /evaluate` tells it."""
    adjustments: Adjustments | None
    adjusted: ResultTold | None
    """The result with the adjustments; null without any."""
    second_opinion: StoredOpinion | None
    """The second opinion as it was stored; `…/second-opinion` puts it beside the result."""


def assessment_told(assessment: records.Assessment) -> Assessment:
    """An assessment of the store, for programs."""
    return Assessment(
        id=assessment.id,
        title=assessment.title,
        note=assessment.note,
        created_at=assessment.created_at,
        changed_at=assessment.changed_at,
        latest_version=assessment.latest,
        has_draft=assessment.has_draft,
        outcome=outcome_told(assessment if assessment.latest else None),
        adjusted_outcome=outcome_told(assessment.adjusted),
    )


def version_listed(summary: records.RevisionSummary) -> VersionListed:
    """A revision as lists of the store have it, for programs."""
    return VersionListed(
        version=summary.n,
        created_at=summary.created_at,
        replaces=summary.replaces,
        rulebook_id=summary.rulebook_id,
        rulebook_version=summary.rulebook_version,
        outcome=Outcome.model_validate(summary),
        adjusted_outcome=outcome_told(summary.adjusted),
    )


def version_told(library: Library, revision: records.Revision) -> Version:
    """A revision of the store, for programs; RulesMissing if this release lacks its rules."""
    rulebook = library.stored(revision.rulebook_id, revision.rulebook_version)
    adjusted, opinion = revision.adjusted, revision.opinion
    return Version(
        assessment_id=revision.assessment_id,
        version=revision.n,
        created_at=revision.created_at,
        replaces=revision.replaces,
        rulebook=RulebookReference(
            id=revision.rulebook_id,
            version=revision.rulebook_version,
            sha256=revision.rulebook_sha256,
        ),
        engine_version=revision.engine_version,
        answers=as_json(rulebook, revision.answers),
        result=_result(revision.result),
        adjustments=Adjustments.model_validate(adjusted.adjustments) if adjusted else None,
        adjusted=_result(adjusted.result) if adjusted else None,
        second_opinion=StoredOpinion.model_validate(opinion.record()) if opinion else None,
    )


def _result(result: Result) -> ResultTold:
    return ResultTold.model_validate(result.record())
