"""What one workspace may hold and save: refused beyond it, whoever is first, and free again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import cycle

import pytest
from sqlalchemy import text

from app.assessments.actions import delete_assessments, rename_assessment
from app.assessments.listing import list_page
from app.engine.answers import Answers
from app.engine.errors import Conflict, Full, TooMany
from app.questionnaire.actions import save_draft
from app.results.queries import find_revision
from app.shares.actions import NewShare, create_share, list_shares, revoke_share
from app.store.assessments import find_assessment
from app.store.browsers import end_browser, list_browsers
from app.store.database import Database
from app.store.quotas import Quotas
from app.workspaces.codes import enter_by_code, make_code
from tests.cast import Person
from tests.factories import UNSURE, FrozenClock, intent, toy_library

MOST = 3
ROOMY = Quotas(saves=10_000)
HANG_GUARD = 60
COUNTERS = text("SELECT assessments, open_links, browsers FROM workspaces WHERE id = :id")
ROWS = text(
    "SELECT (SELECT count(*) FROM assessments WHERE workspace_id = :id),"
    " (SELECT count(*) FROM shares WHERE workspace_id = :id AND revoked_at IS NULL),"
    " (SELECT count(*) FROM browsers WHERE workspace_id = :id)"
)
OTHERS: Iterator[Answers] = cycle(
    {"hunger": hunger, "guests": frozenset({"company"}), "wishes": wishes}
    for wishes in (None, frozenset({"sweet"}), frozenset({"salty"}))
    for hunger in (None, frozenset({"much"}), frozenset({"little"}))
)
Act = Callable[[Person], object]


def at(person: Person, database: Database) -> Person:
    """The same person at another server."""
    there = object.__new__(Person)
    there.database, there.token, there.workspace_id = database, person.token, person.workspace_id
    return there


def first_of(person: Person) -> str:
    """The assessment that everything else is about; it has versions."""
    with person.reading() as workspace:
        return min(list_page(workspace).rows, key=lambda one: one.sequence).id


def shared(person: Person) -> str:
    with person.writing() as workspace:
        rows = list_page(workspace).rows
        wanted = NewShare(1, "For Ben", "7", detailed_preview=False)
        return create_share(workspace, rows[0].id, wanted, intent())[0].id


def revoke_one(person: Person) -> None:
    with person.writing() as workspace:
        links = list_shares(workspace, list_page(workspace).rows[0].id)
        revoke_share(workspace, next(link.id for link in links if not link.revoked_at))


def next_version(person: Person) -> int:
    return person.saves(first_of(person), next(OTHERS))


def let_in(person: Person) -> str:
    """By a code that nobody takes the place of meanwhile."""
    with person.writing() as workspace:
        code = make_code(workspace)
        return enter_by_code(workspace.session, code.text, None)


def end_one(person: Person) -> None:
    with person.writing() as workspace:
        browsers = list_browsers(workspace)
        others = [browser.id for browser in browsers if browser.id != workspace.browser]
        end_browser(workspace, others[0])


def delete_one(person: Person) -> None:
    with person.writing() as workspace:
        last = list_page(workspace).rows[0]
        delete_assessments(workspace, {last.id: last.latest or 0}, intent())


def rename(person: Person) -> None:
    made = first_of(person)
    with person.writing() as workspace:
        found = find_assessment(workspace, made)
        rename_assessment(workspace, made, f"Name {found.title_edit}", found.title_edit)


KINDS: dict[str, tuple[Act, Act | None]] = {
    "assessments": (Person.starts, delete_one),
    "versions": (next_version, None),
    "open_links": (shared, revoke_one),
    "browsers": (let_in, end_one),
}
"""For each quota how to use it, and how to make room."""
WITH_ROOM = [name for name, (_, free) in KINDS.items() if free]


@pytest.fixture
def open_database(database_url: str, clock: FrozenClock) -> Iterator[Callable[[Quotas], Database]]:
    """Opens the database as a server with these quotas does; each time another server."""
    with ExitStack() as opened:

        def open_one(quotas: Quotas) -> Database:
            database = Database(database_url, clock=clock, quotas=quotas)
            return opened.enter_context(closing(database))

        yield open_one


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


Open = Callable[[Quotas], Database]


def limited(name: str, most: int = MOST) -> Quotas:
    return replace(ROOMY, **{name: most})


def with_one(database: Database) -> Person:
    """Somebody with one assessment, one version, one link and one browser."""
    person = Person(database)
    person.decides()
    shared(person)
    return person


def accepted(act: Act, people: Sequence[Person]) -> int:
    """How many of these, who all do it at once, were not refused."""

    def tries(person: Person) -> bool:
        try:
            act(person)
        except (Full, TooMany):
            return False
        return True

    with ThreadPoolExecutor(len(people)) as threads:
        return sum(threads.map(tries, people, timeout=HANG_GUARD))


def assert_counted(person: Person) -> None:
    """The counters say what rows there are."""
    with person.reading() as workspace:
        asked = {"id": workspace.id}
        counters, rows = (workspace.session.execute(one, asked).one() for one in (COUNTERS, ROWS))
    assert tuple(counters) == tuple(rows)


@pytest.mark.parametrize("counted", [0, MOST])
@pytest.mark.parametrize("kind", WITH_ROOM)
def test_what_a_release_without_counters_did_is_counted_sooner_or_later(
    open_database: Open, kind: str, counted: int
) -> None:
    add, free = KINDS[kind]
    ada = with_one(open_database(limited(kind)))
    with ada.writing() as workspace:
        workspace.session.execute(
            text(f"UPDATE workspaces SET {kind} = {counted} WHERE id = :id"), {"id": workspace.id}
        )
    if counted:
        add(ada)  # it looked full
    else:
        assert free is not None
        add(ada)
        free(ada)
    assert_counted(ada)


def test_the_last_one_fits_and_the_next_is_refused(open_database: Open, kind: str) -> None:
    add, _ = KINDS[kind]
    ada = with_one(open_database(limited(kind)))
    for _ in range(MOST - 1):
        add(ada)
    with pytest.raises(Full) as refused:
        add(ada)
    assert (refused.value.status, str(MOST) in refused.value.message) == (422, True)
    assert f"ADVISOR_QUOTA_{kind.upper()}" in refused.value.remedy
    assert_counted(ada)


@pytest.mark.parametrize("kind", WITH_ROOM)
def test_what_goes_makes_room_for_as_much(open_database: Open, kind: str) -> None:
    add, free = KINDS[kind]
    assert free
    ada = with_one(open_database(limited(kind)))
    for _ in range(MOST - 1):
        add(ada)
    free(ada)
    add(ada)
    with pytest.raises(Full):
        add(ada)
    assert_counted(ada)


def test_of_many_at_once_at_two_servers_one_gets_the_last_place(
    open_database: Open, kind: str
) -> None:
    add, _ = KINDS[kind]
    ada = with_one(open_database(limited(kind)))
    for _ in range(MOST - 2):
        add(ada)
    assert accepted(add, [ada, at(ada, open_database(limited(kind)))] * 3) == 1
    assert_counted(ada)


def test_what_is_above_a_lower_quota_stays_and_all_else_goes_on(
    open_database: Open, kind: str
) -> None:
    add, free = KINDS[kind]
    ada = with_one(open_database(ROOMY))
    for _ in range(MOST):
        add(ada)
    later = at(ada, open_database(limited(kind, 1)))
    with pytest.raises(Full):
        add(later)
    with later.writing() as workspace:
        save_draft(workspace, toy_library(), first_of(ada), UNSURE)
        assert find_revision(workspace, first_of(ada), 1).n == 1
    rename(later)
    if free:
        free(later)
    delete_one(later)
    if kind != "open_links":
        assert_counted(later)


def test_an_expired_link_makes_room_as_soon_as_somebody_needs_it(
    open_database: Open, clock: FrozenClock
) -> None:
    ada = with_one(open_database(limited("open_links")))
    shared(ada)
    clock.advance(days=3)
    shared(ada)
    clock.advance(days=5)  # two have expired
    shared(ada)
    shared(ada)
    with pytest.raises(Full):
        shared(ada)


def test_revoking_what_has_expired_makes_no_room_twice(
    open_database: Open, clock: FrozenClock
) -> None:
    ada = with_one(open_database(limited("open_links")))
    clock.advance(days=8)
    for _ in range(MOST):
        shared(ada)
    with ada.writing() as workspace:
        links = list_shares(workspace, list_page(workspace).rows[0].id)
        for _ in range(2):
            revoke_share(workspace, links[-1].id)
    with pytest.raises(Full):
        shared(ada)


def test_the_links_of_what_is_deleted_make_room(open_database: Open) -> None:
    ada = with_one(open_database(limited("open_links")))
    ada.decides()
    for _ in range(MOST - 1):
        shared(ada)  # to the new one
    delete_one(ada)
    shared(ada)
    assert_counted(ada)


def test_saves_are_counted_for_an_hour(open_database: Open, clock: FrozenClock) -> None:
    ada = Person(open_database(limited("saves")))
    ada.decides()  # starting is one save, saving another
    clock.advance(minutes=20)
    rename(ada)
    with pytest.raises(TooMany) as refused:
        rename(ada)
    assert (refused.value.status, refused.value.retry_after) == (429, 40 * 60)
    assert "3 changes" in refused.value.message
    assert "Wait 40 minutes" in refused.value.remedy
    clock.advance(minutes=40)
    for _ in range(MOST):
        rename(ada)
    with pytest.raises(TooMany):
        rename(ada)


def test_what_one_transaction_changes_is_one_save(open_database: Open) -> None:
    ada = Person(open_database(limited("saves", 2)))
    made = ada.starts()
    with ada.writing() as workspace:
        for edit in range(1, 5):
            rename_assessment(workspace, made, f"Name {edit}", edit)
    with pytest.raises(TooMany):
        rename(ada)


def test_a_save_that_was_refused_is_none(open_database: Open) -> None:
    ada = Person(open_database(limited("saves", 2)))
    made = ada.starts()
    with pytest.raises(Conflict), ada.writing() as workspace:
        rename_assessment(workspace, made, "Other", 9)
    rename(ada)
    with ada.reading() as workspace:
        assert find_assessment(workspace, made).title == "Name 1"


def test_no_number_of_saves_keeps_anybody_from_taking_away(open_database: Open) -> None:
    ada = with_one(open_database(ROOMY))
    let_in(ada)
    later = at(ada, open_database(limited("saves", 1)))
    with pytest.raises(TooMany):
        rename(later)
    revoke_one(later)
    end_one(later)
    delete_one(later)
    with later.reading() as workspace:
        assert not list_page(workspace).rows
    assert_counted(later)


def test_of_many_saves_at_once_at_two_servers_one_is_the_last(open_database: Open) -> None:
    quotas = limited("saves", 5)
    ada = Person(open_database(quotas))
    ada.decides()
    assert accepted(rename, [ada, at(ada, open_database(quotas))] * 4) == 3


@pytest.mark.parametrize("minutes", [-30, 30])
def test_a_server_whose_clock_differs_a_little_begins_no_new_hour(
    open_database: Open, clock: FrozenClock, minutes: int
) -> None:
    ada = Person(open_database(limited("saves", 2)))
    ada.decides()
    clock.advance(minutes=minutes)
    with pytest.raises(TooMany):
        rename(ada)


def test_an_hour_that_a_wrong_clock_began_far_in_the_future_is_over(
    open_database: Open, clock: FrozenClock
) -> None:
    clock.advance(days=3_650)
    ada = Person(open_database(limited("saves", 2)))
    made = ada.decides()
    clock.advance(days=-3_650)
    rename(ada)
    with ada.reading() as workspace:
        assert find_assessment(workspace, made).title == "Name 1"


def test_another_workspace_has_quotas_of_its_own(open_database: Open) -> None:
    database = open_database(replace(limited("assessments"), saves=MOST))
    ada, ben = Person(database), Person(database)
    for _ in range(MOST):
        ada.starts()
    with pytest.raises((Full, TooMany)):
        ada.starts()
    ben.starts()
    assert_counted(ben)
