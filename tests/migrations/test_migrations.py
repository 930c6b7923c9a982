"""Migrations on filled databases: there and back, all or nothing, never without a backup."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, text

from app.assessments.listing import list_page
from app.engine.errors import AdvisorError, Unavailable
from app.results.queries import find_revision, list_revisions
from app.store.database import Database
from app.store.faults import UnusableDatabase
from app.store.migrations import SCHEMA, SCRIPTS, alembic_config, migrating, stored_schema, upgrade
from app.store.sqlite.connection import APPLICATION_ID, driver
from app.store.sqlite.locking import serving
from app.store.tables import Row, assessments
from app.store.title_keys import title_key
from tests.cast import Person
from tests.factories import SWEET_COMPANY, FrozenClock

ROOT = Path(__file__).parents[2]
NEXT = f"{int(SCHEMA) + 1:04}"
HEADER = (
    f'revision = "{NEXT}"\ndown_revision = "{SCHEMA}"\n'
    "from alembic import op\nimport sqlalchemy as sa\n"
)
ADDS_A_COLUMN = """
def upgrade():
    with op.batch_alter_table("assessments", recreate="always") as batch:
        batch.add_column(sa.Column("colour", sa.String(), nullable=True))
"""
FAILS = ADDS_A_COLUMN + "    raise ArithmeticError('half-way')\n"
IS_KILLED = ADDS_A_COLUMN + "    import os; os.kill(os.getpid(), 9)\n"
LOSES_ROWS = ADDS_A_COLUMN + "    op.execute('DELETE FROM drafts')\n"
LOSES_LINKS = ADDS_A_COLUMN + "    op.execute(\"UPDATE drafts SET assessment_id = 'gone'\")\n"

WithNext = Callable[[str], Path]


@pytest.fixture
def with_next(tmp_path: Path) -> WithNext:
    """Makes a copy of the migrations with one more."""

    def make(body: str) -> Path:
        scripts = shutil.copytree(SCRIPTS, tmp_path / "alembic")
        (scripts / "versions" / f"{NEXT}_next.py").write_text(HEADER + body)
        return scripts

    return make


@pytest.fixture
def filled(database_url: str) -> str:
    """A database with rows in parents and children."""
    fill(database_url)
    return database_url


@pytest.fixture
def filled_file(sqlite_url: str) -> Path:
    """An SQLite file with rows in parents and children."""
    fill(sqlite_url)
    return Path(sqlite_url)


@pytest.fixture
def migrated_twice(empty_postgresql_url: str) -> str:
    """A PostgreSQL database of this test's own."""
    upgrade(empty_postgresql_url)
    return empty_postgresql_url


def fill(url: str) -> None:
    database = Database(url)
    ada = Person(database)
    ada.saves(ada.decides(), SWEET_COMPANY)
    ada.starts()
    database.close()


def rows(path: Path) -> dict[str, list[object]]:
    """Everything in an SQLite file."""
    with closing(driver().connect(path)) as file:
        tables = [
            name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return {
            name: file.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2').fetchall()
            for name in tables
            if name != "alembic_version"
        }


def schema_of(path: Path) -> str | None:
    with migrating(str(path)) as connection:
        return stored_schema(connection)


@pytest.fixture
def own_url(own_url: str) -> str:
    """The same, filled."""
    fill(own_url)
    return own_url


def test_the_migrations_make_what_the_tables_say(own_url: str) -> None:
    with migrating(own_url) as connection:
        command.check(alembic_config(connection))


def test_the_migrations_make_every_check_the_tables_name(own_url: str) -> None:
    with migrating(own_url) as connection:
        made = {
            check["name"]
            for table in Row.metadata.tables
            for check in inspect(connection).get_check_constraints(table)
        }
    told = {
        str(one.name)
        for table in Row.metadata.sorted_tables
        for one in table.constraints
        if isinstance(one, CheckConstraint)
    }
    assert made == told


def test_down_and_up_again_leaves_the_schema_as_it_was(own_url: str) -> None:
    with migrating(own_url) as connection:
        command.downgrade(alembic_config(connection), "base")
        left = set(inspect(connection).get_table_names())
    with migrating(own_url) as connection:
        command.upgrade(alembic_config(connection), "head")
        command.check(alembic_config(connection))
    assert left == {"alembic_version"}


def test_lists_know_the_titles_and_drafts_of_assessments_made_before_them(own_url: str) -> None:
    rows = text("SELECT id, title_key, has_draft FROM assessments ORDER BY id")
    with migrating(own_url) as connection:
        connection.execute(text("UPDATE assessments SET title = 'ÉTUDE', title_key = 'etude'"))
        before = connection.execute(rows).all()
        command.downgrade(alembic_config(connection), "0002")
    with migrating(own_url) as connection:
        command.upgrade(alembic_config(connection), "head")
        after = connection.execute(rows).all()
    assert (after, sorted(one.has_draft for one in after)) == (before, [False, True])


def test_titles_stored_before_get_their_keys_portion_by_portion(own_url: str) -> None:
    titles = ["Łódź 10", "Łódź 2", "Straße ＦＵＬＬ", *(f"Option {n}" for n in range(2_100))]
    columns = ", ".join(column.name for column in assessments.c)
    others = columns.replace("title_key", "''").replace("title,", ":title,")
    others = others.replace(" id,", " :id,").replace("sequence,", ":sequence,")
    copied = f"INSERT INTO assessments ({columns}) SELECT {others} FROM assessments WHERE id = :of"
    with migrating(own_url) as connection:
        of = connection.scalar(text("SELECT min(id) FROM assessments"))
        rows = [
            {"id": f"a{n:015}", "title": title, "sequence": n + 100, "of": of}
            for n, title in enumerate(titles)
        ]
        connection.execute(text(copied), rows)
        command.downgrade(alembic_config(connection), "0010")
        stored = text("SELECT title, title_key FROM assessments ORDER BY title_key, id")
        old = {row.title: row.title_key for row in connection.execute(stored)}
    with migrating(own_url) as connection:
        command.upgrade(alembic_config(connection), "head")
        new = connection.execute(stored).all()
    assert (old["Łódź 10"], old["Option 7"]) == ("łodz 10", "option 7")
    assert [key for _, key in new] == [title_key(title) for title, _ in new]
    in_order = [title for title, _ in new if title in titles]
    assert in_order[:2] == ["Łódź 2", "Łódź 10"]
    assert in_order[2:-1] == titles[3:]


def test_forms_open_over_the_upgrade_still_hold_the_right_number(own_url: str) -> None:
    with migrating(own_url) as connection:
        connection.execute(text("UPDATE assessments SET title_edit = 3, note_edit = 2"))
        command.downgrade(alembic_config(connection), "0003")
        counted = set(connection.scalars(text("SELECT version FROM assessments")))
    with migrating(own_url) as connection:
        command.upgrade(alembic_config(connection), "head")
        edits = connection.execute(text("SELECT title_edit, note_edit FROM assessments")).all()
    assert (counted, set(edits)) == ({4}, {(4, 4)})


def test_the_release_needs_the_newest_migration() -> None:
    with_scripts = ScriptDirectory(str(SCRIPTS))
    assert with_scripts.get_current_head() == SCHEMA


def test_migrations_are_numbered_in_order() -> None:
    numbers = [one.revision for one in ScriptDirectory(str(SCRIPTS)).walk_revisions()]
    assert numbers == [f"{n:04}" for n in range(len(numbers), 0, -1)]


def test_a_new_file_is_made_with_its_folder_and_works(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "advisor.db"
    done = upgrade(str(path))
    database = Database(str(path))
    Person(database).decides()
    database.close()
    assert (done.before, done.after, done.backup) == (None, SCHEMA, None)


def test_a_new_file_says_whose_it_is(tmp_path: Path) -> None:
    upgrade(str(tmp_path / "advisor.db"))
    with closing(driver().connect(tmp_path / "advisor.db")) as file:
        assert file.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


def test_an_empty_file_is_filled(tmp_path: Path) -> None:
    path = tmp_path / "advisor.db"
    path.touch()
    assert upgrade(str(path)).before is None


def test_a_second_run_changes_nothing_and_makes_no_backup(filled_file: Path) -> None:
    before = rows(filled_file)
    done = upgrade(str(filled_file))
    assert (done.before, done.backup, rows(filled_file)) == (SCHEMA, None, before)
    assert not (filled_file.parent / "backups").exists()


@pytest.mark.parametrize("table", ["workspaces", "assessments", "revisions"])
def test_rebuilding_a_parent_table_keeps_every_row(
    filled_file: Path, with_next: WithNext, table: str
) -> None:
    before = {name: len(found) for name, found in rows(filled_file).items()}
    done = upgrade(str(filled_file), scripts=with_next(ADDS_A_COLUMN.replace("assessments", table)))
    after = {name: len(found) for name, found in rows(filled_file).items()}
    assert (done.before, done.after, after) == (SCHEMA, NEXT, before)


def test_the_backup_is_the_database_as_it_was(
    filled_file: Path, with_next: WithNext, clock: FrozenClock
) -> None:
    before = rows(filled_file)
    done = upgrade(str(filled_file), clock=clock, scripts=with_next(ADDS_A_COLUMN))
    expected = filled_file.parent / "backups" / f"advisor-{SCHEMA}-20261122T093000Z.db"
    assert (done.backup, rows(expected), schema_of(expected)) == (expected, before, SCHEMA)


def test_the_backup_is_one_file_for_its_owner_only(filled_file: Path, with_next: WithNext) -> None:
    done = upgrade(str(filled_file), scripts=with_next(ADDS_A_COLUMN))
    assert done.backup is not None
    assert [one.name for one in done.backup.parent.iterdir()] == [done.backup.name]
    assert done.backup.stat().st_mode & 0o777 == 0o600


def test_the_backup_holds_what_was_committed_and_not_yet_in_the_file(
    filled_file: Path, with_next: WithNext
) -> None:
    database = Database(str(filled_file))
    Person(database).decides()
    done = upgrade(str(filled_file), scripts=with_next(ADDS_A_COLUMN))
    database.close()
    assert done.backup is not None
    assert len(rows(done.backup)["workspaces"]) == 2


def test_beside_a_server_nothing_is_migrated_that_has_to_be(
    filled_file: Path, with_next: WithNext
) -> None:
    before = rows(filled_file)
    scripts = with_next(ADDS_A_COLUMN)
    with serving(filled_file), serving(filled_file):
        assert upgrade(str(filled_file)).backup is None
        with pytest.raises(
            Unavailable, match="A server or another command is at work on "
        ) as refused:
            upgrade(str(filled_file), scripts=scripts)
    assert "Stop every server on it" in refused.value.remedy
    assert (rows(filled_file), schema_of(filled_file)) == (before, SCHEMA)
    assert not (filled_file.parent / "backups").exists()
    assert upgrade(str(filled_file), scripts=scripts).after == NEXT


@pytest.mark.parametrize("end", ["-wal", "-journal", ".unfinished"])
def test_no_new_database_is_made_beside_what_is_left_of_one(tmp_path: Path, end: str) -> None:
    remains = tmp_path / f"advisor.db{end}"
    remains.write_text("what is left")
    with pytest.raises(UnusableDatabase, match="a restore was broken off"):
        upgrade(str(tmp_path / "advisor.db"))
    assert list(tmp_path.iterdir()) == [remains]


@pytest.mark.parametrize("body", [FAILS, LOSES_ROWS, LOSES_LINKS])
def test_a_migration_that_fails_half_way_leaves_all_as_it_was(
    filled_file: Path, with_next: WithNext, body: str
) -> None:
    before = rows(filled_file)
    with pytest.raises((ArithmeticError, UnusableDatabase)):
        upgrade(str(filled_file), scripts=with_next(body))
    assert (rows(filled_file), schema_of(filled_file)) == (before, SCHEMA)


def test_a_migration_killed_half_way_leaves_all_as_it_was(
    filled_file: Path, with_next: WithNext
) -> None:
    before = rows(filled_file)
    scripts = with_next(IS_KILLED)
    code = (
        "import sys; from pathlib import Path; from app.store.migrations import upgrade; "
        "upgrade(sys.argv[1], scripts=Path(sys.argv[2]))"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code, filled_file, scripts], cwd=ROOT, check=False
    )
    assert killed.returncode == -9
    assert (rows(filled_file), schema_of(filled_file)) == (before, SCHEMA)


def test_a_failed_first_migration_leaves_no_file(tmp_path: Path, with_next: WithNext) -> None:
    folder = tmp_path / "empty"
    with pytest.raises(ArithmeticError):
        upgrade(str(folder / "advisor.db"), scripts=with_next(FAILS))
    assert list(folder.iterdir()) == []


def test_a_database_that_fails_its_check_is_not_migrated(
    filled_file: Path, with_next: WithNext
) -> None:
    with closing(driver().connect(filled_file, isolation_level=None)) as file:
        file.execute("DELETE FROM workspaces")  # foreign keys are off, so children are orphaned
    with pytest.raises(UnusableDatabase, match="did not pass its check"):
        upgrade(str(filled_file), scripts=with_next(ADDS_A_COLUMN))
    assert (schema_of(filled_file), list((filled_file.parent / "backups").iterdir())) == (
        SCHEMA,
        [],
    )


def test_on_postgresql_a_migration_that_fails_half_way_changes_nothing(
    migrated_twice: str, with_next: WithNext
) -> None:
    body = FAILS.replace('recreate="always"', "")
    with pytest.raises(ArithmeticError):
        upgrade(migrated_twice, scripts=with_next(body))
    with migrating(migrated_twice) as connection:
        columns = [one["name"] for one in inspect(connection).get_columns("assessments")]
        assert (stored_schema(connection), "colour" in columns) == (SCHEMA, False)


def test_on_postgresql_the_next_migration_keeps_what_is_there(
    migrated_twice: str, with_next: WithNext
) -> None:
    fill(migrated_twice)
    scripts = with_next(ADDS_A_COLUMN.replace(', recreate="always"', ""))
    done = upgrade(migrated_twice, scripts=scripts)
    with migrating(migrated_twice) as connection:
        kept = connection.scalar(text("SELECT count(*) FROM revisions"))
    assert (done.before, done.after, kept) == (SCHEMA, NEXT, 2)


def test_what_was_saved_reads_the_same_after_a_migration(filled: str, database: Database) -> None:
    ada = Person(database)
    made = ada.decides()
    with ada.reading() as workspace:
        before = find_revision(workspace, made, 1)
    upgrade(filled)
    with ada.reading() as workspace:
        assert find_revision(workspace, made, 1) == before
        assert len(list_revisions(workspace, made)) == len(list_page(workspace).rows) == 1


def test_a_newer_database_is_refused_unchanged(filled_file: Path) -> None:
    with closing(driver().connect(filled_file, isolation_level=None)) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    before = rows(filled_file)
    with pytest.raises(UnusableDatabase, match="newer release"):
        upgrade(str(filled_file))
    assert rows(filled_file) == before


@pytest.mark.parametrize("content", [b"garbage " * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_refused_unchanged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(UnusableDatabase):
        upgrade(str(path))
    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (content, ["notes.txt"])


def test_another_applications_database_is_refused_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with closing(driver().connect(path)) as file:
        file.executescript("CREATE TABLE theirs (x)")
    content = path.read_bytes()
    with pytest.raises(UnusableDatabase, match="not a database of Framework Advisor"):
        upgrade(str(path))
    assert path.read_bytes() == content


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabase, match="is a folder"):
        upgrade(str(tmp_path))


def test_a_path_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnusableDatabase, match="cannot be made"):
        upgrade(str(tmp_path / "file" / "advisor.db"))


@pytest.mark.parametrize("url", ["postgresql://localhost:1/advisor", "mysql://localhost/advisor"])
def test_a_server_that_cannot_be_reached_is_one_sentence(url: str) -> None:
    with pytest.raises(AdvisorError) as refused:
        upgrade(url)
    assert "\n" not in refused.value.message


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Another working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_database_is_made_from_any_working_directory(elsewhere: Path) -> None:
    upgrade("advisor.db")
    assert (elsewhere / "advisor.db").exists()
