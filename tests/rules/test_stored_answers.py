"""All stored answers under one rulebook version, in portions, whoever they belong to."""

from __future__ import annotations

import pytest

from app.engine.answers import as_json
from app.rules import queries as module
from app.rules.queries import stored_answers
from app.store.database import Database
from tests.cast import Person
from tests.factories import HUNGRY, SWEET_COMPANY, breakfast


@pytest.mark.parametrize("portion", [1, 2, 3, 1_000])
def test_each_assessment_comes_once_with_its_latest_answers(
    portion: int, ada: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PORTION", portion)
    revised, first = ada.decides(), ada.decides()
    for answers in (SWEET_COMPANY, HUNGRY, SWEET_COMPANY):
        ada.saves(revised, answers)
    other = ben.decides(SWEET_COMPANY)
    ben.starts()  # has a draft only
    stored = list(stored_answers(ada.database, breakfast().id, breakfast().version))
    assert len(stored) == 3
    assert dict(stored) == {
        revised: as_json(breakfast(), SWEET_COMPANY),
        first: as_json(breakfast(), HUNGRY),
        other: as_json(breakfast(), SWEET_COMPANY),
    }


def test_nothing_is_found_in_an_empty_database_or_under_another_version(
    database: Database, ada: Person
) -> None:
    assert list(stored_answers(database, breakfast().id, breakfast().version)) == []
    ada.decides()
    assert list(stored_answers(database, breakfast().id, "0.0.1")) == []
