"""One-time codes let one more browser in: once, for fifteen minutes, with a token of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import text

from app.engine.errors import Invalid
from app.store.browsers import find_workspace, list_browsers
from app.store.database import Database
from app.store.workspaces import delete_workspace
from app.workspaces.codes import ALPHABET, BITS, LIFETIME, NewCode, enter_by_code, make_code
from tests.cast import Person
from tests.factories import FrozenClock


def made(person: Person) -> NewCode:
    with person.writing() as workspace:
        return make_code(workspace)


def entered(database: Database, code: str, by: Person | None = None) -> str:
    """The token of the browser that entered the code, which may have had a workspace."""
    with database.writer() as session:
        return enter_by_code(session, code, find_workspace(session, by.token) if by else None)


def opens(database: Database, token: str) -> int | None:
    """The id of the workspace that the token opens."""
    with database.reader() as session:
        found = find_workspace(session, token)
        return found.id if found else None


def one_bit(at: int, length: int) -> bytes:
    """Bytes of which only that one is not zero."""
    return bytes(place == at for place in range(length))


def test_a_code_opens_the_workspace_it_was_made_in(ada: Person, ben: Person) -> None:
    token = entered(ada.database, made(ada).text)
    assert opens(ada.database, token) == ada.workspace_id
    assert token not in (ada.token, ben.token)


def test_a_code_has_enough_random_bits() -> None:
    assert (BITS >= 112, len(set(ALPHABET))) == (True, 32)


def test_every_random_byte_counts(ada: Person) -> None:
    codes = set()
    for place in range(BITS // 8):
        with ada.writing() as workspace:
            workspace.session.random = partial(one_bit, place)
            codes.add(make_code(workspace).text)
    assert len(codes) == BITS // 8


def test_a_code_works_once(ada: Person) -> None:
    code = made(ada).text
    entered(ada.database, code)
    with pytest.raises(Invalid):
        entered(ada.database, code)


def test_of_many_who_enter_it_at_once_one_gets_in(ada: Person) -> None:
    code = made(ada).text

    def enter(_: int) -> bool:
        try:
            entered(ada.database, code)
        except Invalid:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(enter, range(6))) == [False] * 5 + [True]
    with ada.reading() as workspace:
        assert len(list_browsers(workspace)) == 2


def test_it_says_when_it_expires_and_does(ada: Person, clock: FrozenClock) -> None:
    code = made(ada)
    assert code.expires_at == clock() + LIFETIME
    clock.advance(minutes=15)
    with pytest.raises(Invalid):
        entered(ada.database, code.text)


@pytest.mark.parametrize("days", [-1, -3_650, 1, 3_650])
def test_a_clock_that_jumps_errs_to_expired(ada: Person, clock: FrozenClock, days: int) -> None:
    code = made(ada).text
    clock.advance(days=days)
    with pytest.raises(Invalid):
        entered(ada.database, code)


def test_replicas_whose_clocks_differ_a_little_take_each_others_codes(
    ada: Person, clock: FrozenClock
) -> None:
    code = made(ada).text
    clock.advance(minutes=-5)
    assert opens(ada.database, entered(ada.database, code)) == ada.workspace_id


def test_only_the_last_code_of_a_workspace_works(ada: Person, ben: Person) -> None:
    first, his, second = made(ada).text, made(ben).text, made(ada).text
    with pytest.raises(Invalid):
        entered(ada.database, first)
    assert opens(ada.database, entered(ada.database, his)) == ben.workspace_id
    assert opens(ada.database, entered(ada.database, second)) == ada.workspace_id


def test_the_code_of_a_deleted_workspace_opens_nothing(ada: Person) -> None:
    code = made(ada).text
    with ada.writing() as workspace:
        delete_workspace(workspace)
    with pytest.raises(Invalid):
        entered(ada.database, code)


def test_whatever_is_wrong_the_words_are_the_same(ada: Person, clock: FrozenClock) -> None:
    used, old = made(ada).text, made(ada).text
    clock.advance(minutes=20)
    said = set()
    for wrong in (used, old, "\0", "\ud800", "é" * 200, "0" * 24, "'; --"):
        with pytest.raises(Invalid) as refused:
            entered(ada.database, wrong)
        said.add(refused.value.message)
    assert len(said) == 1


WIDE = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {" ": "\u3000"})
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.upper().replace("-", " "),
        lambda code: code.translate(WIDE),
        lambda code: code.upper().translate(WIDE).replace("－", "–"),
        lambda code: code.translate(ARABIC),
        lambda code: code.replace("0", "O").replace("1", "İ"),
        lambda code: "\u200e " + "\u00a0".join(code) + " .\n",
    ],
)
def test_a_code_is_taken_from_any_keyboard(ada: Person, typed: Callable[[str], str]) -> None:
    token = entered(ada.database, typed(made(ada).text))
    assert opens(ada.database, token) == ada.workspace_id


def test_nothing_typed_is_told_as_such(ada: Person) -> None:
    with pytest.raises(Invalid, match="The code is empty"):
        entered(ada.database, " ")


def test_the_token_the_browser_had_ends_and_its_workspace_stays(ada: Person, ben: Person) -> None:
    his = ben.decides()
    token = entered(ada.database, made(ada).text, by=ben)
    assert (opens(ada.database, token), opens(ada.database, ben.token)) == (ada.workspace_id, None)
    with ada.database.reader() as session:
        left = session.scalars(text("SELECT id FROM assessments")).all()
    assert left == [his]


def test_a_browser_that_has_the_workspace_does_not_use_its_code_up(ada: Person) -> None:
    code = made(ada).text
    with pytest.raises(Invalid, match="already"):
        entered(ada.database, code, by=ada)
    assert opens(ada.database, entered(ada.database, code)) == ada.workspace_id


def test_only_a_hash_of_the_code_is_stored(ada: Person) -> None:
    code = made(ada).text
    with ada.database.reader() as session:
        dump = repr(session.execute(text("SELECT * FROM codes")).all())
    assert [one in dump for one in (code, code.replace("-", ""))] == [False, False]
