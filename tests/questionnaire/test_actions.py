"""Drafts: the answers as they stand, pinned to a rulebook; no page overwrites another unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.assessments.listing import list_page
from app.engine.answers import Answers, as_json
from app.engine.errors import RulesMissing
from app.questionnaire.actions import clear_draft, save_draft, save_revision
from app.questionnaire.known import Known
from app.rulebooks.library import Library
from app.store.assessments import find_assessment
from app.store.drafts import find_answered, find_draft
from app.store.faults import Changed
from tests.cast import Person
from tests.factories import (
    HIDDEN_WISHES,
    HUNGRY,
    SWEET_COMPANY,
    UNSURE,
    FrozenClock,
    breakfast,
    breakfast_with_gate,
    intent,
)


@pytest.mark.parametrize("answers", [{}, HUNGRY, SWEET_COMPANY, UNSURE])
def test_a_draft_comes_back_as_it_was_left(ada: Person, library: Library, answers: Answers) -> None:
    made = ada.starts({})
    with ada.writing() as workspace:
        save_draft(workspace, library, made, answers)
    with ada.reading() as workspace:
        assert find_draft(workspace, made).answers == as_json(breakfast(), answers)


def test_the_questions_stay_in_the_order_of_the_file(ada: Person) -> None:
    made = ada.starts(dict(reversed(list(SWEET_COMPANY.items()))))
    with ada.reading() as workspace:
        assert list(find_draft(workspace, made).answers) == ["hunger", "guests", "wishes"]


def test_answers_to_hidden_questions_are_kept(ada: Person) -> None:
    made = ada.starts(HIDDEN_WISHES)
    with ada.reading() as workspace:
        assert "wishes" in find_draft(workspace, made).answers


def test_a_draft_names_the_rulebook_it_is_for(ada: Person) -> None:
    made = ada.starts()
    with ada.reading() as workspace:
        draft = find_draft(workspace, made)
    assert (draft.rulebook_id, draft.rulebook_version) == ("breakfast", "1.0.0")


def test_a_hundred_drafts_are_one_row(ada: Person, library: Library) -> None:
    made = ada.starts()
    with ada.writing() as workspace:
        for _ in range(100):
            save_draft(workspace, library, made, HUNGRY)
        rows = workspace.session.scalar(text("SELECT count(*) FROM drafts"))
        assert (rows, find_assessment(workspace, made).latest) == (1, None)


def test_saving_a_draft_moves_the_assessment_up_and_edits_no_text(
    ada: Person, library: Library, clock: FrozenClock
) -> None:
    made, other = ada.starts(), ada.starts()
    clock.advance(minutes=1)
    with ada.writing() as workspace:
        save_draft(workspace, library, made, UNSURE)
        rows = list_page(workspace).rows
    assert [assessment.id for assessment in rows] == [made, other]
    assert (rows[0].changed_at, rows[0].title_edit, rows[0].note_edit) == (clock.now, 1, 1)


def test_without_a_draft_the_latest_revision_is_read(ada: Person) -> None:
    made = ada.decides(HUNGRY)
    ada.saves(made, SWEET_COMPANY)
    with ada.reading() as workspace:
        assert find_draft(workspace, made).answers == as_json(breakfast(), SWEET_COMPANY)


def test_a_cleared_draft_is_empty_and_revisions_stay(ada: Person) -> None:
    made = ada.decides()
    with ada.writing() as workspace:
        clear_draft(workspace, made)
    with ada.reading() as workspace:
        assessment = find_assessment(workspace, made)
        assert (find_draft(workspace, made).answers, assessment.latest) == ({}, 1)


def test_a_newer_rulebook_does_not_take_over(ada: Person, library: Library) -> None:
    made = ada.starts()
    assert library.latest("breakfast").version != "1.0.0"
    with ada.writing() as workspace:
        save_draft(workspace, library, made, HUNGRY)
        assert find_draft(workspace, made).rulebook_version == "1.0.0"


def test_a_rulebook_this_release_lacks_is_named(ada: Person) -> None:
    made = ada.starts()
    with ada.writing() as workspace, pytest.raises(RulesMissing, match=r"version 1\.0\.0 of the"):
        save_draft(workspace, Library([breakfast_with_gate()]), made, HUNGRY)


def test_answers_are_stored_under_the_version_they_were_read_with(
    ada: Person, library: Library
) -> None:
    made = ada.decides()
    other = library.get("breakfast", "1.1.0")
    with ada.writing() as workspace:
        save_draft(workspace, library, made, HUNGRY, rulebook=other)
    with ada.reading() as workspace:
        draft = find_draft(workspace, made)
        assert (draft.rulebook_version, draft.rulebook_sha256) == ("1.1.0", other.sha256)
        assert draft.answers == as_json(other, HUNGRY)


def test_the_answers_of_the_latest_revision_under_another_version_are_a_draft(
    ada: Person, library: Library
) -> None:
    made = ada.decides(HUNGRY)
    with ada.writing() as workspace:
        save_draft(workspace, library, made, HUNGRY, rulebook=library.get("breakfast", "1.1.0"))
        assert find_assessment(workspace, made).has_draft
        save_draft(workspace, library, made, HUNGRY, rulebook=library.get("breakfast", "1.0.0"))
        assert not find_assessment(workspace, made).has_draft


def known(person: Person, made: str, page: str, turn: int = 0) -> Known:
    """What a page knows that has just been opened."""
    with person.reading() as workspace:
        answered = find_answered(workspace, made)
    return Known(answered.assessment.latest or 0, answered.draft.mark, page, turn)


def writes(person: Person, library: Library, made: str, answers: Answers, page: Known) -> None:
    with person.writing() as workspace:
        save_draft(workspace, library, made, answers, known=page)


def draft_of(person: Person, made: str) -> dict[str, object]:
    with person.reading() as workspace:
        return dict(find_draft(workspace, made).answers)


def test_a_page_writes_its_draft_as_often_as_it_likes(ada: Person, library: Library) -> None:
    made = ada.starts({})
    page = known(ada, made, "a")
    for turn, answers in enumerate((HUNGRY, SWEET_COMPANY, UNSURE, HUNGRY)):
        writes(ada, library, made, answers, replace(page, turn=turn))
    assert draft_of(ada, made) == as_json(breakfast(), HUNGRY)


def test_what_a_page_sent_earlier_and_comes_late_is_ignored(ada: Person, library: Library) -> None:
    made = ada.starts({})
    page = known(ada, made, "a")
    writes(ada, library, made, SWEET_COMPANY, replace(page, turn=2))
    writes(ada, library, made, HUNGRY, replace(page, turn=1))
    assert draft_of(ada, made) == as_json(breakfast(), SWEET_COMPANY)


def test_of_two_pages_the_second_to_write_is_told_and_may_then(
    ada: Person, library: Library
) -> None:
    made = ada.starts({})
    first, second = known(ada, made, "a"), known(ada, made, "b")
    writes(ada, library, made, HUNGRY, first)
    with pytest.raises(Changed):
        writes(ada, library, made, UNSURE, second)
    assert draft_of(ada, made) == as_json(breakfast(), HUNGRY)
    writes(ada, library, made, HUNGRY, second)  # they agree, so there is nothing to tell
    told = known(ada, made, "b", turn=1)
    writes(ada, library, made, UNSURE, told)
    with pytest.raises(Changed):
        writes(ada, library, made, SWEET_COMPANY, replace(first, turn=1))
    assert draft_of(ada, made) == as_json(breakfast(), UNSURE)


@pytest.mark.parametrize("end", ["save", "save what was saved", "clear"])
def test_a_page_that_did_not_see_the_draft_neither_saves_over_it_nor_clears_it(
    ada: Person, library: Library, end: str
) -> None:
    made = ada.decides(HUNGRY)
    first, second = known(ada, made, "a"), known(ada, made, "b")
    writes(ada, library, made, SWEET_COMPANY, first)
    acts = {
        "save": lambda workspace: save_revision(
            workspace, library, made, UNSURE, intent(), known=second
        ),
        "save what was saved": lambda workspace: save_revision(
            workspace, library, made, HUNGRY, intent(), known=second
        ),
        "clear": lambda workspace: clear_draft(workspace, made, second),
    }
    with pytest.raises(Changed), ada.writing() as workspace:
        acts[end](workspace)
    assert draft_of(ada, made) == as_json(breakfast(), SWEET_COMPANY)


def test_a_page_that_did_not_see_the_latest_result_writes_no_draft(
    ada: Person, library: Library
) -> None:
    made = ada.starts({})
    page = known(ada, made, "a")
    ada.saves(made, HUNGRY)
    with pytest.raises(Changed):
        writes(ada, library, made, UNSURE, page)
    writes(ada, library, made, HUNGRY, page)
    with ada.reading() as workspace:
        assert not find_assessment(workspace, made).has_draft


def test_a_page_may_go_back_to_what_was_saved_and_on_from_there(
    ada: Person, library: Library
) -> None:
    made = ada.decides(HUNGRY)
    writes(ada, library, made, UNSURE, known(ada, made, "before"))
    page = known(ada, made, "a")
    for turn, answers in enumerate((SWEET_COMPANY, HUNGRY, UNSURE), start=1):
        writes(ada, library, made, answers, replace(page, turn=turn))
    assert draft_of(ada, made) == as_json(breakfast(), UNSURE)
