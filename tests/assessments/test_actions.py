"""Assessments: started once, listed by change, renamed and noted without losing an edit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.assessments.actions import (
    delete_assessments,
    duplicate_assessment,
    rename_assessment,
    write_note,
)
from app.assessments.listing import list_page
from app.assessments.queries import find_by_ids, list_recent, list_unfinished
from app.engine.errors import Invalid, NotFound
from app.questionnaire.actions import clear_draft, save_draft, start_assessment
from app.results.queries import find_revision, list_revisions
from app.store.assessments import find_assessment
from app.store.drafts import find_draft
from app.store.faults import Changed
from app.store.records import NOTE_LENGTH, TITLE_LENGTH
from app.store.workspaces import Workspace
from tests.cast import Person, saves
from tests.factories import HUNGRY, FrozenClock, breakfast, intent, toy_library

UNKNOWN_IDS = ["", "0", "-1", "9", "a" * 16, "A" * 16, "a" * 10_000, "\0", "..", "\ud800", "é" * 16]

USES: dict[str, Callable[[Workspace, str], object]] = {
    "find_assessment": find_assessment,
    "find_by_ids": lambda workspace, made: find_by_ids(workspace, [made]),
    "duplicate": lambda workspace, made: duplicate_assessment(workspace, made, intent()),
    "delete": lambda workspace, made: delete_assessments(workspace, {made: 1}, intent()),
    "rename_assessment": lambda workspace, made: rename_assessment(workspace, made, "Mine", 1),
    "write_note": lambda workspace, made: write_note(workspace, made, "Mine", 1),
    "find_draft": find_draft,
    "save_draft": lambda workspace, made: save_draft(workspace, toy_library(), made, HUNGRY),
    "clear_draft": clear_draft,
    "save_revision": saves,
    "find_revision": lambda workspace, made: find_revision(workspace, made, 1),
    "list_revisions": list_revisions,
}


def test_a_new_assessment_has_a_draft_and_no_result(ada: Person) -> None:
    made = ada.starts()
    with ada.reading() as workspace:
        found = find_assessment(workspace, made)
    assert (found.has_draft, found.latest, found.verdict) == (True, None, None)
    assert (found.title_edit, found.note_edit) == (1, 1)


def test_its_title_is_that_of_the_rulebook_until_there_are_answers(ada: Person) -> None:
    made = ada.starts()
    with ada.reading() as workspace:
        title = find_assessment(workspace, made).title
    assert title == "Porridge or toast?"


def test_the_next_ones_of_that_title_are_numbered(ada: Person, ben: Person) -> None:
    ada.starts()
    second, third = ada.starts(), ada.starts()
    with ada.writing() as workspace:
        rename_assessment(workspace, second, "Breakfast at home", 1)
    again, of_ben = ada.starts(), ben.starts()
    assert titles(ada, third, again) == ["Porridge or toast? (3)", "Porridge or toast? (2)"]
    assert titles(ben, of_ben) == ["Porridge or toast?"]


def titles(person: Person, *ids: str) -> list[str]:
    with person.reading() as workspace:
        return [find_assessment(workspace, assessment_id).title for assessment_id in ids]


def test_its_id_has_one_spelling(ada: Person) -> None:
    made = ada.starts()
    with ada.reading() as workspace, pytest.raises(NotFound):
        find_assessment(workspace, made.upper())


def test_the_same_form_sent_twice_starts_one_assessment(ada: Person) -> None:
    sent = intent()
    with ada.writing() as workspace:
        first = start_assessment(workspace, breakfast(), {}, sent)
    with ada.writing() as workspace:
        second = start_assessment(workspace, breakfast(), {}, sent)
        assert (second, len(list_page(workspace).rows)) == (first, 1)


def test_the_same_key_with_other_content_is_refused(ada: Person) -> None:
    with ada.writing() as workspace:
        start_assessment(workspace, breakfast(), {}, intent("k", "one"))
    with ada.writing() as workspace, pytest.raises(Invalid, match="already sent"):
        start_assessment(workspace, breakfast(), {}, intent("k", "two"))


@pytest.mark.parametrize("key", ["", " ", "k" * 101, "a\0", "é"])
def test_a_form_without_a_usable_key_is_refused(ada: Person, key: str) -> None:
    sent = intent()
    with ada.writing() as workspace, pytest.raises(Invalid, match="without its key"):
        start_assessment(workspace, breakfast(), {}, type(sent)(key, sent.body_hash))


def test_two_people_may_use_the_same_key(ada: Person, ben: Person) -> None:
    with ada.writing() as workspace:
        hers = start_assessment(workspace, breakfast(), {}, intent("k"))
    with ben.writing() as workspace:
        his = start_assessment(workspace, breakfast(), {}, intent("k"))
    assert hers != his


def test_the_last_changed_comes_first_whatever_the_clock_says(
    ada: Person, clock: FrozenClock
) -> None:
    first, second, third = ada.starts(), ada.starts(), ada.starts()
    clock.advance(days=-3650)
    with ada.writing() as workspace:
        rename_assessment(workspace, first, "Changed last", 1)
    with ada.reading() as workspace:
        assert [assessment.id for assessment in list_page(workspace).rows] == [first, third, second]


def test_unfinished_are_those_with_a_draft_and_recent_those_with_a_result(ada: Person) -> None:
    begun, decided = ada.starts(), ada.decides()
    with ada.reading() as workspace:
        unfinished = [assessment.id for assessment in list_unfinished(workspace, 6)]
        recent = [assessment.id for assessment in list_recent(workspace, 6)]
    assert (unfinished, recent) == ([begun], [decided])


def test_nobody_lists_what_belongs_to_another(ada: Person, ben: Person) -> None:
    ada.decides()
    with ben.reading() as workspace:
        assert list_page(workspace).rows == ()


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_unknown_and_foreign_ids_are_not_found_alike(
    ada: Person, ben: Person, use: Callable[[Workspace, str], object]
) -> None:
    said = set()
    for assessment_id in [*UNKNOWN_IDS, ada.decides()]:
        with pytest.raises(NotFound) as refused, ben.writing() as workspace:
            use(workspace, assessment_id)
        said.add((refused.value.title, refused.value.message, refused.value.remedy))
    assert len(said) == 1


def test_renaming_changes_the_title_and_its_counter_only(ada: Person) -> None:
    made = ada.starts()
    with ada.writing() as workspace:
        rename_assessment(workspace, made, "  Sunday breakfast ", 1)
    with ada.reading() as workspace:
        found = find_assessment(workspace, made)
    assert (found.title, found.title_edit, found.note_edit) == ("Sunday breakfast", 2, 1)


def test_title_and_note_do_not_stand_in_each_others_way(ada: Person) -> None:
    made = ada.starts()
    with ada.writing() as workspace:
        rename_assessment(workspace, made, "Sunday breakfast", 1)
        write_note(workspace, made, "Written on a page from before the renaming", 1)
        rename_assessment(workspace, made, "From a page from before the note", 2)
        found = find_assessment(workspace, made)
    assert (found.title_edit, found.note_edit) == (3, 2)
    assert found.note == "Written on a page from before the renaming"


def test_a_note_changed_meanwhile_is_refused_with_both_values(ada: Person) -> None:
    made = ada.starts()
    with ada.writing() as workspace:
        write_note(workspace, made, "Theirs", 1)
    with pytest.raises(Changed) as refused, ada.writing() as workspace:
        write_note(workspace, made, "Mine", 1)
    assert (refused.value.yours, refused.value.theirs) == ("Mine", "Theirs")


def test_a_note_is_kept_and_can_be_taken_away(ada: Person) -> None:
    made = ada.starts()
    with ada.writing() as workspace:
        write_note(workspace, made, "With jam.\nOr honey.", 1)
        before = find_assessment(workspace, made).note
        write_note(workspace, made, "", 2)
        assert (before, find_assessment(workspace, made).note) == ("With jam.\nOr honey.", "")


@pytest.mark.parametrize("title", ["", "  ", "x" * (TITLE_LENGTH + 1)])
def test_a_title_that_is_empty_or_too_long_is_refused(ada: Person, title: str) -> None:
    made = ada.starts()
    with ada.writing() as workspace, pytest.raises(Invalid):
        rename_assessment(workspace, made, title, 1)


def test_the_longest_texts_fit(ada: Person) -> None:
    made = ada.starts()
    with ada.writing() as workspace:
        rename_assessment(workspace, made, "😀" * TITLE_LENGTH, 1)
        write_note(workspace, made, "😀" * NOTE_LENGTH, 1)
        found = find_assessment(workspace, made)
    assert (len(found.title), len(found.note)) == (TITLE_LENGTH, NOTE_LENGTH)


def test_an_edit_of_an_old_version_is_refused_with_both_values(ada: Person) -> None:
    made = ada.starts()
    with ada.writing() as workspace:
        rename_assessment(workspace, made, "Theirs", 1)
    with pytest.raises(Changed) as refused, ada.writing() as workspace:
        rename_assessment(workspace, made, "Mine", 1)
    assert (refused.value.status, refused.value.yours, refused.value.theirs) == (
        409,
        "Mine",
        "Theirs",
    )


def test_saving_answers_does_not_stand_in_the_way_of_an_edit(ada: Person) -> None:
    made = ada.starts()
    ada.saves(made)
    with ada.writing() as workspace:
        rename_assessment(workspace, made, "Still version 1", 1)
        assert find_assessment(workspace, made).title_edit == 2
