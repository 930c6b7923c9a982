"""Stored results come out again, exactly; what does not is named."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text, update

from app.results import queries
from app.results.actions import recompute
from app.rulebooks.library import Library
from app.store.tables import revisions
from tests.cast import Person
from tests.factories import (
    HUNGRY,
    SWEET_COMPANY,
    UNSURE,
    breakfast,
    breakfast_with_gate,
    toy_library,
)


@pytest.fixture
def filled(ada: Person, ben: Person, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Eight revisions of two people, read in portions of three."""
    monkeypatch.setattr(queries, "PORTION", 3)
    for person in (ada, ben):
        for answers in (HUNGRY, SWEET_COMPANY, UNSURE):
            made = person.decides(answers)
        person.saves(made, HUNGRY)
    return ada


def change(person: Person, **values: Any) -> None:
    """Changes one stored result, as no part of the application would."""
    with person.writing() as workspace:
        one = workspace.session.execute(
            update(revisions)
            .where(revisions.c.workspace_id == workspace.id, revisions.c.n == 2)
            .values(values)
        )
        assert one.rowcount == 1  # type: ignore[attr-defined]


def differences(person: Person, library: Library | None = None) -> list[str]:
    outcomes = recompute(person.database, library or toy_library())
    return [recomputed.difference for recomputed in outcomes if recomputed.difference is not None]


def test_every_result_is_computed_once_and_comes_out_as_stored(filled: Person) -> None:
    done = list(recompute(filled.database, toy_library()))
    assert len({recomputed.place for recomputed in done}) == len(done) == 8
    assert {recomputed.difference for recomputed in done} == {None}


def test_an_empty_database_has_nothing_to_compute(ada: Person) -> None:
    assert list(recompute(ada.database, toy_library())) == []


def test_a_changed_result_is_found_with_what_changed(filled: Person) -> None:
    change(filled, result={"verdict": "eat_cake"})
    (difference,) = differences(filled)
    assert difference.startswith("engine ")
    assert "verdict" in difference
    assert "ledger" in difference


def test_a_list_that_shows_another_lead_is_found(filled: Person) -> None:
    change(filled, lead=99)
    (difference,) = differences(filled)
    assert difference.endswith("had other values for lead")


def test_changed_answers_are_found(filled: Person) -> None:
    change(filled, answers={"hunger": "little"})
    assert len(differences(filled)) == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"answers": {"colour": "red"}}, "its answers do not fit breakfast 1.0.0: colour"),
        ({"answers": ["red"]}, "its answers are no answers"),
        ({"result": ["red"]}, "had other values for everything"),
        ({"rulebook_version": "7.0.0"}, "its rulebook breakfast 7.0.0 is not in this release"),
        ({"rulebook_sha256": "0" * 64}, "it was computed from another file of breakfast 1.0.0"),
    ],
)
def test_what_cannot_be_computed_again_is_told(
    filled: Person, values: dict[str, Any], words: str
) -> None:
    change(filled, **values)
    (difference,) = differences(filled)
    assert words in difference


def test_a_text_that_is_no_json_is_told(sqlite_ada: Person) -> None:
    sqlite_ada.saves(sqlite_ada.decides(), SWEET_COMPANY)
    with sqlite_ada.writing() as workspace:
        workspace.session.execute(text("UPDATE revisions SET answers = '{half' WHERE n = 2"))
    assert differences(sqlite_ada) == ["what is stored is no JSON"]


@pytest.mark.parametrize("damaged", ["x''", "x'78'", "x'789c00ff'", "x'789c030000000001'", "x'ff'"])
def test_a_packed_result_that_is_damaged_is_told(sqlite_ada: Person, damaged: str) -> None:
    sqlite_ada.saves(sqlite_ada.decides(), SWEET_COMPANY)
    with sqlite_ada.writing() as workspace:
        workspace.session.execute(text(f"UPDATE revisions SET result = {damaged} WHERE n = 2"))
    assert differences(sqlite_ada) == ["what is stored is no JSON"]


def test_a_release_without_the_rulebook_says_so_for_each(filled: Person) -> None:
    assert len(differences(filled, Library([breakfast_with_gate()]))) == 8
    assert differences(filled, Library([breakfast()])) == []


def test_nothing_is_kept_from_one_portion_to_the_next(filled: Person) -> None:
    stored = queries.stored_results(filled.database)
    read = [next(stored) for _ in range(4)]
    filled.starts()  # a writer is not held up by the reading
    assert len(read) + len(list(stored)) == 8
