"""Saved assessments and their versions, as a program is told them."""

from __future__ import annotations

from datetime import date

from app.api.models import Moment, ResponseModel, example
from app.results.outcomes import OUTCOME, Outcome, outcome_of
from app.results.saved_models import SAVED, SavedResult, saved_values
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


class Assessment(ResponseModel):
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

    @classmethod
    def of(cls, assessment: records.Assessment) -> Assessment:
        """An assessment of the store, for programs."""
        return cls(
            id=assessment.id,
            title=assessment.title,
            note=assessment.note,
            created_at=assessment.created_at,
            changed_at=assessment.changed_at,
            latest_version=assessment.latest,
            has_draft=assessment.has_draft,
            outcome=outcome_of(assessment if assessment.latest else None),
            adjusted_outcome=outcome_of(assessment.adjusted),
        )


class Assessments(ResponseModel):
    """A page of the list."""

    model_config = example({"items": [ASSESSMENT], "next": None})

    items: list[Assessment]
    next: str | None
    """The cursor of the next page; null on the last one."""


class VersionSummary(ResponseModel):
    """A saved result in short."""

    version: int
    created_at: Moment
    replaces: int | None
    """The number of the version before it."""
    rulebook_id: str
    rulebook_version: str
    outcome: Outcome
    adjusted_outcome: Outcome | None

    @classmethod
    def of(cls, summary: records.RevisionSummary) -> VersionSummary:
        """A revision as lists of the store have it, for programs."""
        return cls(
            version=summary.n,
            created_at=summary.created_at,
            replaces=summary.replaces,
            rulebook_id=summary.rulebook_id,
            rulebook_version=summary.rulebook_version,
            outcome=Outcome.model_validate(summary),
            adjusted_outcome=outcome_of(summary.adjusted),
        )


class Versions(ResponseModel):
    """A page of the versions of an assessment, the latest first."""

    model_config = example({"items": [SUMMARY], "next": None})

    items: list[VersionSummary]
    next: str | None
    """The cursor of the next page; null on the last one."""


class Version(SavedResult):
    """A saved result, as it was when it was saved; it never changes."""

    model_config = example(
        {
            "assessment_id": "mfrggzdfmztwq2lk",
            "created_at": "2026-11-29T15:00:00Z",
            "replaces": None,
        }
        | SAVED
    )

    assessment_id: str
    created_at: Moment
    replaces: int | None
    """The number of the version before it."""

    @classmethod
    def of(cls, library: Library, revision: records.Revision, today: date) -> Version:
        """A revision of the store, for programs; RulesMissing if this release lacks its rules."""
        return cls(
            assessment_id=revision.assessment_id,
            created_at=revision.created_at,
            replaces=revision.replaces,
            **saved_values(library, revision, today),
        )
