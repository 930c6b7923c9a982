"""C60: on a host that serves other things, too, every address stays below our path."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from app.rulebooks.library import Library
from tests.cases.conftest import OpenSite
from tests.cases.examples import Example, example, of_ada
from tests.cases.site import Site
from tests.web.asgi import FORM, SAME_SITE, Answer, Header

PREFIX = "/advisor"
PUBLIC = f"https://example.org{PREFIX}/"
LEADING = ("location", "hx-redirect", "hx-replace-url", "hx-push-url", "hx-location")
ATTRIBUTES = re.compile(r"""\s([a-z-]+)=["']((?:/|https?:)[^"']*)["']""")
OF_ADDRESSES = {"href", "src", "action", "formaction", "content", "value"}
ENDING = ("enter", "forget", "delete_all", "delete_saved")
"""After these there is nothing left for the next: each has a site of its own."""


@pytest.fixture
def below(open_site: OpenSite) -> Site:
    return open_site(public_url=PUBLIC)


def strays(answer: Answer, site: Site) -> list[str]:
    """Every address in the answer that leads out of the path."""
    addresses = [value for name, value in answer.headers if name in LEADING]
    if (answer.header("content-type") or "").startswith("text/html"):
        for name, value in ATTRIBUTES.findall(answer.text):
            if name in OF_ADDRESSES or name.startswith(("hx-", "data-")):
                addresses.append(value)
    own = (f"{PREFIX}/", site.settings.public_url)
    abroad = [one for one in addresses if urlsplit(one).netloc not in ("", site.host)]
    return [one for one in addresses if not one.startswith(own) and one not in abroad]


def send(site: Site, one: Example, prefix: str, *more: Header) -> Answer:
    headers = [FORM, SAME_SITE, *more]
    return site.ask(prefix + one.path, one.method, headers, one.body, token=site.world.ada)


@pytest.mark.parametrize("prefix", [PREFIX, ""], ids=["handed on", "taken off"])
def test_one_way_through_every_route(
    open_site: OpenSite, below: Site, rules: Library, prefix: str
) -> None:
    plain, found = open_site(public_url="https://example.org"), 0
    examples = [example(one, of_ada(below.world, rules)) for one in below.routes()]
    for one in sorted(examples, key=lambda one: (one.method != "GET", one.name in ENDING)):
        site = open_site(public_url=PUBLIC) if one.name in ENDING else below
        at_root = open_site(public_url="https://example.org") if one.name in ENDING else plain
        answer, expected = send(site, one, prefix), send(at_root, one, "")
        assert answer.status == expected.status, one
        assert strays(answer, site) == [], one
        found += PREFIX in answer.text if one.name != "show_preview" else 0
    assert found > 35


def test_parts_of_pages_and_errors_stay_there_too(below: Site, rules: Library) -> None:
    partial = (("hx-request", "true"), ("hx-request-type", "partial"))
    for one in [example(each, of_ada(below.world, rules)) for each in below.routes()]:
        if one.method == "GET":
            assert strays(send(below, one, PREFIX, *partial), below) == [], one
    for path in ("/nowhere", "/about/", "/assessments/x/", "/s/x", "/static/nowhere", "/s/x/"):
        assert strays(below.ask(PREFIX + path), below) == [], path
    assert below.ask(f"{PREFIX}/about/?q=1").header("location") == f"{PREFIX}/about?q=1"
    refused = below.ask(f"{PREFIX}/assessments", "POST", [FORM], b"_key=k")
    assert (refused.status, strays(refused, below)) == (403, [])
    assert PUBLIC.rstrip("/") in refused.text


def test_pages_from_memory_are_the_same(below: Site) -> None:
    path = f"/assessments/{below.world.assessment_id}"
    for asked in (path, PREFIX + path, f"/s/{below.world.share_token}"):
        twice = [below.ask(asked, token=below.world.ada) for _ in range(2)]
        assert [(one.status, strays(one, below)) for one in twice] == [(200, [])] * 2
    for asked in (f"{PREFIX}/s/{below.world.share_token}", f"{PREFIX}/s/nothing"):
        assert below.ask(asked).header("x-robots-tag") == "noindex, nofollow"


def test_the_path_alone_and_its_neighbours(below: Site) -> None:
    assert below.ask(PREFIX).status == 200
    assert below.ask(f"{PREFIX}/").status == 200
    for path in (f"{PREFIX}s", f"{PREFIX}/nowhere", f"{PREFIX}{PREFIX}/about", "/Advisor/about"):
        assert below.ask(path).status == 404, path


def test_files_are_served_below_it_and_kept_for_ever(below: Site) -> None:
    home = below.ask(f"{PREFIX}/").text
    files = set(re.findall(rf'"({PREFIX}/static/[^"#]+)', home))
    assert len(files) >= 4
    for file in files:
        for path in (file, file.removeprefix(PREFIX)):
            answer = below.ask(path)
            assert (answer.status, "immutable" in str(answer.header("cache-control"))) == (
                200,
                True,
            )


def test_the_cookie_keeps_its_prefix_and_the_path_of_the_host(below: Site) -> None:
    made = below.post(f"{PREFIX}/assessments", b"_key=k").header("set-cookie") or ""
    assert re.match(r"__Host-ws-[0-9a-f]{6}=[^;]{43}; Path=/; Secure; HttpOnly;", made)


def test_what_is_others_on_the_host_is_not_cleared(site: Site, below: Site) -> None:
    cleared = site.post("/workspace/forget", token=site.world.ada)
    assert cleared.header("clear-site-data") == '"cache", "storage"'
    kept = below.post("/workspace/forget", token=below.world.ada)
    assert (kept.status, kept.header("clear-site-data")) == (303, None)


def test_what_programs_look_for_at_the_root_tells_where_it_is(open_site: OpenSite) -> None:
    site = open_site(public_url=PUBLIC, security_contact="mailto:me@example.org")
    for prefix in (PREFIX, ""):
        assert f"Disallow: {PREFIX}/questionnaire\n" in site.ask(f"{prefix}/robots.txt").text
        told = site.ask(f"{prefix}/.well-known/security.txt").text
        assert "Canonical: https://example.org/.well-known/security.txt" in told
        assert site.ask(f"{prefix}/healthz").text == "alive"
    home = site.ask(f"/s/{site.world.share_token}").text
    assert f'content="https://example.org{PREFIX}/s/' in home
