"""How often the store asks the database for what people do most: this decides how long it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from app.assessments.actions import duplicate_assessment
from app.assessments.listing import FEW, list_page
from app.assessments.queries import Order, Wanted, find_labels
from app.engine.answers import as_json
from app.questionnaire.actions import (
    save_draft,
    save_new_assessment,
    save_revision,
    start_assessment,
)
from app.store.assessments import find_assessment
from app.store.browsers import find_workspace
from app.store.drafts import find_answered
from app.store.title_numbers import find_free_number
from app.store.workspaces import WritableWorkspace
from tests.cast import Person
from tests.factories import (
    HIDDEN_WISHES,
    HUNGRY,
    SWEET_COMPANY,
    UNSURE,
    breakfast,
    intent,
    toy_library,
)
from tests.store.test_statements import statements

MANY = 3_000
Use = Callable[[WritableWorkspace, str], object]


def post_draft(workspace: WritableWorkspace, made: str) -> None:
    """As the handler does: it reads the form, then keeps the answers."""
    find_answered(workspace, made)
    save_draft(workspace, toy_library(), made, UNSURE)


def post_same_draft(workspace: WritableWorkspace, made: str) -> None:
    find_answered(workspace, made)
    save_draft(workspace, toy_library(), made, SWEET_COMPANY)


def post_save(workspace: WritableWorkspace, made: str) -> None:
    find_answered(workspace, made)
    save_revision(workspace, toy_library(), made, SWEET_COMPANY, intent())


USES: dict[str, tuple[int, Use]] = {
    "open": (2, lambda workspace, made: find_answered(workspace, made)),
    "list": (3, lambda workspace, made: list_page(workspace)),
    "new": (7, lambda workspace, _: save_new_assessment(workspace, breakfast(), HUNGRY, intent())),
    "start": (7, lambda workspace, _: start_assessment(workspace, breakfast(), HUNGRY, intent())),
    "duplicate": (8, lambda workspace, made: duplicate_assessment(workspace, made, intent())),
    "draft": (6, post_draft),
    "the same draft again": (3, post_same_draft),
    "save": (9, post_save),
}


@pytest.mark.parametrize(("count", "use"), USES.values(), ids=USES)
def test_what_people_do_most_takes_few_statements(ada: Person, count: int, use: Use) -> None:
    made = ada.decides(HUNGRY)
    with ada.writing() as workspace:
        save_draft(workspace, toy_library(), made, SWEET_COMPANY)
    with ada.database.writer() as session, statements(session) as sent:
        use(workspace_of(ada, session), made)
    assert len(sent) == count, sent


def workspace_of(person: Person, session: object) -> WritableWorkspace:
    workspace = find_workspace(session, person.token)  # type: ignore[call-overload]
    assert isinstance(workspace, WritableWorkspace)
    return workspace


def test_a_saved_result_is_as_if_it_had_been_a_draft_first(ada: Person) -> None:
    with ada.writing() as workspace:
        made = save_new_assessment(workspace, breakfast(), HIDDEN_WISHES, intent())
    step_by_step = ada.decides(HIDDEN_WISHES)
    with ada.reading() as workspace:
        new, old = (find_answered(workspace, each) for each in (made, step_by_step))
        drafts = workspace.session.scalar(text("SELECT count(*) FROM drafts"))
    assert (new.draft.answers, new.saved) == (as_json(breakfast(), HUNGRY), new.draft)
    assert (old.draft, old.assessment.has_draft) == (new.draft, new.assessment.has_draft)
    assert (new.assessment.latest, new.assessment.sequence, drafts) == (1, 2, 0)


def test_the_same_form_saved_twice_is_one_assessment(ada: Person) -> None:
    sent = intent()
    with ada.writing() as workspace:
        first = save_new_assessment(workspace, breakfast(), HUNGRY, sent)
        second = save_new_assessment(workspace, breakfast(), HUNGRY, sent)
        assert (first, len(list_page(workspace).rows)) == (second, 1)


def steps_for_a_title(person: Person, same: int) -> tuple[int, int]:
    """The number for the next of so many titles, and the steps of SQLite's machine for it."""
    with person.writing() as workspace:
        made = start_assessment(workspace, breakfast(), HUNGRY, intent())
        title = find_assessment(workspace, made).title
        copies(workspace, title, same)
        steps = 0

        def count_step() -> int:
            nonlocal steps
            steps += 1
            return 0

        driver = workspace.session.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(count_step, 1)
        number = find_free_number(workspace, title)
        driver.set_progress_handler(None, 1)
    return number, steps


def copies(workspace: WritableWorkspace, title: str, same: int) -> None:
    """The assessments that make it so many of that title."""
    columns = ", ".join(
        ["note", "title_edit", "note_edit", "created_at", "changed_at", "has_draft", "workspace_id"]
    )
    workspace.session.execute(
        text(
            f"INSERT INTO assessments ({columns}, id, sequence, title, title_key) "
            f"SELECT {columns}, printf('copy%012d', n), sequence + n, title || ' (' || n || ')', "
            "title_key || ' (' || char(length(n)) || n || ')' "  # see app.store.title_keys
            "FROM assessments, (WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL "
            "SELECT n + 1 FROM numbers WHERE n < :same) SELECT n FROM numbers) "
            "WHERE title = :title AND workspace_id = :workspace"
        ),
        {"same": same, "title": title, "workspace": workspace.id},
    )


def test_the_next_of_three_thousand_titles_costs_no_more_than_that_of_three(
    sqlite_ada: Person,
) -> None:
    small, few = steps_for_a_title(sqlite_ada, 3)
    large, many = steps_for_a_title(Person(sqlite_ada.database), MANY)
    assert (small, large, many <= 1.5 * few) == (4, MANY + 1, True)


@pytest.mark.parametrize("taken", [1, 2, 8, 9, 10, 11, 99, 100, 101])
def test_the_next_number_does_not_go_by_the_order_of_letters(ada: Person, taken: int) -> None:
    for _ in range(taken):
        ada.starts()
    with ada.writing() as workspace:
        made = start_assessment(workspace, breakfast(), HUNGRY, intent())
        title = find_assessment(workspace, made).title
    assert title == f"Porridge or toast? ({taken + 1})"


def plans(person: Person, wanted: Wanted) -> list[str]:
    """How SQLite goes about each statement of a page of the list."""
    with person.reading() as workspace, statements(workspace.session) as sent:
        list_page(workspace, wanted)
        asked = sent.copy()
        return [
            " ".join(
                row[3]
                for row in workspace.session.exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {sql}", ("1",) * sql.count("?")
                )
            )
            for sql in asked
        ]


@pytest.mark.parametrize(
    "narrowed", [{}, {"label": "Porridge"}, {"state": "saved"}], ids=["all", "label", "state"]
)
def test_words_that_nothing_has_are_looked_for_in_an_index_only(
    sqlite_ada: Person, narrowed: dict[str, Any]
) -> None:
    sqlite_ada.decides()
    first, *others = plans(sqlite_ada, Wanted(words="nothing like it", **narrowed))
    assert "USING COVERING INDEX ix_assessments_workspace_id" in first
    assert ("title_key" in first, len(others)) == (True, 2)


def test_of_few_that_have_the_words_each_is_fetched_by_its_key(sqlite_ada: Person) -> None:
    sqlite_ada.decides()
    _, page, _ = plans(sqlite_ada, Wanted(words="porridge"))
    assert "(workspace_id=? AND id=?)" in page


@pytest.mark.parametrize("order", ["changed", "title", "created", "oldest"])
@pytest.mark.parametrize("number", [30, FEW, FEW + 1])
def test_a_search_comes_out_the_same_whether_few_or_many_have_the_words(
    sqlite_ada: Person, number: int, order: Order
) -> None:
    steps_for_a_title(sqlite_ada, number)
    with sqlite_ada.reading() as workspace:
        every = list_page(workspace, Wanted(order=order))
        some = list_page(workspace, Wanted(words="porridge", order=order))
        then = list_page(workspace, Wanted(words="porridge", order=order), after=some.after)
        back = list_page(workspace, Wanted(words="porridge", order=order), before=then.before)
    assert (some, back.rows) == (every, every.rows)
    assert (len(then.rows), then.total) == (min(25, number - 25), number)


def test_the_labels_of_the_list_are_one_statement(ada: Person) -> None:
    ada.decides(HUNGRY)
    ada.decides(SWEET_COMPANY)
    with ada.reading() as workspace, statements(workspace.session) as sent:
        labels = find_labels(workspace)
    assert (labels, len(sent)) == (("Porridge", "Toast"), 1)
