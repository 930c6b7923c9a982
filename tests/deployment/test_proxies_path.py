"""nginx and Caddy themselves, with the advisor below a path of a host that serves other things."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPResponse
from pathlib import Path

import pytest

from app.settings import Settings
from app.web.headers import NO_STORE, safety_headers
from tests.cli.servers import free_port, serving
from tests.deployment import proxies
from tests.deployment.dockerfile import ROOT
from tests.deployment.proxies import BELOW, ELSE, NAME, Proxy

PUBLIC = f"https://{NAME}/advisor/"
EXPECTED = [*safety_headers(Settings(public_url=PUBLIC)), NO_STORE]
FORM = ("Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin")


@pytest.fixture(scope="module")
def advisor(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an advisor that knows its path, and of its proxy."""
    folder, port = tmp_path_factory.mktemp("below"), free_port()
    database = shutil.copyfile(migrated_file, folder / "advisor.db")
    settings = {
        "ADVISOR_PUBLIC_URL": PUBLIC,
        "ADVISOR_PROXY_ADDRESS": "127.0.0.1",
        "ADVISOR_SECURITY_CONTACT": "mailto:me@example.org",
    }
    with serving(str(database), port, folder / "log", **settings):
        yield port


@pytest.fixture(
    scope="module",
    params=[(name, off) for name in BELOW for off in (False, True)],
    ids=lambda one: f"{one[0]} {'takes it off' if one[1] else 'hands it on'}",
)
def proxy(request: pytest.FixtureRequest, advisor: int) -> Iterator[Proxy]:
    name, takes_off = request.param
    if proxies.find(name) is None:
        pytest.fail(f"not run: no {name}; {proxies.MISSING}", pytrace=False)
    with (
        tempfile.TemporaryDirectory(prefix="advisor-proxy-") as folder,
        BELOW[name](free_port(), advisor, Path(folder), takes_off=takes_off) as started,
    ):
        yield started


def ask(proxy: Proxy, path: str, *headers: str, body: str = "") -> tuple[HTTPResponse, str]:
    """The answer and its text."""
    told = [*headers, *([*FORM, f"Content-Length: {len(body)}"] if body else [])]
    first = f"{'POST' if body else 'GET'} {path} HTTP/1.1"
    lines = [first, f"Host: {NAME}", "Connection: close", *told, "", body]
    with closing(proxy.connect()) as connection:
        connection.sendall("\r\n".join(lines).encode())
        answer = HTTPResponse(connection)
        answer.begin()
        return answer, answer.read().decode(errors="replace")


def test_a_way_through_it(proxy: Proxy) -> None:
    home, page = ask(proxy, "/advisor/")
    assert home.status == 200
    for name, value in EXPECTED:
        assert home.headers.get_all(name.decode()) == [value.decode()], name
    files = re.findall(r'(?:href|src)="(/advisor/static/[^"#]+)', page)
    assert len(set(files)) >= 4
    assert {ask(proxy, file)[0].status for file in files} == {200}
    saved, _ = ask(
        proxy, "/advisor/questionnaire/flask-fastapi", body="_key=k&situation=new&kind=public_api"
    )
    assert saved.status == 303
    cookie = f"Cookie: {saved.headers['Set-Cookie'].partition(';')[0]}"
    onward, _ = ask(proxy, saved.headers["Location"], cookie)
    assert re.fullmatch(r"/advisor/assessments/\w+", onward.headers["Location"])
    result, page = ask(proxy, onward.headers["Location"], cookie)
    assert (result.status, "FastAPI" in page) == (200, True)
    assert ask(proxy, "/advisor/nowhere")[0].status == 404
    slash, _ = ask(proxy, "/advisor/about/?q=1")
    assert slash.headers["Location"] == "/advisor/about?q=1"


def test_the_rest_of_the_host_stays_its_own(proxy: Proxy) -> None:
    for path in ("/", "/about", "/static/app.css", "/advisors"):
        assert ask(proxy, path)[1] == ELSE, path
    bare, _ = ask(proxy, "/advisor")
    assert bare.status in (301, 302)
    assert bare.headers["Location"].endswith("/advisor/")
    assert f"Canonical: https://{NAME}/.well-known/" in ask(proxy, "/.well-known/security.txt")[1]


@pytest.mark.parametrize("name", ["nginx-path.conf", "Caddyfile-path"])
def test_the_guide_speaks_of_it_and_no_log_has_links(name: str) -> None:
    assert name in (ROOT / "docs/deployment.md").read_text(encoding="utf-8")
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
    assert "access_log off;" in text if name.startswith("nginx") else "\tlog" not in text
