"""Whether a peer does the same as the advisor: the same pages, refusals and stored rows.

A comparison of programs that do different things says nothing, so this comes before it.
"""

from __future__ import annotations

import re
from itertools import islice

from benchmarks.client import Answer, ask, get, post
from benchmarks.harness import Case, Server

ENOUGH = 3  # posts: an answer that changes, changes back, changes again
OWN = re.compile(rb'(?<=value=")(?:[A-Za-z0-9_-]{22}|[a-z2-7]{16}\.\d+)(?=")')
"""Keys of forms and marks of drafts, which are random."""
MADE = re.compile(rb"(?<=/assessments/)[a-z2-7]{16}")
THEIRS = {
    *("accept-ranges", "connection", "content-disposition", "content-length", "date", "etag"),
    *("keep-alive", "last-modified", "server", "transfer-encoding", "vary"),
}
"""Headers that are the server's business, or that say how the body was sent."""


def require_same(case: Case, ours: Server, peer: Server) -> None:
    """Raises AssertionError, with the first difference, unless both answer alike."""
    asked = zip(case.requests(ours), case.requests(peer), strict=False)
    for mine, theirs in islice(asked, ENOUGH):
        answers = [_answer(case, ours, mine), _answer(case, peer, theirs)]
        _require_alike(f"{case.name} of {peer.program.name}", ours, peer, answers)
        if case.shows:
            pages = [case.shows(side, one) for side, one in zip((ours, peer), answers, strict=True)]
            shown = [ask(ours.port, pages[0]), ask(peer.port, pages[1])]
            _require_alike(f"{case.name} of {peer.program.name}, shown", ours, peer, shown)


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


def _answer(case: Case, server: Server, request: bytes) -> Answer:
    answer = ask(server.port, request)
    case.check(answer)
    return answer


def _require_alike(name: str, ours: Server, peer: Server, answers: list[Answer]) -> None:
    mine, theirs = (_comparable(side, one) for side, one in zip((ours, peer), answers, strict=True))
    if mine == theirs:
        return
    for line, other in zip(mine, theirs, strict=False):
        if line != other:
            raise AssertionError(f"{name}: instead of\n  {line!r}\nthere is\n  {other!r}")
    raise AssertionError(f"{name}: {len(mine)} lines, {len(theirs)} lines")


def _comparable(server: Server, answer: Answer) -> list[bytes]:
    """Status, headers in order and lines, without what is random or differs by its server."""
    status, *lines = answer.head.split(b"\r\n")
    headers = sorted(
        (name.lower(), value) for name, _, value in (x.partition(b": ") for x in lines)
    )
    theirs = THEIRS if answer.body else {*THEIRS, "content-type"}  # of nothing
    kept = [name + b": " + value for name, value in headers if name.decode() not in theirs]
    told = b"\n".join([status[9:12], *kept, _body(answer)])
    told = told.replace(b":%d" % server.port, b"")
    return MADE.sub(b"made", OWN.sub(b"own", told)).split(b"\n")


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
