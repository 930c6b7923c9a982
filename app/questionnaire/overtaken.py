"""What a page is told that another one has overtaken."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.answers import read_answers
from app.questionnaire.forms import Submitted
from app.rules.changed_answers import ChangedAnswer, Given, changed_answers
from app.rules.words import Words
from app.store.records import Answered
from app.web.visit import Visit

SAVED_MEANWHILE = (
    "Meanwhile version {} was saved in another tab or browser. What you see below is not saved "
    "yet: save it to make the next version, or leave this page to keep that one."
)


@dataclass(frozen=True, kw_only=True)
class Overtaken:
    """What another page did meanwhile: the version it saved, or how its answers differ from these.

    `theirs` is the address of its answers; `mark` and `latest` are what a page knows that has
    seen them.
    """

    saved: int | None
    differences: tuple[ChangedAnswer, ...]
    theirs: str
    mark: str
    latest: int


def overtaken(visit: Visit, answered: Answered, sent: Submitted, known: int) -> Overtaken:
    """Why what was sent is not kept: `known` is the latest revision that its page knew of."""
    assessment, draft = answered.assessment, answered.draft
    latest, words = assessment.latest or 0, Words(sent.rulebook)
    theirs, _ = read_answers(sent.rulebook, draft.answers)
    there, here = Given(theirs, words), Given(sent.answers, words)
    return Overtaken(
        saved=latest if latest != known else None,
        differences=tuple(changed_answers(sent.rulebook.question_by_id, there, here)),
        theirs=visit.url("edit_assessment", assessment_id=assessment.id),
        mark=draft.mark,
        latest=latest,
    )
