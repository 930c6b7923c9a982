"""Everything moves to another server, of either engine, and back: cookies, links, keys, all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from app.engine.errors import AdvisorError, Invalid, Unavailable
from app.exports.everything import (
    count_everything,
    everything_schema,
    export_everything,
    import_everything,
    is_everything,
)
from app.keys.actions import WantedKey, make_key
from app.shares.actions import open_share
from app.store.api_keys import find_by_key
from app.store.browsers import find_workspace
from app.store.database import Database
from app.store.ids import derived
from app.store.migrations import SCHEMA, upgrade
from app.store.moving import TABLES
from app.store.sqlite.locking import serving
from app.store.workspaces import delete_workspace
from app.workspaces.codes import find_by_code, make_code
from tests.cast import Person
from tests.exports.files import decide_with_all_there_is, exported
from tests.factories import FrozenClock, intent

Spoil = Callable[[list[bytes]], list[bytes]]


def whole(url: str) -> bytes:
    return b"".join(export_everything(url))


def moved(data: bytes, url: str) -> None:
    file = BytesIO(data)
    import_everything(url, file, count_everything(file))


@pytest.fixture
def another_file(migrated_file: Path, tmp_path: Path) -> str:
    """A second empty SQLite database."""
    path = tmp_path / "another.db"
    path.write_bytes(migrated_file.read_bytes())
    return str(path)


class Filled:
    """A database with something in every table, and what opens it."""

    def __init__(self, url: str, clock: FrozenClock) -> None:
        self.url, self.clock = url, clock
        with closing(Database(url, clock=clock)) as database:
            gone, self.ada, self.ben = (Person(database) for _ in range(3))
            gone.decides()
            _, self.links = decide_with_all_there_is(self.ada, clock)
            self.ben.decides()
            with self.ben.writing() as workspace:
                self.code = make_code(workspace).text
                wanted = WantedKey("CI", "write", "never")
                self.key = make_key(workspace, wanted, intent(), lambda _: derived("x")).text
            with gone.writing() as workspace:
                delete_workspace(workspace)
        self.gone = gone.token
        self.data = whole(url)

    def opens(self, database: Database) -> dict[str, bool]:
        """What of all that opens something in that database."""
        with database.reader() as session:
            found = {
                "cookies": find_workspace(session, self.ada.token) is not None
                and find_workspace(session, self.ben.token) is not None,
                "link": open_share(session, self.links[1]).title.startswith("Frühstück"),
                "key": find_by_key(session, self.key) is not None,
                "deleted": find_workspace(session, self.gone) is not None,
            }
        with database.writer() as session:
            return found | {"code": find_by_code(session, self.code) is not None}


ALL = {"cookies": True, "link": True, "key": True, "deleted": False, "code": True}


@pytest.fixture(scope="module")
def filled(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """The tests only read it."""
    path = tmp_path_factory.mktemp("filled") / "advisor.db"
    path.write_bytes(migrated_file.read_bytes())
    return Filled(str(path), FrozenClock())


@pytest.fixture
def clock(filled: Filled) -> FrozenClock:
    """What time it is when all of that was done."""
    return filled.clock


@pytest.mark.postgresql
def test_it_goes_to_postgresql_and_back_byte_for_byte_and_everything_opens(
    filled: Filled, postgresql_url: str, another_file: str, clock: FrozenClock
) -> None:
    data = filled.data
    moved(data, postgresql_url)
    assert whole(postgresql_url) == data
    with closing(Database(postgresql_url, clock=clock)) as database:
        assert filled.opens(database) == ALL
        Person(database).decides()  # its number is none that was imported
        with database.writer() as session:
            newest = max(session.exec_driver_sql("SELECT id FROM workspaces").scalars())
            session.exec_driver_sql(f"DELETE FROM workspaces WHERE id = {newest}")
    moved(whole(postgresql_url), another_file)
    assert whole(another_file) == data
    with closing(Database(another_file, clock=clock)) as database:
        assert filled.opens(database) == ALL


def test_every_table_is_in_it_and_every_line_is_as_its_schema_says(filled: Filled) -> None:
    validator = jsonschema_rs.Draft202012Validator(everything_schema())
    lines = filled.data.splitlines()
    assert [line for line in lines if not validator.is_valid(json.loads(line))] == []
    assert {next(iter(json.loads(line))) for line in lines[1:-1]} == {*TABLES}
    assert not validator.is_valid({"workspaces": {"id": 1}})
    assert is_everything(BytesIO(b"\n".join(lines)))
    for secret in (filled.ada.token, filled.code, filled.key, *filled.links):
        assert secret.encode() not in b"\n".join(lines)


def test_a_database_with_anything_in_it_takes_nothing(filled: Filled, another_file: str) -> None:
    data = filled.data
    with closing(Database(another_file)) as database:
        Person(database)
    before = whole(another_file)
    with pytest.raises(Invalid) as refused:
        moved(data, another_file)
    assert refused.value.message.startswith("The database is not empty")
    assert whole(another_file) == before


def test_nothing_is_imported_under_a_running_server(filled: Filled, another_file: str) -> None:
    with serving(Path(another_file)), pytest.raises(Unavailable):
        moved(filled.data, another_file)


def test_an_import_that_breaks_off_leaves_the_database_empty(
    filled: Filled, another_file: str
) -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    empty, file = whole(another_file), BytesIO(filled.data)
    with pytest.raises(KeyboardInterrupt):
        import_everything(another_file, file, count_everything(file), stop)
    assert whole(another_file) == empty


def sealed(lines: list[bytes]) -> bytes:
    """The file with these lines, and an end that fits."""
    text = b"".join(line + b"\n" for line in lines[:-1])
    end = {"end": {"rows": len(lines) - 2, "sha256": sha256(text).hexdigest()}}
    return text + json.dumps(end).encode() + b"\n"


def with_cell(table: str, column: str, value: Any) -> Spoil:
    def spoil(lines: list[bytes]) -> list[bytes]:
        number = next(n for n, line in enumerate(lines) if line.startswith(f'{{"{table}"'.encode()))
        row = json.loads(lines[number])
        row[table][column] = value
        return [*lines[:number], json.dumps(row).encode(), *lines[number + 1 :]]

    return spoil


def without_workspaces(lines: list[bytes]) -> list[bytes]:
    return [line for line in lines if not line.startswith(b'{"workspaces"')]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (with_cell("workspaces", "id", "1"), r"Line \d+: /workspaces/id: Write a whole number"),
        (with_cell("workspaces", "id", 2**31), r"Line \d+: /workspaces/id: Write a whole number"),
        (with_cell("workspaces", "id", True), r"Line \d+: /workspaces/id: Write a whole number"),
        (with_cell("workspaces", "created_at", None), r"Line \d+: /workspaces/created_at: Write"),
        (with_cell("workspaces", "extra", 1), r"Line \d+: the columns of workspaces are id, seq"),
        (with_cell("browsers", "token_hash", "xy"), r"Line \d+: /browsers/token_hash: "),
        (with_cell("browsers", "token_hash", "00"), r"Lines \d+ to \d+: The database does not"),
        (with_cell("browsers", "seen_on", "today"), r"Line \d+: /browsers/seen_on: "),
        (with_cell("browsers", "workspace_id", 99), r"Lines \d+ to \d+: The database does not t"),
        (with_cell("assessments", "title", "a\0b"), r"Line \d+: /assessments/title: Write a tex"),
        (with_cell("assessments", "has_draft", 1), r"Line \d+: /assessments/has_draft: Write tr"),
        (with_cell("revisions", "answers", []), r"Line \d+: /revisions/answers: Write an object"),
        (with_cell("revisions", "replaces", 1), r"Lines \d+ to \d+: The database does not take"),
        (without_workspaces, r"Lines 2 to \d+: The database does not take this: "),
        (lambda lines: [*lines[:3], lines[2], *lines[3:]], r"Lines \d+ to \d+: The database doe"),
        (lambda lines: [*lines[:3], b'{"spies": {}}', lines[-1]], r"Line 4: there is no table 's"),
        (lambda lines: [*lines[:3], b"[]", lines[-1]], r"Line 4: write an object with one key"),
        (lambda lines: [*lines[:3], b'{"a": NaN}', lines[-1]], r"Line 4: NaN is not a JSON numb"),
        (lambda lines: [*lines[:3], b"[" * 99, lines[-1]], r"Line 4: (The lists|This is not JSO)"),
        (lambda lines: [b"{}", *lines[1:]], r"This is no export of Framework Advisor\."),
        (lambda lines: [lines[0].replace(SCHEMA.encode(), b"9999"), *lines[1:]], "This file is of"),
        (lambda lines: [lines[0].replace(SCHEMA.encode(), b"0001"), *lines[1:]], "This file is of"),
        (lambda lines: [lines[0].replace(b'n":1', b'n":2'), *lines[1:]], "This file is of format"),
    ],
)  # fmt: skip
def test_a_file_that_was_changed_is_refused_by_its_line(
    filled: Filled, another_file: str, spoil: Spoil, said: str
) -> None:
    empty, lines = whole(another_file), filled.data.splitlines()
    with pytest.raises(AdvisorError) as refused:
        moved(sealed(spoil(lines)), another_file)
    assert re.match(said, refused.value.message)
    assert whole(another_file) == empty


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda data: data[: len(data) // 2], r"Line \d+: the file is cut off\."),
        (lambda data: data[: data.index(b'{"end"')], r"Line \d+: the file is cut off\."),
        (lambda data: data.replace(b"Ben", b"Bob", 1), r"Line \d+: what stands before it was cha"),
        (lambda data: data + b"{}\n", r"Line \d+: there is more after the end\."),
        (lambda data: b"", "Nothing came in: the file is empty."),
    ],
)
def test_a_file_that_is_not_whole_is_refused(
    filled: Filled, spoil: Callable[[bytes], bytes], said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        count_everything(BytesIO(spoil(filled.data)))
    assert re.match(said, refused.value.message)


def test_what_comes_out_of_a_workspace_is_the_same_before_and_after(
    filled: Filled, another_file: str, clock: FrozenClock
) -> None:
    with closing(Database(filled.url, clock=clock)) as before:
        filled.ada.database = before
        data = exported(filled.ada)
    moved(filled.data, another_file)
    with closing(Database(another_file, clock=clock)) as after:
        filled.ada.database = after
        assert exported(filled.ada) == data


def test_a_database_of_another_schema_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    upgrade(str(path))
    with closing(Database(str(path))) as database, database.writer() as session:
        session.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(AdvisorError) as refused:
        whole(str(path))
    assert "older release" in refused.value.message
