"""The API as an application of its own beside the pages: same parts, own errors, no cookie.

So nothing of a page has to ask who it talks to, and nothing here passes what is for browsers: the
guard against other sites (no cookie is read, so no browser can be made to lend its own), the kept
pages, the forms.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.early import ADDRESS, busy_problem
from app.api.openapi import document_bytes
from app.api.packed_tags import PackedTags
from app.api.problems import (
    OUR_FAULT,
    PLAIN_PROBLEMS,
    handle_problems,
    problem_answer,
    show_problem,
)
from app.api.quick import Quickly
from app.web.door import Door
from app.web.errors import LastResort, PlainRefusals
from app.web.heads import Heads
from app.web.hosts import KnownHosts
from app.web.packing import Packing
from app.web.state import Parts


def build_api(routers: Iterable[APIRouter], parts: Parts, largest_body: int) -> FastAPI:
    """The operations with what belongs to them, but without what is around them."""
    api = FastAPI(
        max_body_size=largest_body,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(Door, policy="KeyWriter", make=busy_problem),
            Middleware(PackedTags),
            Middleware(Packing, minimum_size=500, compresslevel=6),
        ],
    )
    api.state.parts = parts
    api.state.document = cache(partial(document_bytes, api, parts.settings))
    for router in routers:
        # Not included: an included router is asked twice for each request, router and route.
        api.router.routes.extend(router.routes)
    handle_problems(api)
    return api


def finish_api(api: FastAPI) -> ASGIApp:
    """The operations with all that has to be around them; each refusal is a problem."""
    plain = partial(PlainRefusals, show=show_problem, errors=PLAIN_PROBLEMS)
    usual = Quickly(Heads(plain(api)), api)
    return LastResort(KnownHosts(usual, api, plain), _last_resort)


def _last_resort() -> Response:
    return problem_answer(OUR_FAULT)


class Apart:
    """Passes on what is asked of the API to it, and all else to the pages; ASGI."""

    def __init__(self, api: ASGIApp, pages: ASGIApp) -> None:
        self.api = api
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; ASGI."""
        asked = scope["type"] == "http" and scope["path"].startswith(ADDRESS)
        await (self.api if asked else self.pages)(scope, receive, send)
