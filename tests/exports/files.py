"""Exports in the tests: made, changed by hand, and imported as a person would."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

from app.exports.actions import carry_out, export_workspace, plan_import
from app.exports.document import Document
from app.exports.plans import Plan
from tests.cast import Person
from tests.factories import toy_library

Change = Callable[[dict[str, Any]], object]


def exported(person: Person) -> bytes:
    """All that is in the workspace, as a file."""
    with person.reading() as workspace:
        return b"".join(export_workspace(workspace))


def planned(person: Person, data: bytes, **how: Any) -> Plan:
    """What the file would bring to the workspace."""
    with person.reading() as workspace:
        return plan_import(
            workspace, Document(BytesIO(data)), how.pop("library", toy_library()), **how
        )


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
