"""A duplicate has the answers of the original as its draft, and nothing else of it."""

from __future__ import annotations

import pytest

from app.assessments.actions import duplicate_assessment, rename_assessment, write_note
from app.assessments.listing import list_page
from app.engine.errors import Invalid, NotFound
from app.questionnaire.actions import save_draft
from app.results.queries import list_revisions
from app.shares.actions import NewShare, create_share, list_shares
from app.store.assessments import find_assessment
from app.store.drafts import find_draft
from app.store.intents import Intent
from app.store.records import TITLE_LENGTH, Assessment, Draft
from tests.cast import Person
from tests.factories import HUNGRY, SWEET_COMPANY, intent, toy_library


def duplicate(person: Person, made: str, sent: Intent | None = None) -> tuple[Assessment, Draft]:
    with person.writing() as workspace:
        copy = duplicate_assessment(workspace, made, sent or intent())
        return find_assessment(workspace, copy), find_draft(workspace, copy)


def test_it_has_the_saved_answers_and_their_rulebook_as_a_draft(ada: Person) -> None:
    made = ada.decides(SWEET_COMPANY)
    copy, draft = duplicate(ada, made)
    with ada.reading() as workspace:
        original = find_draft(workspace, made)
    assert (draft.answers, draft.rulebook_sha256) == (original.answers, original.rulebook_sha256)
    assert (copy.latest, copy.verdict, copy.has_draft) == (None, None, True)


def test_it_has_the_answers_as_they_stand_saved_or_not(ada: Person) -> None:
    made = ada.decides(HUNGRY)
    with ada.writing() as workspace:
        save_draft(workspace, toy_library(), made, SWEET_COMPANY)
    _, draft = duplicate(ada, made)
    assert draft.answers["guests"] == "company"


def test_nothing_else_is_copied_and_the_original_stays(ada: Person) -> None:
    made = ada.decides()
    with ada.writing() as workspace:
        write_note(workspace, made, "For this one only", 1)
        create_share(workspace, made, NewShare(1, "Team", "90", False), intent())
        before = find_assessment(workspace, made)
    copy, _ = duplicate(ada, made)
    with ada.reading() as workspace:
        assert (copy.note, list_shares(workspace, copy.id)) == ("", ())
        assert list_revisions(workspace, copy.id) == ()
        assert find_assessment(workspace, made) == before


def test_its_title_says_what_it_is_and_fits(ada: Person) -> None:
    made = ada.starts()
    copies = []
    for version, title in enumerate(["Sunday", "x" * TITLE_LENGTH], start=1):
        with ada.writing() as workspace:
            rename_assessment(workspace, made, title, version)
        copies.append(duplicate(ada, made)[0].title)
    assert copies == ["Copy of Sunday", "Copy of " + "x" * (TITLE_LENGTH - 8)]


FAMILY = "👨‍👩‍👧"
LONG = FAMILY * (TITLE_LENGTH // len(FAMILY))


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("Sunday", ["Copy of Sunday", "Copy of Sunday (2)", "Copy of Sunday (3)"]),
        ("Sunday (2)", ["Copy of Sunday (2)", "Copy of Sunday (2) (2)", "Copy of Sunday (3)"]),
        ("Copy of me", ["Copy of me (2)", "Copy of me (3)", "Copy of me (4)"]),
        (LONG, [f"Copy of {FAMILY * n}{end}" for n, end in ((38, ""), (36, ""), (36, " (2)"))]),
    ],
)
def test_copies_are_counted_stay_whole_and_get_no_longer(
    ada: Person, title: str, made: list[str]
) -> None:
    original = ada.starts()
    with ada.writing() as workspace:
        rename_assessment(workspace, original, title, 1)
    first = duplicate(ada, original)[0]
    again, of_the_copy = duplicate(ada, original)[0], duplicate(ada, first.id)[0]
    assert [first.title, again.title, of_the_copy.title] == made


def test_it_can_be_saved(ada: Person) -> None:
    copy, _ = duplicate(ada, ada.decides())
    assert ada.saves(copy.id) == 1


def test_the_same_press_makes_one_copy(ada: Person) -> None:
    made, sent = ada.decides(), intent()
    copies = {duplicate(ada, made, sent)[0].id for _ in range(3)}
    with ada.reading() as workspace:
        assert (len(copies), list_page(workspace).total) == (1, 2)


def test_one_key_copies_each_of_two_once(ada: Person) -> None:
    sent = intent()
    copies = {duplicate(ada, made, sent)[0].id for made in [ada.decides(), ada.decides()]}
    assert len(copies) == 2


def test_a_press_without_a_key_is_refused(ada: Person) -> None:
    made = ada.decides()
    with pytest.raises(Invalid, match="without its key"):
        duplicate(ada, made, Intent("", b""))


def test_nobody_copies_what_belongs_to_another(ada: Person, ben: Person) -> None:
    with pytest.raises(NotFound):
        duplicate(ben, ada.decides())
