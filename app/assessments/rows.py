"""Assessments as lists show them: the colour of the side, how many answers, their marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.engine.answers import read_answers, visible_questions
from app.engine.rules import Rulebook
from app.rulebooks.library import Library
from app.shares.actions import count_open_shares
from app.store.drafts import find_all_answered
from app.store.records import Answered, Assessment, Draft
from app.store.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class ListedRow:
    """An assessment in a list.

    `rank` is the number of its leader's colour, None without one. `answered` of `asked` questions
    have an answer; there are none where this release lacks the rules. So many `links` are open.
    """

    assessment: Assessment
    rank: int | None
    answered: int
    asked: int
    links: int


def listed_rows(
    workspace: Workspace, library: Library, assessments: Sequence[Assessment]
) -> tuple[ListedRow, ...]:
    """The assessments with all that a list says of them, by two statements."""
    ids = [assessment.id for assessment in assessments]
    if not ids:
        return ()
    answered = find_all_answered(workspace, ids)
    links = count_open_shares(workspace, ids)
    return tuple(_row(library, answered[id_], links[id_]) for id_ in ids)


def _row(library: Library, found: Answered, links: int) -> ListedRow:
    answered, asked = _progress(_rulebook(library, found.draft), found.draft)
    return ListedRow(
        assessment=found.assessment,
        rank=_rank(_rulebook(library, found.saved or found.draft), found.assessment.leader),
        answered=answered,
        asked=asked,
        links=links,
    )


def _rulebook(library: Library, shown: Draft) -> Rulebook | None:
    try:
        return library.get(shown.rulebook_id, shown.rulebook_version)
    except KeyError:
        return None


def _progress(rulebook: Rulebook | None, shown: Draft) -> tuple[int, int]:
    if rulebook is None:
        return 0, 0
    answers, _ = read_answers(rulebook, shown.answers)
    asked = visible_questions(rulebook, answers)
    return sum(answers.get(question.id) is not None for question in asked), len(asked)


def _rank(rulebook: Rulebook | None, leader: str | None) -> int | None:
    sides = list(rulebook.alternative_by_id) if rulebook else []
    return sides.index(leader) if leader in sides else None
