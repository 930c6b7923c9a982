"""C22, C23: no cache keeps a page, and no forwarded header or stray parameter changes one."""

from __future__ import annotations

import re

from app.rulebooks.library import Library
from tests.cases.examples import example, of_ada
from tests.cases.site import Site

FORWARDED = [
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-for", "10.0.0.1"),
    ("x-forwarded-for", ", ".join(["10.0.0.2"] * 500)),
    ("forwarded", "for=10.0.0.1;host=evil.example;proto=https"),
    ("x-real-ip", "10.0.0.1"),
]
KEYS = re.compile(r'name="_(?:key|page)" value="[^"]*"|"until":"[^"]*"')
"""What is another each time: the key of a form; in an export, until when a link was open."""


def test_no_page_may_be_kept_by_anyone(site: Site, rules: Library) -> None:
    for route in site.routes():
        one = example(route, of_ada(site.world, rules))
        if one.method == "GET":
            for headers in ([], [("hx-request-type", "partial")]):
                answer = site.ask(one.path, headers=headers, token=site.world.ada)
                assert answer.header("cache-control") == "no-store", one
                assert (answer.header("etag"), answer.header("last-modified")) == (None, None)


def test_what_a_proxy_might_say_changes_no_page(site: Site, rules: Library) -> None:
    for route in site.routes():
        one = example(route, of_ada(site.world, rules))
        if one.method == "GET":
            plain = site.ask(one.path, token=site.world.ada)
            mark = "&" if "?" in one.path else "?"
            for path, headers in ((one.path, FORWARDED), (f"{one.path}{mark}utm_source=x", [])):
                other = site.ask(path, headers=headers, token=site.world.ada)
                assert b"evil.example" not in other.body, one
                if path == one.path:
                    assert KEYS.sub("", str(other.body)) == KEYS.sub("", str(plain.body)), one


def test_only_hashed_static_files_are_kept(site: Site) -> None:
    pages = site.pages.state.parts.templates.globals["static_url"]
    hashed = site.ask(pages("app.css"))
    assert hashed.header("cache-control") == "public, max-age=31536000, immutable"
    assert site.ask("/static/app.css").header("cache-control") == "no-store"
