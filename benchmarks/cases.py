"""The pages that are measured: how each is asked for, and what has to be in its answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import count, repeat
from urllib.parse import urlencode

from benchmarks.client import Answer, ask, get, post
from benchmarks.harness import Case, Server

ANSWERS = {
    "situation": "existing_flask",
    "limits": ["throughput", "validation"],
    "kind": "public_api",
    "load": "high",
    "validation": "complex",
    "docs": "others",
    "type_hints": "comfortable",
    "extensions": "many",
}
VARIED = {
    "load": ("high", "low", "moderate"),
    "type_hints": ("comfortable", "learning", "unfamiliar"),
    "docs": ("others", "own_team", "nobody"),
    "extensions": ("many", "few", "exact"),
    "validation": ("complex", "some", "little"),
    "kind": ("public_api", "internal_api", "website", "internal_tool", "simple_crud"),
    "async_skill": ("familiar", "unfamiliar"),
    "concurrency": ("yes", "no"),
    "debugging": ("explicit", "magic_ok"),
}
"""What people answer otherwise: 9,720 combinations, so that no two answers of a run are alike."""
SAVED = 30
KEYS = count()
ASKED: dict[int, Iterator[int]] = defaultdict(count)
"""How many forms a server was sent, by its port: each gets the same ones in the same order."""


def settle(server: Server) -> None:
    """Somebody with a list of saved assessments, and somebody else who will save many more."""
    _, server.world["cookie"] = save(server.port)
    for _ in range(SAVED):
        server.world["result"], _ = save(server.port, server.world["cookie"])
    _, server.world["writer"] = save(server.port)
    server.world["link"] = share(server.port, server.world["cookie"], server.world["result"])
    home = ask(server.port, get("/")).body.decode()
    (server.world["css"],) = re.findall(r'href="(/static/app\.[^"]+\.css)"', home)
    server.world["etag"] = ask(server.port, get(server.world["css"])).header("etag")


def save(port: int, cookie: str = "") -> tuple[str, str]:
    """Saves one assessment; its address and the cookie that opens it."""
    answer = ask(port, post("/questionnaire", form(), Cookie=cookie))
    if answer.status != 303:
        raise AssertionError(f"Saving answered {answer.status}.")
    location = answer.header("location")
    made = re.search("_made=([a-z2-7]+)", location)  # somebody new goes there by way of the answers
    return f"/assessments/{made[1]}" if made else location, answer.header("set-cookie").partition(
        ";"
    )[0]


def share(port: int, cookie: str, result: str) -> str:
    """The path of a link to the latest version; it was opened, so that this is no news."""
    wanted = {"_key": f"key-{next(KEYS)}", "_revision": "1", "_lifetime": "90", "_label": ""}
    body = urlencode({**wanted, "_answered_by": ""}).encode()
    made = ask(port, post(f"{result}/shares", body, Cookie=cookie)).body.decode()
    (link,) = re.findall(r'value="[^"]*(/s/[^"]+)"', made)
    ask(port, get(link))
    return str(link)


def form(**changed: str) -> bytes:
    """The questionnaire as it would be sent, each time with another key."""
    return urlencode({"_key": f"key-{next(KEYS)}", **ANSWERS, **changed}, doseq=True).encode()


def page(path: str) -> Iterator[bytes]:
    return repeat(get(path))


def own(server: Server, path: str, **headers: str) -> Iterator[bytes]:
    return repeat(get(path, Cookie=server.world["cookie"], **headers))


def varied(server: Server) -> dict[str, str]:
    """Answers that this server was not sent before; one or a few differ from those before them."""
    number, chosen = next(ASKED[server.port]), {}
    for question, options in VARIED.items():
        number, choice = divmod(number, len(options))
        chosen[question] = options[choice]
    return chosen


def saves(server: Server) -> Iterator[bytes]:
    while True:
        yield post("/questionnaire", form(**varied(server)), Cookie=server.world["writer"])


def drafts(server: Server) -> Iterator[bytes]:
    """With each an answer changes, as it does while somebody fills in the form."""
    headers = {"Cookie": server.world["cookie"], "HX-Request-Type": "partial"}
    while True:
        changed = form(**varied(server))
        yield post(f"{server.world['result']}/draft", changed, **headers)


def edited(server: Server, _: Answer) -> bytes:
    """The questionnaire with the draft as it is kept."""
    return get(f"{server.world['result']}/edit", Cookie=server.world["cookie"])


def saved(server: Server, answer: Answer) -> bytes:
    """The page of what was just saved."""
    return get(answer.header("location"), Cookie=server.world["writer"])


def link(server: Server, **headers: str) -> Iterator[bytes]:
    return repeat(get(server.world["link"], **headers))


def css(server: Server, **headers: str) -> Iterator[bytes]:
    return repeat(get(server.world["css"], **headers))


CASES = (
    Case("about", lambda _: page("/about"), mark=b"About this advisor", bare=True),
    Case("home", lambda server: own(server, "/"), mark=b"Start the questionnaire", bare=True),
    Case("list", lambda server: own(server, "/assessments"), mark=b'name="r"', bare=True),
    Case(
        "result",
        lambda server: own(server, server.world["result"]),
        mark=b'id="why-title"',
        bare=True,
    ),
    Case(
        "result, gzip",
        lambda server: own(server, server.world["result"], Accept_Encoding="gzip"),
        length=5_000,
    ),
    Case(
        "version",
        lambda server: own(server, f"{server.world['result']}/revisions/1"),
        mark=b'id="why-title"',
        bare=True,
    ),
    Case("report", link, mark=b'id="copy-title"', bare=True),
    Case("report, gzip", lambda server: link(server, Accept_Encoding="gzip"), length=5_000),
    Case(
        "edit",
        lambda server: own(server, f"{server.world['result']}/edit"),
        mark=b"Save and see the result",
        bare=True,
    ),
    Case("draft", drafts, mark=b"<", shows=edited),
    Case("save", saves, status=303, shows=saved),
    Case("css", css, mark=b"{", length=10_000, bare=True),
    Case("css, gzip", lambda server: css(server, Accept_Encoding="gzip"), length=3_000),
    Case("css, 304", lambda server: css(server, If_None_Match=server.world["etag"]), status=304),
    Case("health", lambda _: page("/healthz"), mark=b"alive", bare=True),
)
