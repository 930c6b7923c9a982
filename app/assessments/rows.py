"""Assessments as lists show them: the colour of the side, how many answers, their marks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from app.engine.answers import read_answers, visible_questions
from app.engine.rules import Rulebook
from app.rulebooks.library import Library
from app.shares.actions import count_open_shares
from app.store.drafts import find_standings
from app.store.records import Assessment, Standing
from app.store.workspaces import Workspace


class Second(NamedTuple):
    """The verdict with adjustments."""

    label: str


class ListedRow(NamedTuple):
    """All that a list says of an assessment, and nothing else: rendered rows are kept by it.

    `rank` is the number of its leader's colour, None without one. `answered` of `asked` questions
    have an answer; there are none where this release lacks the rules.
    """

    id: str
    title: str
    latest: int | None
    has_draft: bool
    has_note: bool
    is_shared: bool
    created_at: datetime
    changed_at: datetime
    label: str | None
    strength: str | None
    lead: int | None
    adjusted: Second | None
    rank: int | None
    answered: int
    asked: int


def listed_rows(
    workspace: Workspace, library: Library, assessments: Sequence[Assessment]
) -> tuple[ListedRow, ...]:
    """The assessments with all that a list says of them.

    By one statement, or by two where there are links.
    """
    standings = find_standings(workspace, [assessment.id for assessment in assessments])
    linked = [id_ for id_, standing in standings.items() if standing.linked]
    shared = count_open_shares(workspace, linked) if linked else {}
    return tuple(
        standing_row(library, assessment, standings[assessment.id], shared=assessment.id in shared)
        for assessment in assessments
    )


def standing_row(
    library: Library, assessment: Assessment, standing: Standing, *, shared: bool
) -> ListedRow:
    """A row of a list, with the progress of its answers."""
    applied = _rulebook(library, standing.rulebook)
    saved = _rulebook(library, standing.saved_under)
    progress = _stored_progress(applied, standing.answers) if applied else (0, 0)
    return listed_row(assessment, rank_of(saved, assessment.leader), progress, shared=shared)


def _rulebook(library: Library, named: tuple[str, str]) -> Rulebook | None:
    try:
        return library.get(*named)
    except KeyError:
        return None


@lru_cache(2_048)
def _stored_progress(rulebook: Rulebook, answers: str) -> tuple[int, int]:
    """Worked out once for the same answers, which are JSON, as they are stored."""
    return progress_of(rulebook, json.loads(answers))


def progress_of(rulebook: Rulebook, raw: Mapping[str, object]) -> tuple[int, int]:
    """How many questions these answers answer, and how many are asked."""
    answers, _ = read_answers(rulebook, raw)
    asked = visible_questions(rulebook, answers)
    return sum(answers.get(question.id) is not None for question in asked), len(asked)


def rank_of(rulebook: Rulebook | None, leader: str | None) -> int | None:
    """The number of the leader's colour; None without a leader, or without its rules."""
    sides = list(rulebook.alternative_by_id) if rulebook else []
    return sides.index(leader) if leader in sides else None


def listed_row(
    assessment: Assessment, rank: int | None, progress: tuple[int, int], *, shared: bool
) -> ListedRow:
    """The row of an assessment; `shared` if a link to it opens now."""
    second = assessment.adjusted
    return ListedRow(
        id=assessment.id,
        title=assessment.title,
        latest=assessment.latest,
        has_draft=assessment.has_draft,
        has_note=bool(assessment.note),
        is_shared=shared,
        created_at=assessment.created_at,
        changed_at=assessment.changed_at,
        label=assessment.label,
        strength=assessment.strength,
        lead=assessment.lead,
        adjusted=None if second is None else Second(second["label"]),
        rank=rank,
        answered=progress[0],
        asked=progress[1],
    )
