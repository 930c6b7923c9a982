"""The font of the pages: asked for once, under the name that is kept for ever, and small."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.types import ASGIApp

from app.settings import ROOT
from app.web.static import IMMUTABLE, HashedFiles
from tests.web.asgi import ask

STATIC = ROOT / "static"
FONTS = sorted(STATIC.glob("fonts/*.woff2"))
LARGEST = 17_000
GZIP = ("accept-encoding", "gzip")


def hashed(path: Path) -> str:
    return HashedFiles(STATIC).url(path.relative_to(STATIC).as_posix())


def test_the_stylesheet_names_both_weights_by_their_hash():
    named = re.findall(r'url\("(.+?)"\)', (STATIC / "app.css").read_text("utf-8"))
    assert sorted(f"/static/{name}" for name in named) == [hashed(path) for path in FONTS]


def test_each_is_small_and_comes_as_a_font_to_be_kept_as_it_is(app: ASGIApp):
    for path in FONTS:
        answer = ask(app, hashed(path), headers=[GZIP])
        assert (answer.status, answer.body) == (200, path.read_bytes())
        assert len(answer.body) < LARGEST
        assert answer.header("content-type") == "font/woff2"
        assert answer.header("content-encoding") is None
        assert answer.header("cache-control") == IMMUTABLE


def test_a_page_asks_for_the_regular_one_at_once_and_may_load_it(app: ASGIApp):
    page = ask(app, "/")
    (regular,) = [hashed(path) for path in FONTS if "regular" in path.name]
    preload = f'<link rel="preload" href="{regular}" as="font" type="font/woff2" crossorigin>'
    assert preload in page.body.decode()
    assert "font-src 'self';" in (page.header("content-security-policy") or "")
