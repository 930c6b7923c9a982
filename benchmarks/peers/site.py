"""What the peers take from the advisor: its rulebooks, templates, checks and headers.

Whatever makes a request fast or slow in a framework or a store is theirs; all that is here is the
same on all sides, so that nothing else is compared.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from secrets import token_bytes
from urllib.parse import quote

from fastapi.routing import APIRoute

from app.engine.errors import AdvisorError
from app.main import API_PAGES, ROUTERS
from app.rulebooks.library import load_library
from app.settings import ROOT, Settings
from app.store.ids import hash_token, new_id
from app.store.session import utc_now
from app.web.cookies import cookie_profile
from app.web.headers import NO_STORE, SAFETY_HEADERS
from app.web.policies import walk
from app.web.rendering import ErrorPage, Page, build_templates
from app.web.static import FOLDER, IMMUTABLE, HashedFiles

DATABASE = os.environ.get("PEER_DATABASE", "")
STATIC = os.environ.get("PEER_STATIC", "")
PUBLIC_URL = os.environ.get("PEER_URL", "http://127.0.0.1:8000")
SETTINGS = Settings(public_url=PUBLIC_URL)
HOSTS = SETTINGS.hosts
PROFILE = cookie_profile(SETTINGS)
HEADERS = {**SAFETY_HEADERS, NO_STORE[0].decode(): NO_STORE[1].decode()}
LIBRARY = load_library()


@cache
def addresses() -> Mapping[str, str]:
    """The addresses of all our handlers, by name."""
    routes = [route for router in (*ROUTERS, *API_PAGES) for route in walk(router.routes)]
    return {route.name: route.path_format for route in routes if isinstance(route, APIRoute)}


def url(name: str, /, **path: object) -> str:
    """The address of a handler, as `app.main` builds it."""
    quoted = {key: quote(str(value), safe="") for key, value in path.items()}
    return addresses()[name].format(**quoted)


TEMPLATES = build_templates(HashedFiles(ROOT / "static").url, url)


@dataclass(frozen=True, slots=True)
class PeerVisit:
    """What our page contexts ask of a visit: the rulebooks, addresses and the time."""

    now: datetime
    library = LIBRARY

    @property
    def today(self) -> date:
        """The day, in UTC."""
        return self.now.date()

    def url(self, name: str, /, **path: object) -> str:
        """The address of a handler."""
        return url(name, **path)

    def full_url(self, name: str, /, **path: object) -> str:
        """The same as programs fetch it from elsewhere."""
        return PUBLIC_URL + url(name, **path)


def visit() -> PeerVisit:
    """A visit now."""
    return PeerVisit(utc_now())


def rendered(context: object, template: str | None = None) -> str:
    """The template, that of the page if not given, filled with the fields of the context."""
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    return TEMPLATES.get_template(template or context.template).render(values)


def error_page(error: AdvisorError) -> Page:
    """The page for an error of ours."""
    return ErrorPage(
        title=error.title, status=error.status, message=error.message, remedy=error.remedy
    )


def token_hash(cookie: str) -> bytes | None:
    """What a browser with this `Cookie` header is found by; None for anything odd."""
    token = PROFILE.read([(b"cookie", cookie.encode("latin-1"))]) if cookie else None
    return None if token is None else hash_token(token)


def kept_cookie(cookie: str) -> str:
    """The `Set-Cookie` header that stores the token of this `Cookie` header anew."""
    return PROFILE.write(PROFILE.read([(b"cookie", cookie.encode("latin-1"))]) or "").decode()


def is_from_here(site: str | None, origin: str | None) -> bool:
    """Whether a form comes from our own pages, by the headers `Sec-Fetch-Site` and `Origin`."""
    if site is not None:
        return site in ("same-origin", "none")
    return origin == PUBLIC_URL


def random_id() -> str:
    """An id for something new."""
    return new_id(token_bytes)


def add_to_static(headers: MutableMapping[str, str], path: str, address: str) -> None:
    """Static files have the safety headers, too, and are kept for ever, as ours are."""
    for name, value in SAFETY_HEADERS.items():
        headers[name] = value
    headers["Cache-Control"] = IMMUTABLE


STATIC_OPTIONS = {
    "prefix": FOLDER,
    "allow_all_origins": False,
    "add_headers_function": add_to_static,
}
"""How WhiteNoise serves static files."""
