"""Problem details for what is refused early: by the guard of the server, and at the door."""

from __future__ import annotations

import json
from http import HTTPStatus

from app.api.problems import MEDIA_TYPE, TYPES, problem_of
from app.settings import Settings
from app.store.faults import busy
from app.web.guard import Programs
from app.web.packed import RawHeaders
from app.web.state import Parts

ADDRESS = "/api/"
TOO_EARLY = "Send it anew, whole, within the limits of this server, and read the answer."
KINDS = {
    400: "unreadable",
    408: "too-slow",
    413: "too-large",
    429: "too-many-requests",
    431: "head-too-large",
}


def programs(settings: Settings) -> Programs:
    """How the guard knows that a program asks, with the prefix or without, and what to tell it."""
    addresses = {ADDRESS, settings.prefix + ADDRESS}
    return Programs(
        tuple(address.encode() for address in addresses), MEDIA_TYPE.encode(), early_problem
    )


def early_problem(status: int, words: str) -> bytes:
    """The problem details of a request that never arrived as a whole."""
    problem = {
        "type": TYPES + KINDS[status],
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": words,
        "remedy": TOO_EARLY,
    }
    return json.dumps(problem).encode()


def busy_problem(parts: Parts, packed: bool) -> tuple[RawHeaders, bytes]:
    """What a program is told at the door: `busy`, as small as it is."""
    del parts, packed
    error = busy()
    body = json.dumps(problem_of(error)).encode()
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", b"%d" % len(body)),
        (b"retry-after", b"%d" % error.retry_after),
    ]
    return headers, body
