"""Revisions: numbered, complete, unchangeable."""

from __future__ import annotations

import pytest

from app.engine.answers import Answers
from app.engine.errors import Invalid, NotFound
from app.engine.scoring import ENGINE_VERSION, evaluate
from app.questionnaire.actions import save_draft, save_revision, start_assessment
from app.questionnaire.known import Known
from app.results.queries import find_revision, list_revisions
from app.rulebooks.library import Library
from app.store.assessments import find_assessment
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

CASES = [{}, HUNGRY, SWEET_COMPANY, HIDDEN_WISHES, UNSURE]


@pytest.mark.parametrize("answers", CASES)
def test_a_stored_result_is_what_its_rulebook_and_answers_give(
    ada: Person, answers: Answers
) -> None:
    made = ada.decides(answers)
    with ada.reading() as workspace:
        revision = find_revision(workspace, made, 1)
    assert evaluate(breakfast(), revision.answers) == revision.result


def test_a_result_decided_by_a_gate_comes_back_whole(ada: Person, library: Library) -> None:
    rulebook = breakfast_with_gate()
    with ada.writing() as workspace:
        made = start_assessment(workspace, rulebook, HUNGRY, intent())
        save_revision(workspace, library, made, HUNGRY, intent())
        assessment = find_assessment(workspace, made)
        assert find_revision(workspace, made, 1).result == evaluate(rulebook, HUNGRY)
    assert (assessment.strength, assessment.leader, assessment.lead) == ("by rule", "toast", None)


def test_a_revision_holds_answers_to_visible_questions_only(ada: Person) -> None:
    made = ada.decides(HIDDEN_WISHES)
    with ada.reading() as workspace:
        assert find_revision(workspace, made, 1).answers == HUNGRY


def test_a_revision_names_what_it_was_computed_with(ada: Person, clock: FrozenClock) -> None:
    made = ada.decides()
    with ada.reading() as workspace:
        revision = find_revision(workspace, made, 1)
    assert (revision.rulebook_id, revision.rulebook_version) == ("breakfast", "1.0.0")
    assert (revision.rulebook_sha256, revision.engine_version, revision.created_at) == (
        breakfast().sha256,
        ENGINE_VERSION,
        clock.now,
    )


def test_revisions_are_numbered_and_each_replaces_the_one_before(ada: Person) -> None:
    made = ada.decides(HUNGRY)
    ada.saves(made, SWEET_COMPANY)
    ada.saves(made, UNSURE)
    with ada.reading() as workspace:
        listed = [(revision.n, revision.replaces) for revision in list_revisions(workspace, made)]
    assert listed == [(1, None), (2, 1), (3, 2)]


def test_a_later_revision_leaves_the_earlier_as_it_was(ada: Person) -> None:
    made = ada.decides(HUNGRY)
    with ada.reading() as workspace:
        before = find_revision(workspace, made, 1)
    ada.saves(made, SWEET_COMPANY)
    with ada.reading() as workspace:
        assert find_revision(workspace, made, 1) == before


def test_a_summary_says_what_the_revision_says(ada: Person) -> None:
    made = ada.decides(HUNGRY)
    with ada.reading() as workspace:
        (summary,) = list_revisions(workspace, made)
        result = find_revision(workspace, made, 1).result
    assert (summary.label, summary.lead) == (result.label, result.lead)


def test_the_assessment_shows_the_latest_outcome(ada: Person) -> None:
    made = ada.decides(HUNGRY)
    ada.saves(made, SWEET_COMPANY)
    with ada.reading() as workspace:
        assessment = find_assessment(workspace, made)
        result = find_revision(workspace, made, 2).result
    assert assessment.latest == 2
    assert [
        assessment.verdict,
        assessment.label,
        assessment.leader,
        assessment.strength,
        assessment.lead,
    ] == [
        result.verdict,
        result.label,
        result.leader,
        result.strength,
        result.lead,
    ]


def test_saving_removes_the_draft(ada: Person, library: Library) -> None:
    made = ada.decides()
    with ada.writing() as workspace:
        save_draft(workspace, library, made, UNSURE)
        drafted = find_assessment(workspace, made).has_draft
    ada.saves(made)
    with ada.reading() as workspace:
        assert (drafted, find_assessment(workspace, made).has_draft) == (True, False)


def test_the_same_form_sent_twice_makes_one_revision(ada: Person, library: Library) -> None:
    made, sent = ada.starts(), intent()
    for _ in range(2):
        with ada.writing() as workspace:
            assert save_revision(workspace, library, made, HUNGRY, sent) == (1, False)


def test_the_same_key_with_other_answers_is_refused(ada: Person, library: Library) -> None:
    made = ada.starts()
    with ada.writing() as workspace:
        save_revision(workspace, library, made, HUNGRY, intent("k", "one"))
    with ada.writing() as workspace, pytest.raises(Invalid, match="already sent"):
        save_revision(workspace, library, made, UNSURE, intent("k", "two"))


def test_one_form_may_start_an_assessment_and_save_it(ada: Person, library: Library) -> None:
    sent = intent()
    made = []
    for _ in range(2):
        with ada.writing() as workspace:
            assessment_id = start_assessment(workspace, breakfast(), HUNGRY, sent)
            made.append((assessment_id, save_revision(workspace, library, assessment_id, {}, sent)))
    assert made[0] == made[1]


def test_a_second_tab_that_saw_an_older_result_is_told(ada: Person, library: Library) -> None:
    made = ada.starts()
    with ada.writing() as workspace:
        save_revision(workspace, library, made, HUNGRY, intent(), known=Known(0))
    with pytest.raises(Changed), ada.writing() as workspace:
        save_revision(workspace, library, made, UNSURE, intent(), known=Known(0))


def test_a_tab_that_saw_the_latest_result_saves(ada: Person, library: Library) -> None:
    made = ada.decides()
    with ada.writing() as workspace:
        assert save_revision(workspace, library, made, UNSURE, intent(), known=Known(1)).n == 2


@pytest.mark.parametrize("answers", [HUNGRY, SWEET_COMPANY, UNSURE, {}])
def test_the_same_answers_again_make_no_version_and_end_the_draft(
    ada: Person, library: Library, answers: Answers
) -> None:
    made = ada.decides(answers)
    with ada.writing() as workspace:
        save_draft(workspace, library, made, {"guests": frozenset({"alone"})})
    sent = intent()
    for _ in range(2):
        with ada.writing() as workspace:
            assert save_revision(workspace, library, made, answers, sent, known=Known(1)) == (
                1,
                True,
            )
    with ada.reading() as workspace:
        assert not find_assessment(workspace, made).has_draft
        assert len(list_revisions(workspace, made)) == 1


def test_an_answer_to_a_question_that_is_not_asked_is_no_change(
    ada: Person, library: Library
) -> None:
    made = ada.decides(HUNGRY)
    with ada.writing() as workspace:
        assert save_revision(workspace, library, made, HIDDEN_WISHES, intent()).unchanged


def test_the_same_answers_under_another_version_of_the_rules_are_a_change(
    ada: Person, library: Library
) -> None:
    made = ada.decides(HUNGRY)
    other = library.get("breakfast", "1.1.0")
    with ada.writing() as workspace:
        saved = save_revision(workspace, library, made, HUNGRY, intent(), rulebook=other)
    assert saved == (2, False)


def test_two_tabs_that_save_the_same_agree(ada: Person, library: Library) -> None:
    made = ada.starts()
    for expected in ((1, False), (1, True)):
        with ada.writing() as workspace:
            saved = save_revision(workspace, library, made, HUNGRY, intent(), known=Known(0))
        assert saved == expected


@pytest.mark.parametrize("n", [0, -1, 2, 2**31, 2**63, 10**20])
def test_a_number_without_a_revision_is_not_found(ada: Person, n: int) -> None:
    made = ada.decides()
    with ada.reading() as workspace, pytest.raises(NotFound):
        find_revision(workspace, made, n)
