"""Comparisons: several revisions fetched at once, of one's own workspace only."""

from __future__ import annotations

import pytest

from app.comparisons.actions import Comparison, compare_revisions, require_choice
from app.comparisons.queries import find_choices
from app.engine.errors import Invalid, NotFound
from app.questionnaire.actions import save_revision, start_assessment
from app.results.queries import find_revision
from app.rulebooks.library import Library
from tests.cast import Person
from tests.factories import HUNGRY, SWEET_COMPANY, UNSURE, breakfast_with_gate, intent
from tests.store.test_statements import statements


def compared(person: Person, library: Library, *keys: tuple[str, int]) -> Comparison:
    with person.reading() as workspace:
        return compare_revisions(workspace, library, keys)


def saves_with_gate(person: Person, library: Library) -> str:
    with person.writing() as workspace:
        made = start_assessment(workspace, breakfast_with_gate(), HUNGRY, intent())
        save_revision(workspace, library, made, HUNGRY, intent())
    return made


def test_the_columns_are_the_revisions_in_the_order_asked_for(
    ada: Person, library: Library
) -> None:
    first, second = ada.decides(HUNGRY), ada.decides(SWEET_COMPANY)
    ada.saves(first, UNSURE)
    keys = [(second, 1), (first, 2), (first, 1)]
    columns = compared(ada, library, *keys).columns
    with ada.reading() as workspace:
        saved = [find_revision(workspace, *key) for key in keys]
    assert [column.revision for column in columns] == saved
    assert all(column.title.startswith("Porridge or toast?") for column in columns)


def test_they_are_fetched_by_one_statement_of_the_workspace(ada: Person, library: Library) -> None:
    made = ada.decides()
    for answers in (SWEET_COMPANY, UNSURE, HUNGRY):
        ada.saves(made, answers)
    keys = [(made, n) for n in (1, 2, 3, 4)]
    with ada.reading() as workspace, statements(workspace.session) as sent:
        compare_revisions(workspace, library, keys)
    assert len(sent) == 1
    assert "revisions.workspace_id = " in sent[0]


def test_each_is_compared_with_the_first(ada: Person, library: Library) -> None:
    made = ada.decides(HUNGRY)
    ada.saves(made, SWEET_COMPANY)
    ada.saves(made, UNSURE)
    comparison = compared(ada, library, (made, 1), (made, 2), (made, 3))
    assert comparison.pair == ("porridge", "toast")
    assert [
        (difference.before, difference.after) for difference in comparison.differences if difference
    ] == [(12, -10), (12, 0)]
    assert [
        sum(column) for column in zip(*(line.points for line in comparison.lines), strict=True)
    ] == [
        12,
        -10,
        0,
    ]


def test_another_version_compares_and_says_which_gate_is_new(ada: Person, library: Library) -> None:
    comparison = compared(
        ada, library, (ada.decides(HUNGRY), 1), (saves_with_gate(ada, library), 1)
    )
    (difference,) = comparison.differences
    assert difference is not None
    (change,) = difference.gates
    assert (change.gate.gate, change.in_first, change.questions) == ("no_oats", False, ())
    assert comparison.comparable == (True, True)


@pytest.mark.parametrize(
    "key", [("a" * 16, 1), ("short", 1), ("", 1), ("A" * 16, 1)], ids=lambda key: key[0] or "empty"
)
def test_an_unknown_or_odd_assessment_is_not_found(
    ada: Person, library: Library, key: tuple[str, int]
) -> None:
    with pytest.raises(NotFound):
        compared(ada, library, (ada.decides(), 1), key)


@pytest.mark.parametrize("n", [0, 2, -1, 2**31, 10**20])
def test_a_number_without_a_revision_is_not_found(ada: Person, library: Library, n: int) -> None:
    made = ada.decides()
    with pytest.raises(NotFound):
        compared(ada, library, (made, 1), (made, n))


def test_someone_elses_revision_is_not_found(ada: Person, ben: Person, library: Library) -> None:
    hers, his = ada.decides(), ben.decides()
    with pytest.raises(NotFound):
        compared(ada, library, (hers, 1), (his, 1))


def refusal_of(chosen: list[str]) -> str:
    """What is said against these; nothing if they are a choice."""
    try:
        require_choice(chosen)
    except Invalid as refusal:
        return refusal.message
    return ""


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ([], "not ticked any"),
        (["a.1"], "only one"),
        (["a.1", "a.2", "a.3", "a.4", "a.5"], "You ticked 5 results"),
        (["a.1", "b.1", "a.1"], "same result is there twice"),
    ],
)
def test_two_to_four_different_ones_have_to_be_chosen(chosen: list[str], told: str) -> None:
    assert told in refusal_of(chosen)


@pytest.mark.parametrize("number", [2, 3, 4])
def test_two_to_four_are_a_choice(number: int) -> None:
    assert not refusal_of([f"a.{n}" for n in range(number)])


def test_what_else_there_is_begins_with_the_chosen_and_holds_nothing_of_others(
    ada: Person, ben: Person
) -> None:
    first, second = ada.decides(), ada.decides()
    ada.saves(first, SWEET_COMPANY)
    ada.starts()
    ben.decides()
    with ada.reading() as workspace, statements(workspace.session) as sent:
        found = find_choices(workspace, [second])
    assert [(one.assessment_id, one.n) for one in found] == [(second, 1), (first, 2), (first, 1)]
    assert len(sent) == 1


def test_what_else_there_is_costs_no_more_in_a_large_workspace(sqlite_ada: Person) -> None:
    """Each version is looked up by its assessment; nothing walks through all of them."""
    made = sqlite_ada.decides()
    with sqlite_ada.reading() as workspace, statements(workspace.session) as sent:
        find_choices(workspace, [made])
        (asked,) = sent
        explained = workspace.session.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {asked}", (1,) * asked.count("?")
        ).all()
    (revisions,) = [row[3] for row in explained if " revisions " in row[3]]
    assert revisions.endswith("(workspace_id=? AND assessment_id=?)")
