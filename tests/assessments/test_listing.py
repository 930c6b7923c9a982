"""The list: narrowed, in order, a page at a time, counted up to a bound; on both engines alike."""

from __future__ import annotations

import pytest

from app.assessments import listing
from app.assessments.actions import rename_assessment
from app.assessments.listing import Listing, list_page
from app.assessments.queries import Order, State, Wanted
from app.questionnaire.actions import clear_draft, save_draft
from tests.cast import Person
from tests.factories import HUNGRY, SWEET_COMPANY, FrozenClock, toy_library

TITLES = ["beta", "Alpha", "Älter", "alpha", "Zebra", "_%\\", "Œuvre", "100 % sure"]
IN_ORDER = ["100 % sure", "_%\\", "Alpha", "alpha", "Älter", "beta", "Œuvre", "Zebra"]


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three a page, and nobody counts further than six."""
    monkeypatch.setattr(listing, "PAGE", 3)
    monkeypatch.setattr(listing, "MOST_COUNTED", 6)


def titled(person: Person, *titles: str) -> list[str]:
    """The ids of new drafts with these titles, a minute apart."""
    made = []
    for title in titles:
        made.append(person.starts())
        with person.writing() as workspace:
            rename_assessment(workspace, made[-1], title, 1)
    return made


def page(person: Person, wanted: Wanted = listing.EVERYTHING, **place: object) -> Listing:
    with person.reading() as workspace:
        return list_page(workspace, wanted, **place)  # type: ignore[arg-type]


def titles(shown: Listing) -> list[str]:
    return [assessment.title for assessment in shown.rows]


def forwards(person: Person, wanted: Wanted) -> list[Listing]:
    """Every page, by the way to the next."""
    pages = [page(person, wanted)]
    while pages[-1].after:
        pages.append(page(person, wanted, after=pages[-1].after))
    return pages


def all_titles(person: Person, wanted: Wanted) -> list[str]:
    return [title for one in forwards(person, wanted) for title in titles(one)]


def test_without_any_assessment_the_list_is_empty(ada: Person) -> None:
    assert page(ada) == Listing()


def test_titles_are_sorted_whatever_their_capitals_and_accents(ada: Person) -> None:
    titled(ada, *TITLES)
    shown = all_titles(ada, Wanted(order="title"))
    assert sorted(shown[2:4]) == ["Alpha", "alpha"]
    assert [*shown[:2], "Alpha", "alpha", *shown[4:]] == IN_ORDER


def test_numbers_in_titles_are_sorted_by_their_value(ada: Person) -> None:
    in_order = ["2 ways", "10 ways", "Łódź 2", "Lodz 10", "Lodz 010", "Øre 9", "Ore 11", "Straße"]
    titled(ada, *sorted(in_order))
    assert all_titles(ada, Wanted(order="title")) == in_order


@pytest.mark.parametrize(("order", "step"), [("changed", -1), ("created", -1), ("oldest", 1)])
def test_the_other_orders_go_by_time(
    ada: Person, clock: FrozenClock, order: Order, step: int
) -> None:
    for title in TITLES:
        titled(ada, title)
        clock.advance(minutes=1)
    assert all_titles(ada, Wanted(order=order)) == TITLES[::step]


def test_what_changed_last_comes_first_and_what_was_made_last_stays(ada: Person) -> None:
    first, *_ = titled(ada, "a", "b", "c")
    with ada.writing() as workspace:
        rename_assessment(workspace, first, "A", 2)
    assert titles(page(ada)) == ["A", "c", "b"]


@pytest.mark.parametrize("order", ["changed", "title", "created", "oldest"])
@pytest.mark.parametrize("number", [1, 3, 4, 6, 7])
def test_there_and_back_shows_the_same_pages(ada: Person, order: Order, number: int) -> None:
    titled(ada, *["same title", "other", "same title", "Ä", "z", "same title", "b"][:number])
    wanted = Wanted(order=order)
    there = forwards(ada, wanted)
    back = [there[-1]]
    while back[0].before:
        back.insert(0, page(ada, wanted, before=back[0].before))
    assert len({assessment.id for shown in there for assessment in shown.rows}) == number
    assert [one.rows for one in there[:-1]] == [one.rows for one in back[:-1]] or number % 3
    assert back[0].rows == there[0].rows


def test_before_the_first_page_comes_the_first_page(ada: Person) -> None:
    titled(ada, *"abcde")
    second = forwards(ada, Wanted())[1]
    with ada.reading() as workspace:
        shown = list_page(workspace, before=second.before)
    assert (titles(shown), shown.before, bool(shown.after)) == (["e", "d", "c"], None, True)


def test_after_the_last_page_comes_the_last_page(ada: Person) -> None:
    made = titled(ada, *"abcde")
    place = forwards(ada, Wanted(order="title"))[0].after
    with ada.writing() as workspace:
        for assessment_id in made[3:]:
            rename_assessment(workspace, assessment_id, "0", 2)
    shown = page(ada, Wanted(order="title"), after=place)
    assert (titles(shown), shown.after, bool(shown.before)) == (["a", "b", "c"], None, True)


def test_a_place_stays_good_when_what_stood_there_is_gone(ada: Person) -> None:
    made = titled(ada, *"abcde")
    place = page(ada, Wanted(order="title")).after
    with ada.writing() as workspace:
        rename_assessment(workspace, made[2], "zz", 2)
    assert titles(page(ada, Wanted(order="title"), after=place)) == ["d", "e", "zz"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ALPHA", ["Alpha", "alpha"]),
        ("alter", ["Älter"]),
        ("ÄLT", ["Älter"]),
        ("%", ["_%\\", "100 % sure"]),
        ("_", ["_%\\"]),
        ("\\", ["_%\\"]),
        ("/", []),
        ("œ", ["Œuvre"]),
        ("a%a", []),
        ("alpha beta", []),
        ("SURE 100", ["100 % sure"]),
        ("sure 10 %", ["100 % sure"]),
        ("sure 200", []),
        ("ＯＥＵＶＲＥ", ["Œuvre"]),
        ("e u v r o o e o u v r e eu uv vr re oeu euv uvr vre", ["Œuvre"]),
        ("'; DROP TABLE assessments; --", []),
        ("😀" * 200, []),
    ],
)
def test_words_are_found_anywhere_in_the_title_and_stand_for_themselves(
    ada: Person, words: str, found: list[str]
) -> None:
    titled(ada, *TITLES)
    assert sorted(all_titles(ada, Wanted(words=words))) == sorted(found)


def test_each_verdict_there_is_can_be_asked_for(ada: Person, ben: Person) -> None:
    hungry, sweet = ada.decides(HUNGRY), ada.decides(SWEET_COMPANY)
    ada.decides(HUNGRY)
    ada.starts()
    ben.decides({})
    assert page(ada).labels == ("Porridge", "Toast")
    shown = page(ada, Wanted(label="Toast"))
    assert ([assessment.id for assessment in shown.rows], shown.total) == ([sweet], 1)
    assert hungry in {assessment.id for assessment in page(ada, Wanted(label="Porridge")).rows}


def test_a_verdict_nobody_got_finds_nothing_and_says_so(ada: Person) -> None:
    ada.decides()
    shown = page(ada, Wanted(label="No such verdict"))
    assert (shown.rows, shown.total, shown.is_empty) == ((), 0, False)


@pytest.mark.parametrize(
    ("state", "expected"), [("saved", [0]), ("unfinished", [2, 1]), ("", [2, 1, 0])]
)
def test_unfinished_is_what_has_answers_not_saved_yet(
    ada: Person, state: State, expected: list[int]
) -> None:
    made = [ada.decides(), ada.starts(), ada.decides()]
    with ada.writing() as workspace:
        save_draft(workspace, toy_library(), made[2], SWEET_COMPANY)
    shown = page(ada, Wanted(state=state))
    assert [assessment.id for assessment in shown.rows] == [made[n] for n in expected]


def test_a_list_knows_of_each_draft_that_comes_and_goes(ada: Person) -> None:
    made = ada.decides()
    told = [page(ada).rows[0].has_draft]
    for answers in (SWEET_COMPANY, HUNGRY, SWEET_COMPANY, SWEET_COMPANY):
        with ada.writing() as workspace:
            save_draft(workspace, toy_library(), made, answers)
        told.append(page(ada).rows[0].has_draft)
    ada.saves(made)
    told.append(page(ada).rows[0].has_draft)
    with ada.writing() as workspace:
        clear_draft(workspace, made)
    told.append(page(ada).rows[0].has_draft)
    assert told == [False, True, False, True, True, False, True]


@pytest.mark.parametrize(("number", "told"), [(2, 2), (3, 3), (4, 4), (6, 6), (7, 7), (9, 7)])
def test_counting_stops_early(ada: Person, number: int, told: int) -> None:
    for _ in range(number):
        ada.starts()
    assert page(ada).total == told


def test_nobody_finds_what_belongs_to_another(ada: Person, ben: Person) -> None:
    titled(ada, *TITLES)
    ada.decides()
    place = page(ada).after
    (his,) = titled(ben, "Zoo")
    assert page(ben).labels == ()
    assert [assessment.id for assessment in page(ben, after=place).rows] == [his]
    assert page(ben, Wanted(words="zebra")).rows == ()
