"""Two advisors on one host, or another application with our name: nobody's workspace is hidden."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from app.main import build_pages, finish
from app.settings import Settings
from tests.factories import shipped
from tests.web.asgi import FORM, SAME_SITE, Answer, Header, ask, cookie_of

FIRST, SECOND = "https://advisor.example", "https://advisor.example:8443"
Open = Callable[..., ASGIApp]


class Browser:
    """Sends every cookie of the host to whoever answers there, as browsers do."""

    def __init__(self, **cookies: str) -> None:
        self.cookies = {name.replace("host_", "__Host-"): value for name, value in cookies.items()}

    def post(self, app: ASGIApp, path: str, body: bytes = b"") -> None:
        assert self.ask(app, path, FORM, SAME_SITE, method="POST", body=body).status == 303

    def ask(
        self, app: ASGIApp, path: str, *headers: Header, method: str = "GET", body: bytes = b""
    ) -> Answer:
        sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        told = [*headers, *([("cookie", sent)] if sent else [])]
        answer = ask(app, path, method, told, body, host="advisor.example")
        for cookie in answer.all("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in cookie:
                del self.cookies[name]
        return answer

    def begin(self, app: ASGIApp, key: str = "k") -> None:
        body = f"_key={key}&situation=new".encode()
        self.post(app, "/questionnaire/flask-fastapi", body)

    def saved(self, app: ASGIApp) -> int:
        """How many saved assessments it sees in the list."""
        return self.ask(app, "/assessments").text.count('name="r"')


@pytest.fixture
def opened(migrated_file: Path, tmp_path: Path) -> Iterator[Open]:
    """Opens an advisor at a public address, on the database of that name."""
    built = []

    def open_one(public_url: str, database: str = "one") -> ASGIApp:
        path = tmp_path / f"{database}.db"
        if not path.exists():
            shutil.copyfile(migrated_file, path)
        settings = Settings(database=str(path), public_url=public_url)
        built.append(build_pages(settings, library=shipped()))
        return finish(built[-1])

    yield open_one
    for pages in built:
        pages.state.parts.database.close()


@pytest.fixture
def token(opened: Open) -> str:
    """The token of somebody who saved one assessment before names told the address."""
    browser = Browser()
    browser.begin(opened(FIRST))
    return browser.cookies[cookie_of(FIRST)]


def test_two_advisors_on_one_host_keep_a_workspace_each(opened: Open) -> None:
    first, second = opened(FIRST, "one"), opened(SECOND, "two")
    browser = Browser()
    browser.begin(first)
    browser.begin(second, "a")
    browser.begin(second, "b")
    assert (browser.saved(first), browser.saved(second)) == (1, 2)


def test_the_old_cookie_is_read_and_answered_under_the_new_name(opened: Open, token: str) -> None:
    app, browser = opened(FIRST), Browser(host_ws=token)
    assert browser.saved(app) == 1
    assert browser.cookies == {"__Host-ws": token}  # reading writes none
    browser.begin(app, "another")
    assert browser.cookies == {"__Host-ws": token, cookie_of(FIRST): token}
    assert browser.saved(app) == 2


def test_with_both_the_new_one_counts(opened: Open, token: str) -> None:
    app, other = opened(FIRST), Browser()
    other.begin(app, "a")
    other.begin(app, "b")
    browser = Browser(host_ws=token)
    browser.cookies |= other.cookies
    assert browser.saved(app) == 2


@pytest.mark.parametrize("value", ["", "garbage", '"quoted"', "u" * 43, "%00" * 20])
def test_an_old_name_that_belongs_to_another_application_hides_nothing(
    opened: Open, value: str
) -> None:
    app, browser = opened(FIRST), Browser(host_ws=value)
    assert browser.saved(app) == 0
    browser.begin(app)
    assert browser.saved(app) == 1
    assert browser.cookies["__Host-ws"] == value


@pytest.mark.parametrize("moved", [SECOND, f"{FIRST}/advisor/"])
def test_an_advisor_that_moved_on_its_host_knows_its_browsers(
    opened: Open, token: str, moved: str
) -> None:
    browser = Browser(host_ws="u" * 43)  # of some other application
    browser.cookies["__Host-ws-000000"] = "v" * 43
    browser.cookies[cookie_of(FIRST)] = token
    app = opened(moved)
    assert browser.saved(app) == 1
    browser.begin(app, "another")
    assert (browser.saved(app), browser.cookies[cookie_of(moved)]) == (2, token)


def test_who_forgets_leaves_no_key_behind_and_no_other_advisor(opened: Open, token: str) -> None:
    first, second = opened(FIRST, "one"), opened(SECOND, "two")
    browser = Browser(host_ws=token)
    browser.begin(second)
    browser.begin(first, "another")
    browser.post(first, "/workspace/forget")
    assert set(browser.cookies) == {cookie_of(SECOND)}
    assert (browser.saved(first), browser.saved(second)) == (0, 1)
