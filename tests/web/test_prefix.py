"""A prefix is taken off where it stands in front; pages of ours that begin like it are refused."""

from __future__ import annotations

import pytest
from starlette.types import Receive, Scope, Send

from app.settings import SettingsError
from app.web.prefix import Prefixed
from tests.web.asgi import ask
from tests.web.conftest import BuildPages


@pytest.mark.parametrize(
    ("asked", "raw", "path", "rest"),
    [
        ("/a/b/about", b"/a/b/about", "/about", b"/about"),
        ("/a/b/s/x/", b"/a/b/s/x%2f", "/s/x/", b"/s/x%2f"),
        ("/a/b/", b"/a/b/", "/", b"/"),
        ("/a/b", b"/a/b", "/", b"/"),
        ("/a/b/about/", b"/%61/b/about/", "/about/", b"/%61/b/about/"),
        ("/a/b/a/b/about", b"/a/b/a/b/about", "/a/b/about", b"/a/b/about"),
        ("/a/bc", b"/a/bc", "/a/bc", b"/a/bc"),
        ("/about", b"/about", "/about", b"/about"),
        ("/a", b"/a", "/a", b"/a"),
    ],
)
def test_it_is_taken_off_once(asked: str, raw: bytes, path: str, rest: bytes) -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def spelt(scope: Scope, receive: Receive, send: Send) -> None:
        await Prefixed(app, "/a/b")({**scope, "raw_path": raw}, receive, send)

    ask(spelt, asked)
    assert (seen[0]["path"], seen[0]["raw_path"]) == (path, rest)


@pytest.mark.parametrize(
    "path", ["/s", "/s/advisor", "/static", "/assessments/x", "/questionnaire"]
)
def test_a_path_like_one_of_our_pages_is_refused(build: BuildPages, path: str) -> None:
    with pytest.raises(
        SettingsError, match=r"ADVISOR_PUBLIC_URL .* begin with /[a-z]+, too; choose"
    ):
        build(public_url=f"https://example.org{path}")
