"""What somebody decided on the pages, for programs to find."""

from __future__ import annotations

from app.engine.adjustments import NONE, Adjustments, OwnReason
from app.engine.answers import Answers
from app.questionnaire.actions import save_revision, start_assessment
from tests.cast import Person
from tests.factories import intent, shipped

API: Answers = {"situation": frozenset({"new"}), "kind": frozenset({"public_api"})}
TOOL: Answers = {"situation": frozenset({"new"}), "kind": frozenset({"internal_tool"})}
KEEP: Answers = {"situation": frozenset({"existing_flask"}), "limits": frozenset({"none"})}
OWN = Adjustments((), (), (OwnReason("Two of us know Flask", "flask", "bottom_line"),))


def decides(person: Person, *every: Answers, adjustments: Adjustments = NONE) -> str:
    """The id of an assessment with a version for each of these."""
    library = shipped()
    with person.writing() as workspace:
        made = start_assessment(workspace, library.default, every[0], intent())
        for answers in every:
            save_revision(workspace, library, made, answers, intent(), adjustments=adjustments)
    return made
