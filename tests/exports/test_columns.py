"""A column that is added to what people save is thought of in exports, too."""

from __future__ import annotations

import json

from app.exports.queries import PARTS
from app.exports.records import assessment_row, part_rows
from app.store.ids import derived
from app.store.tables import assessments
from tests.cast import Person
from tests.exports.files import decide_with_all_there_is, exported
from tests.factories import FrozenClock


def test_an_import_says_what_stands_in_every_column(sqlite_ada: Person, clock: FrozenClock) -> None:
    decide_with_all_there_is(sqlite_ada, clock)
    record = json.loads(exported(sqlite_ada))["assessments"][0]
    made = {"assessments": [assessment_row(record, 1)], **part_rows(record, derived("x"), 9)}
    said = {name: {"workspace_id", *rows[0]} for name, rows in made.items()}
    assert said == {str(table.name): {*table.c.keys()} for table in (assessments, *PARTS)}
