"""C44: when the storage fails, writes are refused and say so, nothing is made up, all is logged."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.store.sqlite import file
from app.web.logs import JsonLines
from tests.cases.conftest import OpenSite
from tests.cases.site import Site
from tests.factories import Pretend
from tests.web.asgi import COOKIE, FORM, SAME_SITE, Answer, ask

MODES = {"journal": (3, 40, 1), "wal": (3, 51, 3)}
Harm = Callable[[Site], None]


@pytest.fixture(params=MODES.values(), ids=MODES)
def either(request: pytest.FixtureRequest, pretend: Pretend, open_site: OpenSite) -> Site:
    """A site with a rollback journal, or in WAL mode."""
    pretend(request.param)
    return open_site()


def put_pragma(site: Site, pragma: str) -> None:
    with site.database._engines.writer.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA {pragma}").close()


def fill_the_disk(site: Site) -> None:
    put_pragma(site, "max_page_count=1")


def make_read_only(site: Site) -> None:
    put_pragma(site, "query_only=1")


def delete(site: Site) -> None:
    site.path.unlink()


def replace(site: Site) -> None:
    shutil.copyfile(site.path, other := site.path.with_name("other.db"))
    other.replace(site.path)


def empty(site: Site) -> None:
    os.truncate(site.path, 0)


def cut(site: Site) -> None:
    os.truncate(site.path, 8_192)


GONE: list[Harm] = [delete, replace, empty, cut]


CAUSES = {
    "fill_the_disk": "database or disk is full",
    "make_read_only": "attempt to write a readonly database",
    "delete": "moved, replaced, cut short or deleted|readonly database|disk I/O error",
    "replace": "moved, replaced, cut short or deleted|readonly database|disk I/O error",
    "empty": "moved, replaced, cut short or deleted|malformed|not a database|no such table",
    "cut": "moved, replaced, cut short or deleted|malformed",
}


def save(site: Site, edit: int = 2) -> Answer:
    """A long note: it needs a page of its own. Counting rows is left out, it may not work."""
    body = b"_version=%d&_text=" % edit + b"n" * 4_900
    path = f"/assessments/{site.world.assessment_id}/note"
    headers = [FORM, SAME_SITE, ("cookie", f"{COOKIE}={site.world.ada}")]
    return ask(site.app, path, "POST", headers, body)


@pytest.mark.parametrize(
    "harm", [fill_the_disk, make_read_only, *GONE], ids=lambda one: one.__name__
)
def test_a_write_is_refused_and_the_log_names_the_cause(
    either: Site, harm: Harm, caplog: pytest.LogCaptureFixture
) -> None:
    assert save(either).status == 303
    harm(either)
    caplog.set_level(logging.WARNING)
    answer = save(either, 3) if harm is not fill_the_disk else fill_up(either)
    assert answer.status == 503
    assert answer.header("retry-after")
    assert str(either.path.parent) not in answer.text
    causes = [json.loads(JsonLines().format(one)).get("cause") for one in caplog.records]
    assert any(re.search(CAUSES[harm.__name__], str(one)) for one in causes), causes
    assert ask(either.app, "/healthz").status == 200


def fill_up(site: Site) -> Answer:
    """Saves until something does not fit."""
    for number in range(50):
        body = f"_key=k{number}&situation=new".encode()
        headers = [FORM, SAME_SITE, ("cookie", f"{COOKIE}={site.world.ada}")]
        answer = ask(site.app, "/questionnaire", "POST", headers, body)
        if answer.status != 303:
            break
    return answer


@pytest.mark.parametrize("harm", GONE, ids=lambda one: one.__name__)
def test_it_is_not_ready_but_alive(either: Site, harm: Harm) -> None:
    assert ask(either.app, "/readyz").status == 200
    either.pages.state.parts.readiness._asked_at = float("-inf")
    harm(either)
    assert ask(either.app, "/readyz").status == 503
    assert ask(either.app, "/healthz").status == 200


def test_a_full_disk_is_not_ready(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file.shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    assert ask(site.app, "/readyz").status == 503


def test_no_file_is_made_in_place_of_a_deleted_one(either: Site) -> None:
    delete(either)
    save(either)
    ask(either.app, "/assessments", headers=[("cookie", f"{COOKIE}={either.world.ada}")])
    ask(either.app, "/readyz")
    assert not either.path.exists()


def test_a_deleted_log_refuses_the_write(pretend: Pretend, open_site: OpenSite) -> None:
    pretend(MODES["wal"])
    site = open_site()
    assert save(site).status == 303
    Path(f"{site.path}-wal").unlink()
    assert save(site, 3).status == 503


def test_a_log_cut_to_nothing_refuses_the_write_and_is_not_ready(
    pretend: Pretend, open_site: OpenSite, caplog: pytest.LogCaptureFixture
) -> None:
    pretend(MODES["wal"])
    site = open_site()
    assert save(site).status == 303
    os.truncate(f"{site.path}-wal", 0)
    assert save(site, 3).status == 503
    assert ask(site.app, "/readyz").status == 503
    assert f"{site.path.name}-wal beside the database was cut short" in caplog.text


def test_what_was_saved_before_is_there_after_the_disk_has_room_again(either: Site) -> None:
    fill_the_disk(either)
    assert fill_up(either).status == 503
    put_pragma(either, "max_page_count=1000000")
    before = either.counts()
    assert fill_up(either).status == 303
    assert either.counts() > before
