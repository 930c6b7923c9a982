"""Who takes gzip gets it, and who refuses it does not, whichever part of the advisor answers."""

from __future__ import annotations

import pytest
from starlette.types import ASGIApp

from app.web.packing import takes_gzip
from tests.web.asgi import ask

ACCEPTED = {
    "gzip": True,
    "gzip, br": True,
    "br , x-gzip": True,
    "gzip;q=1": True,
    "gzip;q=0.001": True,
    "identity;q=0, gzip; q=0.5, *;q=0": True,
    "gzip;q=0": False,
    "br, gzip ; q=0.000 , identity": False,
    "gzip;Q=0": False,
    "gzip;q= 0": False,
    "identity": False,
    "identity, *;q=0": False,
    "*;q=0": False,
    "br": False,
    "gzipped": False,
    "": False,
}


@pytest.mark.parametrize(("accepted", "takes"), ACCEPTED.items())
@pytest.mark.parametrize("path", ["/", "/static/app.css", "/static/app.js", "/api/v1/rulebooks"])
def test_packed_is_what_is_taken_packed(
    app: ASGIApp, path: str, accepted: str, takes: bool
) -> None:
    answer = ask(app, path, headers=[("accept-encoding", accepted)])
    assert (answer.status, answer.header("vary")) == (200, "Accept-Encoding")
    assert answer.header("content-encoding") == ("gzip" if takes else None)


def test_of_several_headers_the_first_counts() -> None:
    assert not takes_gzip([(b"accept-encoding", b"br"), (b"accept-encoding", b"gzip")])
    assert not takes_gzip([(b"accept", b"gzip")])
