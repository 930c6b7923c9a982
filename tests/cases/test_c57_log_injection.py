"""C57: whatever is sent, each request is one escaped line of at most 4 KB without a token."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.responses import Response

from app.web.visit import Anyone
from tests.cases.site import Site
from tests.web.asgi import COOKIE, ask

BREAKS = "a\r\nb\x1b[31mc\x00d\u2028e"


def sound(lines: list[str]) -> list[dict[str, object]]:
    for line in lines:
        assert "\n" not in line
        assert line.isascii()
        assert line.isprintable()
        assert len(line) <= 4_096
    return [json.loads(line) for line in lines]


def test_hostile_headers_paths_and_queries_are_one_line_each(
    site: Site, log_lines: list[str]
) -> None:
    token = site.world.share_token
    for path, headers in [
        (f"/{BREAKS}?{BREAKS}", []),
        (f"/s/{token}", [("referer", f"http://127.0.0.1/s/{token}")]),
        (f"/s/{token}x?t={token}", [("hx-current-url", f"/s/{token}")]),
        ("/", [("user-agent", "x" * 1_000_000)]),
        ("/", [("user-agent", BREAKS.encode()), ("cookie", f"{COOKIE}={token}")]),
        ("/" + "p" * 100_000, []),
    ]:
        ask(site.app, path, headers=headers)
    assert len(sound(log_lines)) == 6
    assert token not in "".join(log_lines)


def test_a_hostile_method_is_cut_short(site: Site, log_lines: list[str]) -> None:
    ask(site.app, "/", "M" * 10_000)
    (line,) = [one for one in sound(log_lines) if one["event"] == "request"]
    assert line["method"] == "M" * 10


def test_an_exception_with_a_token_and_breaks_is_one_line(site: Site, log_lines: list[str]) -> None:
    token = site.world.ada

    router = APIRouter()

    @router.get("/c57")
    def fail(_: Anyone) -> Response:
        raise RuntimeError(f"{'x' * 100_000} {BREAKS} {token} the end")

    site.pages.include_router(router)
    assert ask(site.app, "/c57").status == 500
    found = sound(log_lines)
    assert any("the end" in str(one.get("exception")) for one in found)
    assert token not in "".join(log_lines)


def test_a_line_says_when_what_who_and_how_it_went(site: Site, log_lines: list[str]) -> None:
    path = f"/assessments/{site.world.assessment_id}"
    ask(site.app, path, headers=[("cookie", f"{COOKIE}={site.world.ada}")])
    (line,) = sound(log_lines)
    wanted = {"time", "level", "event", "logger", "method", "route", "status", "milliseconds"}
    assert wanted <= set(line)
    assert line["route"] == "/assessments/{assessment_id}"
    assert str(line["time"]).endswith("+00:00")
    assert len(str(line["browser"])) == 8


def test_the_use_of_a_link_is_told_by_its_fingerprint(site: Site, log_lines: list[str]) -> None:
    for _ in range(2):
        ask(site.app, f"/s/{site.world.share_token}")
    first, second = sound(log_lines)
    assert (first["route"], first["link"]) == ("/s/{token}", second["link"])
    assert len(str(first["link"])) == 8
    assert site.world.share_token not in "".join(log_lines)


def test_the_use_of_a_key_is_told_by_its_fingerprint(site: Site, log_lines: list[str]) -> None:
    for key in (site.world.key, site.world.key[:-1]):
        ask(site.app, "/api/v1/keys", headers=[("authorization", f"Bearer {key}")])
    opened, mistyped = sound(log_lines)
    assert (opened["route"], len(str(opened["key"]))) == ("/api/v1/keys", 8)
    assert (mistyped["status"], mistyped["key"]) == (401, None)
    assert site.world.key[:-1] not in "".join(log_lines)
