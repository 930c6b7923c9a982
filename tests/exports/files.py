"""Exports in the tests: made, changed by hand, and imported as a person would."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

from app.assessments.actions import rename_assessment, write_note
from app.engine.adjustments import Adjustments, OwnReason
from app.exports.actions import carry_out, export_workspace, plan_import
from app.exports.document import Document
from app.exports.plans import Plan
from app.questionnaire.actions import save_draft, save_revision
from app.rulebooks.library import Library
from app.shares.actions import NewShare, create_share
from tests.cast import Person
from tests.factories import HIDDEN_WISHES, HUNGRY, SWEET_COMPANY, FrozenClock, intent
from tests.second_opinions.neighbours import QUICK, library_with, neighbours

LIBRARY = library_with(neighbours())
OWN = Adjustments(("jam",), (), (OwnReason("We like “oats” – \u05d0 and <b>", "porridge", "bold"),))
UNSURE_AND_HIDDEN = {**HIDDEN_WISHES, "hunger": None}
Change = Callable[[dict[str, Any]], object]


def exported(person: Person) -> bytes:
    """All that is in the workspace, as a file."""
    with person.reading() as workspace:
        return b"".join(export_workspace(workspace))


def planned(person: Person, data: bytes, *, library: Library = LIBRARY, **how: Any) -> Plan:
    """What the file would bring to the workspace."""
    with person.reading() as workspace:
        return plan_import(workspace, Document(BytesIO(data)), library, **how)


def imported(person: Person, data: bytes, **how: Any) -> int:
    """How many assessments the file brought to the workspace."""
    plan = planned(person, data, **how)
    with person.writing() as workspace:
        return carry_out(workspace, plan)


def changed(data: bytes, change: Change) -> bytes:
    """The file with its value changed, written in another way than ours."""
    value = json.loads(data)
    change(value)
    return json.dumps(value, indent=2).encode()


def decide_with_all_there_is(ada: Person, clock: FrozenClock) -> tuple[str, list[str]]:
    """The id of an assessment with three versions, a draft, a note and links; and their tokens."""
    made = ada.decides()
    clock.advance(hours=1.5)
    with ada.writing() as workspace:
        save_revision(workspace, LIBRARY, made, SWEET_COMPANY, intent(), adjustments=OWN)
        save_revision(workspace, LIBRARY, made, HUNGRY, intent(), extra_answers=QUICK)
        save_draft(workspace, LIBRARY, made, UNSURE_AND_HIDDEN, extra_answers=QUICK)
        rename_assessment(workspace, made, "Frühstück \U0001f963 \u05d0", 1)
        write_note(workspace, made, "Line\n\tline", 1)
        wanted = [NewShare(2, "For Ben", "7", False, "Ada"), NewShare(1, "", "never", True)]
        opened = [create_share(workspace, made, each, intent()) for each in wanted]
    clock.advance(days=30)
    ada.starts()
    ada.decides(SWEET_COMPANY)
    return made, [token for _, token in opened if token]
