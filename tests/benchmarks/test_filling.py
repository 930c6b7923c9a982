"""What a benchmark fills a database with is what the advisor itself would have stored."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from app.assessments.listing import list_page
from app.assessments.queries import Wanted
from app.shares.queries import find_shared, find_unrevoked
from app.store.browsers import find_workspace
from app.store.database import Database
from app.store.ids import hash_token
from benchmarks.filling import fill
from benchmarks.made_up import token
from tests.cli.servers import run

NUMBER = 600


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new database with made-up assessments."""
    url = str(tmp_path / "filled.db")
    if request.param == "postgresql":
        url = request.getfixturevalue("empty_postgresql_url")
    assert fill(url, NUMBER) == NUMBER
    return url


def test_every_stored_result_comes_out_again_and_nothing_is_wrong(filled: str) -> None:
    told = run("doctor", "--recompute", ADVISOR_DATABASE=filled)
    assert (told.returncode, "nothing is wrong" in told.stdout) == (0, True)
    assert f" {NUMBER} assessments" in told.stdout
    assert "exactly as stored" in told.stdout


def test_the_owner_of_the_largest_workspace_finds_the_list_and_its_links(filled: str) -> None:
    with closing(Database(filled)) as database, database.reader() as session:
        workspace = find_workspace(session, token("browser 0"))
        assert workspace is not None
        page = list_page(workspace)
        unfinished = list_page(workspace, Wanted(state="unfinished"))
        everything = list_page(workspace, Wanted(words="team"))
        shown = [row.id for row in page.rows + everything.rows]
        shared = [share for id_ in shown for share in find_unrevoked(workspace, id_, 1)]
        secrets = [token(f"share {share.assessment_id}") for share in shared]
        opened = [find_shared(session, hash_token(secret)) for secret in secrets]
    assert (page.total, 0 < unfinished.total < 30) == (NUMBER // 10, True)
    assert 0 < everything.total < page.total
    assert opened
    assert None not in opened
