"""A what-if: other answers beside the saved ones, and what they come to beside what was saved."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.answers import Answers, read_answers, visible_answers
from app.engine.rules import Rulebook
from app.questionnaire.addresses import with_query
from app.questionnaire.forms import REVISES, FormValues, form_values
from app.rules.changed_answers import ChangedAnswer, Given, changed_answers
from app.rules.words import Words
from app.store.assessments import has_assessment
from app.store.drafts import find_answered
from app.store.records import Answered, Assessment
from app.store.workspaces import Workspace
from app.web.forms import Fields
from app.web.visit import Visit


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What differs from the latest version of the assessment.

    `saved_values` are its answers as a form has them, `rank` is the number of what it recommends.
    `rules` are the versions of the rules then and now if they are not the same.
    """

    assessment: Assessment
    rank: int | None
    saved_values: FormValues
    changes: tuple[ChangedAnswer, ...]
    rules: tuple[str, str] | None


def what_if_of(rulebook: Rulebook, answered: Answered, answers: Answers) -> WhatIf | None:
    """The answers beside the saved ones, as the rulebook can read them; None if none are saved."""
    if answered.saved is None:
        return None
    versions = (answered.saved.rulebook_version, rulebook.version)
    words, leader = Words(rulebook), answered.assessment.leader
    saved, _ = read_answers(rulebook, answered.saved.answers)
    before, now = visible_answers(rulebook, saved), visible_answers(rulebook, answers)
    return WhatIf(
        assessment=answered.assessment,
        rank=words.rank(leader) if leader in words.sides else None,
        saved_values=form_values(before),
        changes=tuple(
            changed_answers(rulebook.question_by_id, Given(before, words), Given(now, words))
        ),
        rules=versions if versions[0] != versions[1] else None,
    )


def revised_by(workspace: Workspace, form: Fields) -> Answered | None:
    """The assessment that a what-if is about; None for another form, or if it is not there."""
    revised = form.one(f"_{REVISES}")
    if not revised or not has_assessment(workspace, revised):
        return None
    return find_answered(workspace, revised)


def compared_with(visit: Visit, original: Assessment, made: str) -> str:
    """Another option is looked at beside what it is an option to."""
    marks = (f"{original.id}.{original.latest}", f"{made}.1")
    return with_query(visit.url("show_comparison"), {"r": marks})
