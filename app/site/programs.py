"""What programs look for on every site: whom to tell of a weakness, what to leave out, its mark."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from app.engine.errors import NotFound
from app.files import FILES
from app.web.visit import Anyone

router = APIRouter()

SECURITY = "/.well-known/security.txt"
MARK = FILES / "static" / "mark.svg"
CONTACT_LASTS = timedelta(days=180)
ROBOTS = "User-agent: *\nDisallow: {address}\n"
"""Addresses full of answers have no end. Links are not named here: whoever may not fetch one would
not learn that it is not to be listed (`X-Robots-Tag`)."""


@router.get(SECURITY)
def show_security_contact(visit: Anyone) -> PlainTextResponse:
    """Whom to tell of a weakness (RFC 9116); nothing, where the operator names nobody."""
    contact = visit.settings.security_contact
    if contact is None:
        raise NotFound("Whoever runs this site names nobody to tell of a weakness.", remedy="")
    address = f"{visit.settings.origin}{SECURITY}"  # of the host, whatever else it serves
    lines = (
        f"Contact: {contact}",
        f"Expires: {_expiry(visit.now):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {address}",
    )
    return PlainTextResponse("".join(f"{line}\n" for line in lines))


def _expiry(now: datetime) -> datetime:
    """Midnight, so that what is asked twice on one day is the same."""
    return datetime.combine((now + CONTACT_LASTS).date(), time())


@router.get("/robots.txt")
def show_robots(visit: Anyone) -> PlainTextResponse:
    """What search engines should leave out; they look for it at the root of a host alone."""
    return PlainTextResponse(ROBOTS.format(address=visit.url("fill_in_default")))


@router.get("/favicon.ico")
def show_mark(_: Anyone) -> Response:
    """The mark, for programs that do not read which one a page names."""
    return Response(MARK.read_bytes(), media_type="image/svg+xml")
