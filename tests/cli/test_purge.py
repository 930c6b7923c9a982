"""`purge` deletes what nobody needs any more, says how much, and leaves all else alone."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.store.browsers import create_workspace
from app.store.database import Database
from tests.cast import Person
from tests.cli.servers import run

EIGHT_DAYS_AGO = datetime.now(UTC) - timedelta(days=8)
LONG_AGO = datetime.now(UTC) - timedelta(days=401)


def fill(path: Path) -> None:
    """Puts in two workspaces in use, one unused for long, and two that stayed empty."""
    with closing(Database(str(path))) as now:
        Person(now).decides()
    with closing(Database(str(path), clock=lambda: EIGHT_DAYS_AGO)) as lately:
        Person(lately).decides()
    with closing(Database(str(path), clock=lambda: LONG_AGO)) as then:
        Person(then).decides()
        with then.writer() as session:
            create_workspace(session)
            create_workspace(session)


def test_it_says_how_many_there_were_and_finds_none_the_second_time(sqlite_url: str) -> None:
    fill(Path(sqlite_url))
    said = [run("purge", "--database", sqlite_url) for _ in range(2)]
    assert [one.stdout for one in said] == [
        "Purged       3 workspaces, empty or unused\n"
        "             2 intents, of forms sent more than 7 days ago\n",
        "Purged       0 workspaces, empty or unused\n"
        "             0 intents, of forms sent more than 7 days ago\n",
    ]


def test_without_a_database_it_is_one_plain_sentence(tmp_path: Path) -> None:
    done = run("purge", "--database", str(tmp_path / "none.db"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("There is no database")
