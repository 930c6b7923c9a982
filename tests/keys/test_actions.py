"""Keys of programs: made once, found by their hash, ended at once, gone with their workspace."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy import text

from app.engine.errors import Full, NotFound
from app.keys.actions import MadeKey, WantedKey, make_key
from app.store.api_keys import (
    MOST_KEYS,
    end_key,
    find_by_key,
    find_key,
    list_keys,
    note_reading,
    note_use,
)
from app.store.database import Database
from app.store.ids import derived
from app.store.intents import Intent
from app.store.key_texts import DIGITS, PATTERN, is_key, new_key
from app.store.lifetimes import LIFETIMES
from app.store.purging import purge
from app.store.workspaces import delete_workspace
from tests.cast import Person
from tests.factories import FrozenClock, intent


def makes(
    person: Person,
    *,
    name: str = "Nightly job",
    scope: str = "read",
    lifetime: str = "90",
    sent: Intent | None = None,
) -> MadeKey:
    """Sends the form for a key; the same intent is the same form sent again."""
    sent = sent or intent()
    wanted = WantedKey(name, scope, lifetime)  # type: ignore[arg-type]
    with person.writing() as workspace:
        return make_key(
            workspace, wanted, sent, lambda key_id: derived(person.token, sent.key, key_id)
        )


def made_id(made: MadeKey) -> str:
    assert made.key
    return made.key.id


def opens(database: Database, key: str) -> int | None:
    """The id of the workspace that the key opens, to read and to write; None if it opens none."""
    with database.reader() as session:
        read = find_by_key(session, key)
    with database.writer() as session:
        written = find_by_key(session, key)
    ids = {found[1].id if found else None for found in (read, written)}
    assert len(ids) == 1
    return ids.pop()


def ends(person: Person, key_id: str) -> None:
    with person.writing() as workspace:
        end_key(workspace, key_id)


def test_a_key_opens_its_workspace_and_no_other(database: Database, ada: Person, ben: Person):
    made = makes(ada)
    assert opens(database, made.text) == ada.workspace_id != ben.workspace_id
    with database.reader() as session:
        found = find_by_key(session, made.text)
    assert found
    assert found[0] == made.key
    assert (found[0].name, found[0].scope, found[0].used_on) == ("Nightly job", "read", None)


def test_only_what_was_given_out_opens(database: Database, ada: Person) -> None:
    key = makes(ada).text
    nobodys = new_key(lambda length: b"\7" * length)
    for text_ in ("", key[:-1], key + "0", key.swapcase(), ada.token, nobodys, f" {key}", "é" * 55):
        assert opens(database, text_) is None


def test_what_is_stored_is_a_hash_alone(ada: Person) -> None:
    key = makes(ada).text
    with ada.reading() as workspace:
        rows = workspace.session.execute(text("SELECT * FROM api_keys")).all()
    assert len(rows) == 1
    assert key not in repr(rows)


def test_a_key_ends_at_once_and_never_comes_back(
    database: Database, ada: Person, clock: FrozenClock
) -> None:
    """Not even when its form is sent again after that was forgotten."""
    sent = intent()
    made = makes(ada, sent=sent)
    ends(ada, made_id(made))
    assert opens(database, made.text) is None
    again = makes(ada, sent=sent)
    assert (again.state, again.text, again.key) == ("ended", "", None)
    ada.decides()
    clock.advance(days=8)
    purge(database)
    other = makes(ada, sent=sent)
    assert (other.state, other.text != made.text) == ("open", True)
    assert opens(database, made.text) is None


def test_a_key_ended_twice_or_anothers_is_not_there(ada: Person, ben: Person) -> None:
    key_id = made_id(makes(ada))
    with pytest.raises(NotFound):
        ends(ben, key_id)
    ends(ada, key_id)
    for wrong in (key_id, "x", ""):
        with pytest.raises(NotFound):
            ends(ada, wrong)
    with ben.reading() as workspace, pytest.raises(NotFound):
        find_key(workspace, key_id)


@pytest.mark.parametrize("lifetime", LIFETIMES)
def test_a_key_opens_until_it_expires(
    database: Database, ada: Person, clock: FrozenClock, lifetime: str
) -> None:
    key = makes(ada, lifetime=lifetime).text
    if lifetime == "never":
        clock.advance(days=10_000)
        assert opens(database, key) == ada.workspace_id
        return
    clock.advance(days=int(lifetime), seconds=-1)
    assert opens(database, key) == ada.workspace_id
    clock.advance(seconds=1)
    assert opens(database, key) is None


def test_a_clock_that_is_wrong_errs_to_expired(
    database: Database, ada: Person, clock: FrozenClock
) -> None:
    key = makes(ada).text
    clock.advance(hours=-2)
    assert opens(database, key) is None


def test_the_same_form_sent_again_shows_the_same_key_while_it_opens(
    ada: Person, clock: FrozenClock
) -> None:
    sent = intent()
    made, again = makes(ada, sent=sent), makes(ada, sent=sent)
    assert (again.text, again.key) == (made.text, made.key)
    with ada.writing() as workspace:
        elsewhere = make_key(
            workspace,
            WantedKey("Nightly job", "read", "90"),
            sent,
            lambda key_id: derived("another browser", key_id),
        )
    assert (elsewhere.state, elsewhere.text, elsewhere.key) == ("elsewhere", "", made.key)
    clock.advance(days=90)
    expired = makes(ada, sent=sent)
    assert (expired.state, expired.text) == ("expired", "")


def test_a_workspace_has_so_many_keys(ada: Person, ben: Person) -> None:
    made = [makes(ada, name=f"Job {n}") for n in range(MOST_KEYS)]
    with pytest.raises(Full, match="20 keys"):
        makes(ada)
    makes(ben)
    ends(ada, made_id(made[0]))
    makes(ada, name="In its place")
    with ada.reading() as workspace:
        assert len(list_keys(workspace)) == MOST_KEYS


def test_keys_end_with_their_workspace(database: Database, ada: Person, ben: Person) -> None:
    keys = [makes(ada).text, makes(ada).text]
    bens = makes(ben).text
    with ada.writing() as workspace:
        delete_workspace(workspace)
    assert [opens(database, key) for key in (*keys, bens)] == [None, None, ben.workspace_id]
    with database.reader() as session:
        assert session.scalar(text("SELECT count(*) FROM api_keys")) == 1


def test_an_older_server_that_knows_no_keys_ends_them_with_the_workspace_all_the_same(
    database: Database, ada: Person
) -> None:
    key = makes(ada).text
    with database.writer() as session:
        session.execute(text("UPDATE workspaces SET deleted_at = created_at"))
    assert opens(database, key) is None
    purge(database)
    with database.reader() as session:
        assert session.scalar(text("SELECT count(*) FROM api_keys")) == 0


def test_the_day_of_the_last_use_is_noted(
    database: Database, ada: Person, clock: FrozenClock
) -> None:
    made = makes(ada)

    def used() -> object:
        with ada.reading() as workspace:
            return list_keys(workspace)[0].used_on

    note_reading(database, made.text)
    assert used() == clock().date()
    clock.advance(days=1)
    with database.writer() as session:
        found = find_by_key(session, made.text)
        assert found
        note_use(found[1], found[0])
    assert used() == clock().date()
    note_reading(database, "no key")
    ends(ada, made_id(made))
    note_reading(database, made.text)


def test_the_note_of_a_reader_waits_for_nobody(database: Database, ada: Person) -> None:
    made = makes(ada)
    with ada.writing():
        noting = Thread(target=note_reading, args=(database, made.text))
        noting.start()
        noting.join(timeout=60)
        assert not noting.is_alive()


def test_a_workspace_with_a_key_that_opens_is_not_empty(
    database: Database, ada: Person, clock: FrozenClock
) -> None:
    key = makes(ada, lifetime="7").text
    clock.advance(days=6)
    purge(database)
    assert opens(database, key) == ada.workspace_id
    clock.advance(days=1)
    assert purge(database)["workspaces"] == 1


def test_a_workspace_that_only_programs_use_stays(
    database: Database, ada: Person, clock: FrozenClock
) -> None:
    key = makes(ada, lifetime="never").text
    ada.decides()
    clock.advance(days=390)
    note_reading(database, key)
    clock.advance(days=390)
    purge(database)
    assert opens(database, key) == ada.workspace_id
    clock.advance(days=20)
    assert purge(database)["workspaces"] == 1


def test_who_waits_to_write_while_the_key_is_ended_finds_it_ended(
    database: Database, ada: Person
) -> None:
    """On PostgreSQL the row of the workspace is waited for, and the key is looked for after it."""
    made = makes(ada, scope="write")
    found: list[object] = []
    writes = Thread(target=lambda: found.append(opens_to_write(database, made.text)))
    with ada.writing() as workspace:
        writes.start()
        writes.join(timeout=0.2)
        assert found == []
        end_key(workspace, made_id(made))
    writes.join(timeout=60)
    assert found == [None]


def opens_to_write(database: Database, key: str) -> object:
    with database.writer() as session:
        return find_by_key(session, key)


def extremes() -> list[Callable[[int], bytes]]:
    return [lambda length, byte=byte: bytes([byte]) * length for byte in (0, 1, 127, 255)]


@pytest.mark.parametrize("random", extremes())
def test_a_key_has_a_shape_that_scanners_know_and_a_checksum(random) -> None:
    key = new_key(random)
    assert PATTERN.fullmatch(key)
    assert (len(key), is_key(key), PATTERN.pattern) == (55, True, "fwadv_[0-9A-Za-z]{49}")
    for place in range(6, 55):
        wrong = DIGITS[(DIGITS.index(key[place]) + 1) % len(DIGITS)]
        assert not is_key(key[:place] + wrong + key[place + 1 :])


def test_different_bytes_make_different_keys() -> None:
    keys = {new_key(derived("secret", str(n))) for n in range(1_000)}
    assert len(keys) == 1_000
