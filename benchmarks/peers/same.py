"""Whether a peer does the same as the advisor: the same pages, refusals and stored rows.

A comparison of programs that do different things says nothing, so this comes before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, zip_longest

from benchmarks.client import Answer, ask, get, post
from benchmarks.harness import Case, Server

ENOUGH = 3  # posts: an answer that changes, changes back, changes again
RANDOM = re.compile(rb'(?<=value=")(?:[A-Za-z0-9_-]{22}|[a-z2-7]{16}\.\d+)(?=")')
"""Keys of forms and marks of drafts."""
COOKIE = re.compile(rb"\bws-[0-9a-f]{6}(?==)")
"""The name of the cookie: it follows from the address of the server."""
NEW = re.compile(
    rb"\b[a-z2-7]{16}\b"
    rb"|\d{4}-\d\d-\d\dT[\d:.]+\+00:00|\d\d? [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC"
)
"""What differs of things made a moment ago: their id and the moment."""
THEIRS = {
    *("accept-ranges", "connection", "content-disposition", "content-length", "date", "etag"),
    *("keep-alive", "last-modified", "server", "transfer-encoding", "vary"),
}
"""Headers that are the server's business, or that say how the body was sent."""


def require_same(case: Case, sides: Sequence[Server]) -> None:
    """Raises AssertionError, with the first difference, unless all answer like the first.

    Each is asked as often as the others, so that as much is stored everywhere.
    """
    for requests in islice(zip(*map(case.requests, sides), strict=True), ENOUGH):
        answers = list(map(ask, (side.port for side in sides), requests))
        for answer in answers:
            case.check(answer)
        _require_alike(case, sides, answers)
        if case.shows:
            shown = [case.shows(*each) for each in zip(sides, answers, strict=True)]
            answers = list(map(ask, (side.port for side in sides), shown))
            _require_alike(case, sides, answers)


def require_refusals(server: Server) -> None:
    """Raises AssertionError unless it refuses what is somebody else's, and forged requests."""
    result, cookie = server.world["result"], server.world["cookie"]
    stranger = server.world["writer"]
    refused = {
        "no cookie": (404, get(result)),
        "a cookie of somebody else": (404, get(result, Cookie=stranger)),
        "two cookies": (404, get(result, Cookie=f"{cookie}; {stranger}")),
        "an unknown link": (404, get(server.world["link"][:-4] + "aaaa")),
        "another site": (
            403,
            post(f"{result}/draft", b"load=low", Cookie=cookie, Sec_Fetch_Site="cross-site"),
        ),
        "another host": (400, get("/").replace(b"Host: 127.0.0.1", b"Host: elsewhere.example")),
    }
    for what, (status, request) in refused.items():
        got = ask(server.port, request).status
        if got != status:
            raise AssertionError(f"{server.program.name}: {what} got {got}, not {status}.")


def _require_alike(case: Case, sides: Sequence[Server], answers: Sequence[Answer]) -> None:
    ours, *others = (_lines(case, *each) for each in zip(sides, answers, strict=True))
    for side, theirs in zip(sides[1:], others, strict=True):
        for mine, other in zip_longest(ours, theirs):
            if mine != other:
                name = f"{case.name} of {side.program.name}"
                raise AssertionError(f"{name}: instead of\n  {mine!r}\nthere is\n  {other!r}")


def _lines(case: Case, server: Server, answer: Answer) -> list[bytes]:
    """Status, headers in order and lines, without what is random or is about the server."""
    status, *lines = answer.head.split(b"\r\n")
    split = (line.replace(b'"', b"").partition(b": ") for line in lines)  # some quote utf-8
    pairs = sorted((name.lower(), value) for name, _, value in split)
    theirs = THEIRS if answer.body else {*THEIRS, "content-type"}  # of nothing
    headers = [name + b": " + value for name, value in pairs if name.decode() not in theirs]
    told = b"\n".join([status[9:12], *headers, _body(answer)])
    told = COOKIE.sub(b"ws", told.replace(b":%d" % server.port, b""))
    told = RANDOM.sub(b"random", told)
    return (NEW.sub(b"new", told) if case.shows else told).split(b"\n")


def _body(answer: Answer) -> bytes:
    """The body, put together if it came in pieces."""
    if b"transfer-encoding: chunked" not in answer.head.lower():
        return answer.body
    rest, body = answer.body, b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size, 16)
        body, rest = body + rest[:length], rest[length + 2 :]
    return body
