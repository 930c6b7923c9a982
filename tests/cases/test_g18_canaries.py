"""G18: no log line of any level holds a token, a cookie, an answer or what anyone wrote."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import event

from app.main import build_pages
from app.rulebooks.library import Library
from app.settings import Settings
from tests.cases.api_examples import ANY_STATE, JSON, operations
from tests.cases.examples import example, of_ada
from tests.cases.site import Site
from tests.cases.world import CANARY, World, read_world
from tests.cli.servers import free_port, serving
from tests.web.asgi import COOKIE, FORM, SAME_SITE, ask

ANSWER = "canary-of-an-answer"
HEADER = "canary-of-a-header"


def secrets(world: World) -> dict[str, str]:
    return {
        "Ada's cookie": world.ada,
        "Ben's cookie": world.ben,
        "the link": world.share_token,
        "the key of a program": world.key,
        "another key": world.ben_key,
        "the code": world.code,
        "the code without its dashes": world.code.replace("-", ""),
        "a title, note, label or name": CANARY,
        "an answer": ANSWER,
        "a header": HEADER,
        "the id": world.assessment_id,
    }


def told(log: str, world: World) -> list[str]:
    """Which secrets are in the log."""
    return [name for name, secret in secrets(world).items() if secret in log]


@pytest.fixture
def world(filled_file: Path) -> World:
    return read_world(filled_file)


@pytest.fixture
def path(filled_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(filled_file, tmp_path / "copy.db"))


def journey(site: Site, rules: Library) -> Iterator[tuple[str, str, bytes, str]]:
    """Every route, for Ada, for Ben and for nobody, rightly and wrongly used."""
    wrong = urlencode({"kind": ANSWER, ANSWER: "x", "_text": ANSWER, "_key": ANSWER}).encode()
    for route in site.routes():
        one = example(route, of_ada(site.world, rules))
        leaves = one.name in ("forget", "delete_all", "delete_saved", "enter", "end_access")
        for token in ("", site.world.ben, *(() if leaves else (site.world.ada,))):
            mark = "&" if "?" in one.path else "?"
            yield one.path, one.method, one.body, token
            yield f"{one.path}{mark}q={ANSWER}%00", one.method, wrong, token


def test_the_log_of_a_server_at_its_most_talkative(
    site: Site, rules: Library, path: Path, world: World, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "log"
    with (
        serving(path, port, log, ADVISOR_LOG_LEVEL="debug") as server,
        closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection,
    ):
        asked = 0
        for address, method, body, token in journey(site, rules):
            headers = dict([FORM, SAME_SITE]) | {"Cookie": f"{COOKIE}={token}"} if token else {}
            hints = {"User-Agent": HEADER, "Referer": f"http://x/s/{world.share_token}"}
            headers |= hints | {"HX-Current-URL": hints["Referer"], "X-Forwarded-For": HEADER}
            connection.request(method, address, body, headers)
            connection.getresponse().read()
            asked += 1
        for one in operations(site, of_ada(world, rules)):
            for key in (world.ben_key, world.key):
                headers = dict([JSON, ANY_STATE]) | {"Authorization": f"Bearer {key}"}
                connection.request(one.method, one.path, one.body, headers)
                connection.getresponse().read()
                asked += 1
        server.stop()
    text = log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert sum(line["event"] == "request" for line in lines) == asked
    assert told(text, world) == []
    assert max(map(len, text.splitlines())) <= 4_096


def test_a_fault_in_the_midst_of_it_tells_nothing_either(
    path: Path, world: World, rules: Library, log_lines: list[str]
) -> None:
    pages = build_pages(Settings(database=str(path)), library=rules)
    site = Site(pages, path, world)
    engine = site.database._engines.writer

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def spoil(_c: object, _cursor: object, statement: str, values: object, *_: object) -> object:
        return statement.replace("UPDATE assessments", "UPDAET assessments"), values

    for part, body in [("title", b"_version=2&_text="), ("note", b"_version=2&_text=")]:
        address = f"/assessments/{world.assessment_id}/{part}"
        headers = [FORM, SAME_SITE, ("cookie", f"{COOKIE}={world.ada}")]
        answer = ask(site.app, address, "POST", headers, body + ANSWER.encode())
        assert answer.status in (500, 503)
        assert answer.text.count(ANSWER) == 1  # given back to who typed it
    text = "\n".join(log_lines)
    assert 'near \\"UPDAET\\": syntax error' in text
    assert told(text, world) == []
    pages.state.parts.database.close()


@pytest.mark.parametrize("body", [f"a={ANSWER}%00", f"{ANSWER}=%FF", f"_key={ANSWER}&_key=2"])
def test_no_refusal_of_what_cannot_be_read_repeats_it(site: Site, body: str) -> None:
    answer = site.post("/assessments", body.encode(), token=site.world.ada)
    assert answer.status == 422
    assert ANSWER not in answer.text


def test_no_page_shows_a_cookie_and_a_link_is_shown_where_it_is_made_only(
    site: Site, rules: Library
) -> None:
    for route in site.routes():
        one = example(route, of_ada(site.world, rules))
        if one.method == "GET":
            shown = site.ask(one.path, token=site.world.ada).text
            assert site.world.ada not in shown
            assert site.world.share_token not in shown or one.name == "show_shared", one
            assert site.world.code not in shown
