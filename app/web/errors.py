"""What people see when something does not work; of what they sent, only the texts they typed."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.engine.errors import AdvisorError, Invalid, NotFound, TooMuch, Unavailable
from app.store.faults import Interrupted, NoWorkspace
from app.web.rendering import answered, error_page, kept_error_page, see_other
from app.web.retry import SecondTry, second_try
from app.web.uploads import ADDRESSES
from app.web.uploads import TOO_LARGE as FILE_TOO_LARGE
from app.web.visit import visit_of

log = logging.getLogger("advisor.errors")

NOWHERE = NotFound("There is no page at this address, or it is not yours to see.")
UNREADABLE = Invalid("Part of the request cannot be read, so nothing was done.")
WRONG_HOST = Invalid(
    "This server does not answer to the address you used.",
    title="Wrong address",
    remedy="Use the address its operator gave you; ADVISOR_PUBLIC_URL sets it.",
)
TOO_LARGE = TooMuch("What you sent is larger than this page takes, so nothing was saved.")
WRONG_METHOD = AdvisorError(
    "This address cannot be used in that way.",
    title="Not possible here",
    remedy="Start from the home page.",
)
OUR_FAULT = AdvisorError(
    "Something failed on the server. It was written to the log, and nothing was saved."
)
SENTENCE = " .,;:!?)>\"'”’»"
"""What stands behind an address that is written in a sentence."""
GAVE_UP = 499  # in the log alone: there is nobody left to read it
PAGES = {404: NOWHERE, 405: WRONG_METHOD, 413: TOO_LARGE}
PLAIN_REFUSALS = {400: WRONG_HOST, 413: TOO_LARGE}
LAST_RESORT = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Error</title>"
    '<main id="main"><h1>Something went wrong</h1>'
    "<p>It failed on the server. Go back, wait a moment and try again.</p></main>"
)


def show(request: Request, error: AdvisorError, status: int | None = None) -> HTMLResponse:
    """The page for an error of ours."""
    visit = visit_of(request)
    if (
        error is TOO_LARGE
        and request.scope["path"].removeprefix(visit.settings.prefix) in ADDRESSES
    ):
        error = FILE_TOO_LARGE
    may_enter = isinstance(error, NoWorkspace)
    return error_page(
        visit,
        status or error.status,
        error.title,
        error.message,
        error.remedy,
        may_enter=may_enter,
    )


async def show_unavailable(request: Request, error: Unavailable) -> HTMLResponse:
    """The same for what many people get at the same time: without a thread, from a kept page.

    It is made anew only for who would have to type something twice.
    """
    log.warning(error.message, exc_info=error if error.status >= 500 else None)
    visit = visit_of(request)
    if visit.typed:
        answer = show(request, error)
        answer.headers["retry-after"] = str(error.retry_after)
        return answer
    text = kept_error_page(visit.parts.templates, error)
    headers = {"retry-after": str(error.retry_after)}
    return answered(visit, HTMLResponse(text, error.status, headers))


def handle_errors(app: FastAPI) -> None:
    """Registers a page for each kind of error."""
    app.exception_handler(AdvisorError)(show)
    app.exception_handler(Unavailable)(show_unavailable)
    app.exception_handler(Interrupted)(_on_interruption)
    app.exception_handler(ClientDisconnect)(_on_giving_up)
    app.exception_handler(RequestValidationError)(_on_unreadable_request)
    app.exception_handler(HTTPException)(_on_framework_error)
    app.exception_handler(Exception)(_on_fault)


def _on_unreadable_request(request: Request, error: RequestValidationError) -> Response:
    """An address of the wrong shape is unknown; anything else unreadable is named as such."""
    in_path = all(fault["loc"][:1] == ("path",) for fault in error.errors())
    return show(request, NOWHERE if in_path else UNREADABLE)


def _on_framework_error(request: Request, error: HTTPException) -> Response:
    if error.status_code == 404 and (address := meant_address(request)):
        return see_other(visit_of(request), address)
    if error.status_code == 405 and (address := page_above(request)):
        return see_other(visit_of(request), address)
    answer = show(request, PAGES.get(error.status_code, UNREADABLE), error.status_code)
    answer.headers.update(error.headers or {})
    return answer


async def _on_interruption(request: Request, error: Interrupted) -> SecondTry | Response:
    again = await second_try(request)
    return again if again is not None else await show_unavailable(request, error)


async def _on_giving_up(_: Request, __: ClientDisconnect) -> Response:
    """Who sends a form and leaves half-way is no fault of anybody."""
    return Response(status_code=GAVE_UP)


def _on_fault(request: Request, _: Exception) -> Response:
    return show(request, OUR_FAULT)


def meant_address(request: Request) -> str | None:
    """The address of the page that was meant: one sign too many at its end, or large letters."""
    path = request.scope["path"]
    in_a_name = b"%2f" in request.scope["raw_path"].lower()
    if request.method != "GET" or in_a_name or "//" in path:
        return None
    meant = _as_written(request, path.removesuffix("/").rstrip(SENTENCE))
    if meant is None or meant == path:
        return None
    query = request.scope["query_string"].decode("latin-1")
    address = visit_of(request).settings.prefix + quote(meant)
    return f"{address}?{query}" if query else address


def _as_written(request: Request, path: str) -> str | None:
    """The path of a page as the page writes it, whose own words are small; names stay as sent."""
    for route in _pages(request):
        match = re.fullmatch(route.path_regex.pattern, path, re.IGNORECASE)
        if match:
            return route.path_format.format(**match.groupdict())
    return None


def page_above(request: Request) -> str | None:
    """The page nearest above an address that only takes a form: where the form probably is.

    A browser that restores a tab, or is given the address of a refused form, asks without one.
    """
    path = request.scope["path"]
    while request.method == "GET" and path.count("/") > 1:
        path = path.rpartition("/")[0]
        if any(route.path_regex.match(path) for route in _pages(request)):
            return visit_of(request).settings.prefix + quote(path)
    return None


def _pages(request: Request) -> Iterator[APIRoute]:
    for route in request.app.routes:
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            yield route


class PlainRefusals:
    """Puts our answers in place of the two plain-text refusals of the framework's middleware."""

    def __init__(
        self,
        app: ASGIApp,
        show: Callable[[Request, AdvisorError, int], Response] = show,
        errors: Mapping[int, AdvisorError] = PLAIN_REFUSALS,
    ) -> None:
        self.app = app
        self.show = show
        self.errors = errors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request; ASGI."""
        refused = 0

        async def send_unless_plain(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and _is_plain_text(message):
                refused = message["status"] if message["status"] in self.errors else 0
            if not refused:
                await send(message)

        await self.app(scope, receive, send_unless_plain)
        if refused:
            answer = self.show(Request(scope), self.errors[refused], refused)
            await answer(scope, receive, send)


def _is_plain_text(start: Message) -> bool:
    return any(
        name == b"content-type" and value.startswith(b"text/plain")
        for name, value in start["headers"]
    )


def last_page() -> Response:
    """What is left if no template can be filled in."""
    return HTMLResponse(LAST_RESORT, 500)


class LastResort:
    """Notes every fault, and answers it if even the page for faults could not be made."""

    def __init__(self, app: ASGIApp, answer: Callable[[], Response] = last_page) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request; ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except Exception:
            log.exception("fault")
            if not started:
                await self.answer()(scope, receive, send)
