"""Shares: shown once, revoked at once, expired in time, copied without a tie."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import text

from app.assessments.actions import delete_assessments, duplicate_assessment
from app.assessments.queries import list_recent
from app.engine.errors import Invalid, NotFound, Unavailable
from app.results.queries import find_revision
from app.rulebooks.library import Library
from app.shares.actions import (
    NewShare,
    copy_shared,
    count_open_shares,
    create_share,
    is_use_news,
    list_shares,
    note_use,
    open_share,
    revoke_share,
    state_of,
)
from app.shares.queries import find_share
from app.store.assessments import find_assessment
from app.store.database import Database
from app.store.ids import RandomBytes, derived, hash_token
from app.store.intents import Intent
from app.store.lifetimes import LIFETIMES
from app.store.records import Share, SharedRevision
from tests.cast import Person
from tests.factories import HUNGRY, SWEET_COMPANY, FrozenClock, intent

UNKNOWN = "a" * 16
HANG_GUARD = 60


def shares(
    person: Person,
    assessment_id: str,
    *,
    n: int = 1,
    label: str = "For Ben",
    lifetime: str = "90",
    detailed: bool = False,
    sent: Intent | None = None,
    random: RandomBytes | None = None,
) -> tuple[Share, str | None]:
    """A share as its form makes it."""
    wanted = NewShare(n, label, lifetime, detailed)
    with person.writing() as workspace:
        return create_share(workspace, assessment_id, wanted, sent or intent(), random)


def link(person: Person, assessment_id: str, **wanted: object) -> tuple[Share, str]:
    """A share with the token of its link."""
    share, token = shares(person, assessment_id, **wanted)  # type: ignore[arg-type]
    assert token is not None
    return share, token


def opened(database: Database, token: str) -> SharedRevision:
    with database.reader() as session:
        return open_share(session, token)


def opens(database: Database, token: str) -> bool:
    try:
        opened(database, token)
    except NotFound:
        return False
    return True


def revokes(person: Person, share: Share) -> None:
    with person.writing() as workspace:
        revoke_share(workspace, share.id)


def test_a_link_leads_to_the_revision_as_it_was_saved(ada: Person) -> None:
    made = ada.decides(HUNGRY)
    _, token = link(ada, made)
    with ada.reading() as workspace:
        saved = find_revision(workspace, made, 1)
        title = find_assessment(workspace, made).title
    report = opened(ada.database, token)
    assert (report.revision, report.title) == (saved, title)


def test_a_link_stays_with_its_revision(ada: Person) -> None:
    made = ada.decides(HUNGRY)
    _, token = link(ada, made)
    ada.saves(made, SWEET_COMPANY)
    assert opened(ada.database, token).revision.answers == HUNGRY


def test_several_links_to_several_revisions(ada: Person) -> None:
    made = ada.decides(HUNGRY)
    ada.saves(made, SWEET_COMPANY)
    tokens = [link(ada, made, n=n)[1] for n in (1, 2, 2)]
    assert [opened(ada.database, token).revision.n for token in tokens] == [1, 2, 2]


def test_a_share_is_what_was_wanted(ada: Person, clock: FrozenClock) -> None:
    made = ada.decides()
    share, _ = shares(ada, made, label="For the board", lifetime="7", detailed=True)
    assert (share.label, share.detailed_preview, share.revoked_at, share.used_at) == (
        "For the board",
        True,
        None,
        None,
    )
    assert (share.created_at, share.expires_at) == (clock.now, clock.now + timedelta(days=7))


def test_the_list_has_the_last_made_first_even_if_the_clock_goes_back(
    ada: Person, clock: FrozenClock
) -> None:
    made = ada.decides()
    for label in ("first", "second"):
        shares(ada, made, label=label)
        clock.advance(days=-1)
    with ada.reading() as workspace:
        assert [share.label for share in list_shares(workspace, made)] == ["second", "first"]


def test_an_assessment_without_links_has_an_empty_list(ada: Person) -> None:
    made = ada.decides()
    with ada.reading() as workspace:
        assert list_shares(workspace, made) == ()


def test_the_same_form_sent_twice_makes_one_link_and_tells_it_once(ada: Person) -> None:
    made, sent = ada.decides(), intent()
    first, token = shares(ada, made, sent=sent)
    again, nothing = shares(ada, made, sent=sent)
    assert (again, token is None, nothing) == (first, False, None)


def test_who_can_make_the_token_again_is_told_it_again(ada: Person) -> None:
    made, sent, random = ada.decides(), intent(), derived("a cookie", "share")
    first = shares(ada, made, sent=sent, random=random)
    assert opens(ada.database, first[1] or "")
    assert shares(ada, made, sent=sent, random=random) == first
    assert shares(ada, made, sent=sent, random=derived("another", "share")) == (first[0], None)


def test_a_form_that_is_forgotten_makes_no_second_link_with_the_same_token(ada: Person) -> None:
    made, random = ada.decides(), derived("a cookie", "share")
    first = shares(ada, made, sent=intent("k"), random=random)
    assert shares(ada, made, sent=intent("as-if-new"), random=random) == first
    with ada.reading() as workspace:
        assert list_shares(workspace, made) == (first[0],)


def test_the_same_key_for_another_link_is_refused(ada: Person) -> None:
    made = ada.decides()
    shares(ada, made, sent=intent("k", "one"))
    with pytest.raises(Invalid):
        shares(ada, made, sent=intent("k", "two"))


@pytest.mark.parametrize("n", [0, 2, -1, 2**31, 10**20])
def test_a_revision_that_is_not_there_cannot_be_shared(ada: Person, n: int) -> None:
    made = ada.decides()
    with pytest.raises(Invalid):
        shares(ada, made, n=n)


def test_an_assessment_without_a_result_cannot_be_shared(ada: Person) -> None:
    with pytest.raises(Invalid):
        shares(ada, ada.starts())


@pytest.mark.parametrize("mine", [True, False])
def test_nobody_shares_lists_sees_or_revokes_what_is_anothers(
    ada: Person, ben: Person, mine: bool
) -> None:
    hers = ada.decides()
    share, token = link(ada, hers)
    target, target_share = (hers, share.id) if mine else (UNKNOWN, UNKNOWN)
    messages = set()
    with ben.writing() as workspace:
        for attempt in (
            lambda: create_share(workspace, target, NewShare(1, "", "7", False), intent()),
            lambda: list_shares(workspace, target),
            lambda: find_share(workspace, target_share),
            lambda: revoke_share(workspace, target_share),
        ):
            with pytest.raises(NotFound) as refused:
                attempt()
            messages.add(refused.value.message)
    assert (len(messages), opens(ada.database, token)) == (1, True)


@pytest.mark.parametrize("wrong", ["", "x", "É" * 43, "x" * 43, "x" * 44, "\ud800" * 43, "%" * 43])
def test_a_link_nobody_was_given_opens_nothing(ada: Person, wrong: str) -> None:
    link(ada, ada.decides())
    with pytest.raises(NotFound):
        opened(ada.database, wrong)


def test_a_link_with_one_character_changed_opens_nothing(ada: Person) -> None:
    _, token = link(ada, ada.decides())
    swapped = token.swapcase()
    others = [token[:-1], token + "A", token + "\n", " " + token, swapped, token[::-1]]
    assert [opens(ada.database, other) for other in others if other != token] == [False] * 6


def test_the_stored_hash_opens_nothing(ada: Person) -> None:
    _, token = link(ada, ada.decides())
    assert not opens(ada.database, hash_token(token).hex()[:43])


def test_no_kind_of_token_opens_another_kind(ada: Person) -> None:
    link(ada, ada.decides())
    assert not opens(ada.database, ada.token)


@pytest.mark.parametrize("lifetime", [one for one in LIFETIMES if one != "never"])
def test_a_link_expires_when_it_said(ada: Person, clock: FrozenClock, lifetime: str) -> None:
    _, token = link(ada, ada.decides(), lifetime=lifetime)
    clock.advance(days=int(lifetime), seconds=-1)
    before = opens(ada.database, token)
    clock.advance(seconds=1)
    assert (before, opens(ada.database, token)) == (True, False)


def test_a_link_without_expiry_works_until_it_is_revoked(ada: Person, clock: FrozenClock) -> None:
    share, token = link(ada, ada.decides(), lifetime="never")
    clock.advance(days=36_500)
    before = opens(ada.database, token)
    revokes(ada, share)
    assert (before, opens(ada.database, token)) == (True, False)


@pytest.mark.parametrize("days", [-1, -3_650, 3_650])
def test_a_link_made_while_the_clock_was_wrong_errs_to_expired(
    ada: Person, clock: FrozenClock, days: int
) -> None:
    made = ada.decides()
    clock.advance(days=days)
    _, token = link(ada, made, lifetime="7" if days < -1 else "90")
    clock.advance(days=-days)
    assert opens(ada.database, token) == (days == -1)


def test_replicas_whose_clocks_differ_by_minutes_agree(ada: Person, clock: FrozenClock) -> None:
    _, token = link(ada, ada.decides())
    clock.advance(minutes=-5)
    assert opens(ada.database, token)


def test_the_list_says_which_links_open(ada: Person, clock: FrozenClock) -> None:
    made = ada.decides()
    shares(ada, made, lifetime="7")
    shares(ada, made, lifetime="30")
    revokes(ada, shares(ada, made, lifetime="never")[0])
    clock.advance(days=8)
    with ada.reading() as workspace:
        states = [state_of(share, clock.now) for share in list_shares(workspace, made)]
    assert states == ["revoked", "open", "expired"]


def test_the_links_that_open_are_counted_by_assessment(
    ada: Person, ben: Person, clock: FrozenClock
) -> None:
    made = {name: ada.decides() for name in ("two", "expired", "none")}
    theirs = ben.decides()
    link(ben, theirs)
    for lifetime in ("7", "90", "never"):
        link(ada, made["two"], lifetime=lifetime)
    revokes(ada, link(ada, made["two"])[0])
    link(ada, made["expired"], lifetime="7")
    clock.advance(days=8)
    with ada.reading() as workspace:
        counted = count_open_shares(workspace, [*made.values(), theirs])
    assert counted == {made["two"]: 2}


def test_a_revoked_link_stays_revoked(ada: Person, clock: FrozenClock) -> None:
    share, token = link(ada, ada.decides())
    revokes(ada, share)
    clock.advance(hours=1)
    revokes(ada, share)
    with ada.reading() as workspace:
        revoked = find_share(workspace, share.id).revoked_at
    assert (revoked, opens(ada.database, token)) == (share.created_at, False)


def test_revoking_one_link_leaves_the_others(ada: Person) -> None:
    made = ada.decides()
    first, gone = link(ada, made)
    _, kept = link(ada, made)
    revokes(ada, first)
    assert (opens(ada.database, gone), opens(ada.database, kept)) == (False, True)


def test_no_read_that_begins_after_a_revocation_succeeds(ada: Person) -> None:
    made = ada.decides()
    late = []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(25):
            share, token = link(ada, made)
            done = Event()
            readers = [pool.submit(reads_until_refused, ada, token, done) for _ in range(2)]
            revokes(ada, share)
            done.set()
            late += [reader.result(HANG_GUARD) for reader in readers]
    assert late == [0] * 50


def reads_until_refused(person: Person, token: str, done: Event) -> int:
    """How many reads that began after `done` still succeeded."""
    late = 0
    while True:
        begun_after = done.is_set()
        if not opens(person.database, token):
            return late
        late += begun_after


def test_a_link_of_a_deleted_assessment_opens_nothing(ada: Person) -> None:
    made = ada.decides()
    share, token = link(ada, made)
    deletes(ada, made)
    with ada.reading() as workspace, pytest.raises(NotFound):
        find_share(workspace, share.id)
    assert not opens(ada.database, token)


def deletes(person: Person, assessment_id: str) -> None:
    with person.writing() as workspace:
        delete_assessments(workspace, {assessment_id: 1}, intent())


def test_a_duplicate_of_a_shared_assessment_has_no_link(ada: Person) -> None:
    made = ada.decides()
    link(ada, made)
    with ada.writing() as workspace:
        assert list_shares(workspace, duplicate_assessment(workspace, made, intent())) == ()


def test_sharing_while_deleting_makes_a_link_that_is_gone_or_none(ada: Person) -> None:
    tokens = []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(10):
            made = ada.decides()
            sharing = pool.submit(link, ada, made)
            pool.submit(deletes, ada, made).result(HANG_GUARD)
            if not isinstance(sharing.exception(HANG_GUARD), NotFound):
                tokens.append(sharing.result()[1])
    assert not any(opens(ada.database, token) for token in tokens)


def test_a_dump_opens_nothing(sqlite_ada: Person) -> None:
    _, token = link(sqlite_ada, sqlite_ada.decides())
    with sqlite_ada.database.reader() as session:
        dump = repr(session.execute(text("SELECT * FROM shares")).all())
    assert (token in dump, "For Ben" in dump) == (False, True)


def test_that_a_link_was_opened_is_noted_once_an_hour(ada: Person, clock: FrozenClock) -> None:
    share, token = link(ada, ada.decides())
    noted = []
    for minutes in (0, 59, 1, 1):
        clock.advance(minutes=minutes)
        note_use(ada.database, token)
        with ada.reading() as workspace:
            noted.append(find_share(workspace, share.id).used_at)
    start = share.created_at
    assert noted == [start, start, start + timedelta(hours=1), start + timedelta(hours=1)]


def test_opening_a_link_is_news_once_an_hour(ada: Person, clock: FrozenClock) -> None:
    _, token = link(ada, ada.decides())
    first = is_use_news(opened(ada.database, token).share, clock.now)
    note_use(ada.database, token)
    second = is_use_news(opened(ada.database, token).share, clock.now)
    clock.advance(hours=1)
    assert (first, second, is_use_news(opened(ada.database, token).share, clock.now)) == (
        True,
        False,
        True,
    )


def test_a_revoked_link_is_not_noted(ada: Person) -> None:
    share, token = link(ada, ada.decides())
    revokes(ada, share)
    note_use(ada.database, token)
    with ada.reading() as workspace:
        assert find_share(workspace, share.id).used_at is None


def test_noting_neither_waits_nor_fails_while_someone_writes(sqlite_ada: Person) -> None:
    share, token = link(sqlite_ada, sqlite_ada.decides())
    with sqlite_ada.writing():
        note_use(sqlite_ada.database, token)
    with sqlite_ada.reading() as workspace:
        assert find_share(workspace, share.id).used_at is None


class Closed:
    """A database that cannot be written."""

    @contextmanager
    def writer(self, *, patient: bool) -> Iterator[None]:
        raise Unavailable("Not now.")
        yield


def test_noting_never_fails() -> None:
    assert note_use(Closed(), "x" * 43) is None  # type: ignore[arg-type, func-returns-value]


def copies(person: Person, library: Library, token: str, sent: Intent | None = None) -> str:
    with person.writing() as workspace:
        return copy_shared(workspace, library, token, sent or intent())


def test_a_copy_has_the_same_answers_and_the_same_result_computed_afresh(
    ada: Person, ben: Person, library: Library
) -> None:
    hers = ada.decides(SWEET_COMPANY)
    _, token = link(ada, hers)
    his = copies(ben, library, token)
    with ada.reading() as workspace:
        original = find_revision(workspace, hers, 1)
    with ben.reading() as workspace:
        copy = find_revision(workspace, his, 1)
    assert (copy.answers, copy.result) == (original.answers, original.result)
    assert (copy.n, copy.assessment_id == original.assessment_id) == (1, False)


def test_a_copy_has_a_title_of_its_own_and_no_note_draft_or_share(
    ada: Person, ben: Person, library: Library
) -> None:
    hers = ada.decides()
    his = copies(ben, library, link(ada, hers)[1])
    with ben.reading() as workspace:
        copy = find_assessment(workspace, his)
        assert list_shares(workspace, his) == ()
    assert copy.title.startswith("Copy of Porridge or toast?")
    assert (copy.note, copy.has_draft, copy.latest, copy.label) == ("", False, 1, "Porridge")


def test_a_long_title_is_cut(ada: Person, ben: Person, library: Library) -> None:
    hers = ada.decides()
    with ada.database.writer() as session:
        session.execute(text("UPDATE assessments SET title = :title"), {"title": "é" * 200})
    his = copies(ben, library, link(ada, hers)[1])
    with ben.reading() as workspace:
        assert len(find_assessment(workspace, his).title) == 200


def test_copying_leaves_the_source_as_it_was(ada: Person, ben: Person, library: Library) -> None:
    hers = ada.decides()
    share, token = link(ada, hers)
    with ada.reading() as workspace:
        before = (find_assessment(workspace, hers), find_revision(workspace, hers, 1))
    copies(ben, library, token)
    with ada.reading() as workspace:
        after = (find_assessment(workspace, hers), find_revision(workspace, hers, 1))
        assert (after, find_share(workspace, share.id)) == (before, share)


def test_copying_twice_with_one_key_makes_one(ada: Person, ben: Person, library: Library) -> None:
    _, token = link(ada, ada.decides())
    sent = intent()
    made = [copies(ben, library, token, sent), copies(ben, library, token, sent)]
    with ben.reading() as workspace:
        assert [assessment.id for assessment in list_recent(workspace, 9)] == [made[0]] == [made[1]]


def test_one_key_copies_two_links_into_two(ada: Person, ben: Person, library: Library) -> None:
    hers, sent = ada.decides(), intent()
    made = {copies(ben, library, link(ada, hers)[1], sent) for _ in range(2)}
    assert len(made) == 2


def test_a_revoked_link_cannot_be_copied_even_with_a_key_that_did_before(
    ada: Person, ben: Person, library: Library
) -> None:
    share, token = link(ada, ada.decides())
    sent = intent()
    copies(ben, library, token, sent)
    revokes(ada, share)
    for again in (sent, None):
        with pytest.raises(NotFound):
            copies(ben, library, token, again)
    with ben.reading() as workspace:
        assert len(list_recent(workspace, 9)) == 1


def test_a_copy_stays_when_the_link_and_the_source_are_gone(
    ada: Person, ben: Person, library: Library
) -> None:
    hers = ada.decides()
    share, token = link(ada, hers)
    his = copies(ben, library, token)
    revokes(ada, share)
    deletes(ada, hers)
    with ben.reading() as workspace:
        assert find_revision(workspace, his, 1).n == 1


def test_ones_own_link_can_be_copied(ada: Person, library: Library) -> None:
    hers = ada.decides()
    assert copies(ada, library, link(ada, hers)[1]) != hers
