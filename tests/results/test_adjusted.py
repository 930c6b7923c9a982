"""Adjustments: part of the draft, saved with the version, beside a result that stays as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text, update

from app.assessments.actions import duplicate_assessment
from app.assessments.queries import find_by_ids
from app.engine.adjusting import adjusted
from app.engine.adjustments import NONE, Adjustments, OwnReason
from app.engine.answers import Answers
from app.engine.rules import Rulebook
from app.questionnaire.actions import clear_draft, save_draft, save_revision
from app.results.actions import recompute, update_of
from app.results.queries import find_revision
from app.rulebooks.library import Library
from app.shares.actions import NOT_SHARED, NewShare, copy_shared, create_share, open_share
from app.store.assessments import find_assessment
from app.store.database import Database
from app.store.drafts import find_answered, find_draft
from app.store.migrations import alembic_config, migrating, upgrade
from app.store.records import Revision
from app.store.tables import revisions
from tests.cast import Person
from tests.factories import HUNGRY, SWEET_COMPANY, breakfast, breakfast_with_gate, intent

TASTE = OwnReason("We only have a toaster", "toast", "plain")
CHANGES = Adjustments(("oats_last",), ("no_oats",), (TASTE,))


def saves(
    person: Person, library: Library, made: str, changes: Adjustments, answers: Answers = HUNGRY
) -> Revision:
    with person.writing() as workspace:
        saved = save_revision(workspace, library, made, answers, intent(), adjustments=changes)
        return find_revision(workspace, made, saved.n)


def adjusts(person: Person, library: Library, changes: Adjustments = CHANGES) -> str:
    """The id of a new assessment with one version that has adjustments."""
    made = person.starts()
    saves(person, library, made, changes)
    return made


def test_both_results_are_saved_and_the_first_is_what_it_is_without(
    ada: Person, library: Library
) -> None:
    revision, unchanged = saves(ada, library, ada.starts(), CHANGES), ada.decides()
    with ada.reading() as workspace:
        plain = find_revision(workspace, unchanged, 1)
    assert revision.adjusted is not None
    assert revision.adjusted.adjustments == CHANGES
    assert revision.adjusted.result == adjusted(breakfast(), HUNGRY, CHANGES)
    assert (revision.result, plain.adjusted) == (plain.result, None)
    assert (revision.result.label, revision.adjusted.result.label) == ("Porridge", "Toast")


def test_lists_know_the_outcome_with_adjustments(ada: Person, library: Library) -> None:
    made = adjusts(ada, library)
    with ada.reading() as workspace:
        (assessment,) = find_by_ids(workspace, (made,))
    assert (assessment.label, assessment.lead) == ("Porridge", 12)
    assert assessment.adjusted == {
        "verdict": "eat_toast",
        "label": "Toast",
        "leader": "toast",
        "strength": "mild",
        "lead": 6,
    }
    saves(ada, library, made, NONE)
    with ada.reading() as workspace:
        assert find_assessment(workspace, made).adjusted is None


def test_a_draft_keeps_its_adjustments_while_answers_change(ada: Person, library: Library) -> None:
    made = ada.decides()
    with ada.writing() as workspace:
        save_draft(workspace, library, made, HUNGRY, adjustments=CHANGES)
        save_draft(workspace, library, made, SWEET_COMPANY)
        assert find_draft(workspace, made).adjustments == CHANGES
        clear_draft(workspace, made)
        assert find_draft(workspace, made).adjustments == CHANGES
        save_revision(workspace, library, made, SWEET_COMPANY, intent())
        answered = find_answered(workspace, made)
    assert answered.draft == answered.saved
    assert answered.draft.adjustments == CHANGES


def test_an_adjustment_alone_is_a_change_and_taking_it_back_is_none(
    ada: Person, library: Library
) -> None:
    made = ada.decides()
    drafted = []
    with ada.writing() as workspace:
        for changes in (CHANGES, NONE):
            save_draft(workspace, library, made, HUNGRY, adjustments=changes)
            drafted.append(find_assessment(workspace, made).has_draft)
    assert drafted == [True, False]
    assert [saves(ada, library, made, CHANGES).n for _ in range(2)] == [2, 2]
    more = replace(CHANGES, own_reasons=(TASTE, TASTE))
    assert saves(ada, library, made, more).n == 3


def test_a_duplicate_takes_the_adjustments_along(ada: Person, library: Library) -> None:
    made = adjusts(ada, library)
    with ada.writing() as workspace:
        copy = duplicate_assessment(workspace, made, intent())
        assert find_draft(workspace, copy).adjustments == CHANGES


@pytest.mark.parametrize("hidden", [False, True], ids=["with texts", "without"])
def test_a_link_shows_them_and_a_copy_takes_them_along_marked(
    ada: Person, ben: Person, library: Library, hidden: bool
) -> None:
    made = adjusts(ada, library)
    with ada.writing() as workspace:
        wanted = NewShare(1, "Ben", "90", detailed_preview=False, hides_texts=hidden)
        _, token = create_share(workspace, made, wanted, intent())
    assert token is not None
    with ada.database.reader() as session:
        shown = open_share(session, token).revision.adjusted
    with ben.writing() as workspace:
        copied = find_revision(workspace, copy_shared(workspace, library, token, intent()), 1)
    said = NOT_SHARED if hidden else TASTE.text
    expected = replace(CHANGES, own_reasons=(replace(TASTE, text=said),))
    assert shown is not None
    assert copied.adjusted is not None
    assert shown.adjustments == expected
    assert copied.adjusted.adjustments == replace(expected, copied=True)
    for one in (shown, copied.adjusted):
        assert one.result.ledger[-1].because == said
        assert (one.result.label, one.result.lead) == ("Toast", 6)
    assert not hidden or TASTE.text not in repr((shown, copied))


def test_what_a_newer_version_has_no_place_for_is_listed_and_not_lost(
    ada: Person, library: Library
) -> None:
    older, newer = with_own(breakfast()), breakfast_with_gate()
    changes = Adjustments(("oats_last", "own_rule"), own_reasons=(TASTE, OwnReason("x", "x", "x")))
    revision = saves(ada, Library([older]), ada.starts(), changes)
    found = update_of(Library([older, newer]), revision)
    assert found is not None
    assert found.misplaced == Adjustments(("own_rule",), own_reasons=(OwnReason("x", "x", "x"),))
    assert found.adjusted is not None
    assert found.adjusted.result.ledger[-1].because == TASTE.text
    with ada.writing() as workspace:
        both = Library([older, newer])
        n, _ = save_revision(
            workspace, both, revision.assessment_id, HUNGRY, intent(), rulebook=newer
        )
        saved = find_revision(workspace, revision.assessment_id, n)
    assert saved.adjusted == found.adjusted


def with_own(rulebook: Rulebook) -> Rulebook:
    """The same rulebook with a rule that the next version does not have."""
    return replace(rulebook, rules=(*rulebook.rules, replace(rulebook.rules[0], id="own_rule")))


def differences(person: Person, library: Library) -> list[str | None]:
    return [one.difference for one in recompute(person.database, library)]


def test_both_results_come_out_again(ada: Person, library: Library) -> None:
    adjusts(ada, library)
    ada.decides()
    assert differences(ada, library) == [None, None]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"adjusted": {"verdict": "eat_cake"}}, "with adjustments there were other values for "),
        ({"adjustments": {**CHANGES.record(), "own_reasons": []}}, "other values for "),
        ({"adjustments": None}, "not there together"),
        ({"adjusted": None}, "not there together"),
        ({"adjustments": {"rules_off": []}}, "no adjustments"),
        ({"adjustments": ["red"]}, "no adjustments"),
    ],
)
def test_a_second_result_that_does_not_come_out_again_is_named(
    ada: Person, library: Library, values: dict[str, Any], says: str
) -> None:
    adjusts(ada, library)
    with ada.writing() as workspace:
        workspace.session.execute(update(revisions).values(values))
    (difference,) = differences(ada, library)
    assert says in (difference or "")


def test_results_of_the_first_version_stay_byte_for_byte_and_come_out_again(
    own_url: str, library: Library
) -> None:
    stored = text("SELECT CAST(answers AS TEXT), CAST(result AS TEXT) FROM revisions ORDER BY n")
    database = Database(own_url)
    ada = Person(database)
    made = ada.decides()
    ada.saves(made, SWEET_COMPANY)
    database.close()
    with migrating(own_url) as connection:
        command.downgrade(alembic_config(connection), "0001")
        before = connection.execute(stored).all()
    upgrade(own_url)
    ada.database = Database(own_url)
    with ada.reading() as workspace:
        assert workspace.session.execute(stored).all() == before
        assert find_draft(workspace, made).adjustments == NONE
    assert differences(ada, library) == [None, None]
    assert saves(ada, library, made, CHANGES).n == 3
    assert differences(ada, library) == [None, None, None]
    ada.database.close()


def test_without_adjustments_nothing_is_stored_of_them(sqlite_ada: Person) -> None:
    made = sqlite_ada.decides()
    with sqlite_ada.writing() as workspace:
        save_draft(workspace, Library([breakfast()]), made, SWEET_COMPANY)
        for table, names in [
            ("revisions", "adjustments, adjusted"),
            ("drafts", "adjustments, NULL"),
            ("assessments", "adjusted, NULL"),
        ]:
            rows = workspace.session.execute(text(f"SELECT {names} FROM {table}")).all()
            assert rows == [(None, None)], table
        record = workspace.session.scalar(text("SELECT answers FROM revisions"))
    assert set(json.loads(record or "")) == set(HUNGRY)
