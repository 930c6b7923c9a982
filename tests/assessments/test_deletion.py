"""Deleted is gone, with all that belonged to it: everything that was asked for, or nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from app.assessments.actions import delete_assessments, duplicate_assessment, rename_assessment
from app.assessments.listing import list_page
from app.engine.errors import AdvisorError, Conflict, NotFound
from app.shares.actions import NewShare, create_share, open_share
from app.store.assessments import find_assessment
from app.store.intents import Intent
from app.store.tables import Row
from tests.cast import Person
from tests.factories import UNSURE, intent

NEW_SHARE = NewShare(1, "", "90", False)
KEPT = {"workspaces", "browsers", "intents"}


def delete(person: Person, *made: str, latest: int = 1, sent: Intent | None = None) -> None:
    with person.writing() as workspace:
        delete_assessments(workspace, dict.fromkeys(made, latest), sent or intent())


def count(person: Person) -> dict[str, int]:
    """The rows of each table."""
    with person.reading() as workspace:
        return {
            name: workspace.session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in Row.metadata.tables
        }


def ids(person: Person) -> list[str]:
    with person.reading() as workspace:
        return [assessment.id for assessment in list_page(workspace).rows]


def test_all_that_belonged_to_it_is_gone_and_nothing_else(ada: Person, ben: Person) -> None:
    kept, his = ada.decides(), ben.decides()
    before = count(ada)
    gone = ada.decides()
    ada.saves(gone, UNSURE)
    with ada.writing() as workspace:
        _, token = create_share(workspace, gone, NEW_SHARE, intent())
    delete(ada, gone, latest=2)
    after = count(ada)
    assert {name: after[name] for name in set(after) - KEPT} == {
        name: before[name] for name in set(before) - KEPT
    }
    assert (ids(ada), ids(ben)) == ([kept], [his])
    with pytest.raises(NotFound), ada.database.reader() as session:
        open_share(session, str(token))


def test_several_go_at_once(ada: Person) -> None:
    made = [ada.decides() for _ in range(5)]
    delete(ada, *made[1:4])
    assert ids(ada) == [made[4], made[0]]


def test_one_that_is_not_there_keeps_all_the_others(ada: Person, ben: Person) -> None:
    made = [ada.decides(), ada.decides()]
    for wrong in ("a" * 16, "nonsense", ben.decides()):
        with pytest.raises(NotFound):
            delete(ada, made[0], wrong, made[1])
    assert (len(ids(ada)), len(ids(ben))) == (2, 1)


def test_what_was_saved_after_the_question_was_asked_is_not_deleted_unseen(ada: Person) -> None:
    made = ada.decides()
    ada.saves(made, UNSURE)
    with pytest.raises(Conflict):
        delete(ada, made, latest=1)
    assert ids(ada) == [made]


def test_the_same_press_again_does_nothing(ada: Person) -> None:
    kept, gone, sent = ada.decides(), ada.decides(), intent()
    for _ in range(3):
        delete(ada, gone, sent=sent)
    assert ids(ada) == [kept]


def test_deleted_twice_is_not_found(ada: Person) -> None:
    gone = ada.decides()
    delete(ada, gone)
    with pytest.raises(NotFound):
        delete(ada, gone)


def test_of_a_deletion_and_other_uses_at_once_one_succeeds_and_none_leaves_a_trace(
    ada: Person,
) -> None:
    made = [ada.decides() for _ in range(8)]

    def use(number: int) -> str:
        one = made[number // 4]
        try:
            with ada.writing() as workspace:
                if number % 4 == 0:
                    delete_assessments(workspace, {one: 1}, intent())
                elif number % 4 == 1:
                    rename_assessment(workspace, one, "Renamed", 1)
                elif number % 4 == 2:
                    create_share(workspace, one, NEW_SHARE, intent())
                else:
                    duplicate_assessment(workspace, one, intent())
        except AdvisorError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(use, range(4 * len(made))))
    with ada.reading() as workspace:
        rows = workspace.session.execute(text("SELECT count(*) FROM shares")).scalar_one()
    assert set(said) <= {"done", "NotFound"}
    assert (rows, set(made) & set(ids(ada))) == (0, set())
    assert said[::4] == ["done"] * len(made)


def test_a_deleted_assessment_is_as_unknown_as_any(ada: Person) -> None:
    gone = ada.decides()
    delete(ada, gone)
    said = set()
    for one in (gone, "a" * 16):
        with pytest.raises(NotFound) as refused, ada.reading() as workspace:
            find_assessment(workspace, one)
        said.add((refused.value.title, refused.value.message))
    assert len(said) == 1
