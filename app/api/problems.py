"""Problem details (RFC 9457): how the API says that something did not work, whatever it was.

A handler raises one of the errors of `app.engine.errors` (or of the store), as a page does; here it
becomes `application/problem+json`. What only programs can get wrong has its own errors below:
derive from `ApiError` and give it a `status`, a `kind`, a `title` and, if need be, `headers`.
Several fields at fault: raise `InvalidFields` with a `FieldError` for each.

Status table (decision 0035): what cannot be read or used 422, malformed JSON included; no such
thing, or not yours 404; no key that opens 401; not allowed with it 403; changed meanwhile 409;
`If-Match` differs 412, is missing 428; too large 413; no JSON 415; too often 429; not now 503.
"""

# ruff: noqa: N818  (as in app.engine.errors)

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from app.api.validation import FieldError, field_errors
from app.engine.errors import (
    AdvisorError,
    Conflict,
    Full,
    Invalid,
    NotFound,
    Refused,
    RulesMissing,
    TooMany,
    TooMuch,
    Unavailable,
)
from app.json_reader import InvalidJson
from app.store.faults import Interrupted
from app.web.errors import GAVE_UP
from app.web.retry import SecondTry, try_again

MEDIA_TYPE = "application/problem+json"
TYPES = "urn:framework-advisor:problem:"
IDEMPOTENCY_KEY = "idempotency-key"

log = logging.getLogger("advisor.errors")


class ApiError(AdvisorError):
    """What only a program can get wrong; `kind` is the last part of its `type`."""

    kind: ClassVar[str] = "failed"
    headers: Mapping[str, str] = {}


class InvalidFields(Invalid):
    """Fields that cannot be used, each with what is wrong with it."""

    def __init__(self, errors: Sequence[FieldError], message: str | None = None) -> None:
        fields = "1 field" if len(errors) == 1 else f"{len(errors)} fields"
        super().__init__(message or f"{fields} of the request cannot be used.")
        self.errors = tuple(errors)


class UnsupportedMedia(ApiError):
    """The body is of another kind than JSON, or packed."""

    status = 415
    kind = "unsupported-media-type"
    title = "Not JSON"
    remedy = "Send JSON in UTF-8, with the header Content-Type: application/json."


class WrongMethod(ApiError):
    """There is something at the address, and that is not done to it."""

    status = 405
    kind = "method-not-allowed"
    title = "Not possible here"
    remedy = "Use one of the methods that the header Allow names."

    def __init__(self, allowed: Sequence[str]) -> None:
        listed = ", ".join(allowed)
        super().__init__(f"This address takes {listed} and nothing else.")
        self.headers = {"allow": listed}


class WrongHost(ApiError):
    """The host that was asked for is none of ours."""

    status = 400
    kind = "wrong-host"
    title = "Wrong address"
    remedy = "Use the address its operator gave you; ADVISOR_PUBLIC_URL sets it."


NOWHERE = NotFound(
    "There is nothing at this address of the API.",
    remedy="All addresses are listed in /api/v1/openapi.json; none ends with a slash.",
)
TOO_LARGE = TooMuch("What you sent is larger than this address takes, so nothing was saved.")
UNREADABLE = Invalid("The request cannot be read, so nothing was done.")
OUR_FAULT = AdvisorError(
    "Something failed on the server. It was written to the log, and nothing was saved."
)
PLAIN_PROBLEMS = {
    400: WrongHost("This server does not answer to the address you used."),
    413: TOO_LARGE,
}

KINDS: Mapping[type[AdvisorError], str] = {
    NotFound: "not-found",
    RulesMissing: "rules-missing",
    Conflict: "conflict",
    Refused: "refused",
    Full: "no-room",
    Invalid: "invalid",
    TooMuch: "too-large",
    TooMany: "too-many-requests",
    Unavailable: "unavailable",
    AdvisorError: "failed",
}
REMEDIES: Mapping[type[AdvisorError], str] = {
    NotFound: "Check the address and the ids in it.",
    Conflict: "Get it again, compare the two, and send your change once more.",
    Refused: "Use a key that may do this.",
    Invalid: "Correct it and send it again.",
    AdvisorError: "Try again; if it happens again, tell whoever runs this site.",
}
"""Said to programs in place of what an error says to people, who have pages."""


def problem_of(error: AdvisorError, status: int | None = None) -> dict[str, Any]:
    """The problem details of an error, in JSON types."""
    problem = {
        "type": TYPES + kind_of(error),
        "title": error.title,
        "status": status or error.status,
        "detail": error.message,
        "remedy": _remedy(error),
    }
    errors = errors_of(error)
    return problem | ({"errors": [error.record() for error in errors]} if errors else {})


def kind_of(error: AdvisorError) -> str:
    """What kind of problem it is: the stable last part of its `type`."""
    return error.kind if isinstance(error, ApiError) else _nearest(error, KINDS)


def errors_of(error: AdvisorError) -> tuple[FieldError, ...]:
    """The single fields that are at fault, if it is known."""
    if isinstance(error, InvalidFields):
        return error.errors
    if isinstance(error, InvalidJson) and error.pointer is not None:
        return (FieldError(error.message, pointer=error.pointer),)
    return ()


def _remedy(error: AdvisorError) -> str:
    own = error.remedy != type(error).remedy
    return error.remedy if own or isinstance(error, ApiError) else _said_to_programs(error)


def _said_to_programs(error: AdvisorError) -> str:
    nearest = next(kind for kind in type(error).__mro__ if kind in KINDS)
    return REMEDIES.get(nearest, error.remedy)


def _nearest(error: AdvisorError, table: Mapping[type[AdvisorError], str]) -> str:
    return next(table[kind] for kind in type(error).__mro__ if kind in table)


def problem_answer(error: AdvisorError, status: int | None = None) -> Response:
    """The answer that tells of an error."""
    content = json.dumps(problem_of(error, status), ensure_ascii=False).encode()
    headers = dict(error.headers) if isinstance(error, ApiError) else {}
    if isinstance(error, Unavailable):
        headers["retry-after"] = str(error.retry_after)
    return Response(content, status or error.status, headers, media_type=MEDIA_TYPE)


def show_problem(_: Request, error: AdvisorError, status: int | None = None) -> Response:
    """The same, where the pages show theirs: see `app.web.errors.show`."""
    return problem_answer(error, status)


def handle_problems(api: FastAPI) -> None:
    """Registers problem details for each kind of error."""
    api.exception_handler(AdvisorError)(_on_error)
    api.exception_handler(Interrupted)(_on_interruption)
    api.exception_handler(ClientDisconnect)(_on_error)
    api.exception_handler(RequestValidationError)(_on_error)
    api.exception_handler(HTTPException)(_on_framework_error)
    api.exception_handler(Exception)(_on_fault)


def problem_for(error: Exception) -> Response:
    """The answer to what was raised on the way to an answer, if it is no fault of ours."""
    if isinstance(error, RequestValidationError):
        return _of_fields(error)
    if isinstance(error, Unavailable):
        log.warning(error.message, exc_info=error if error.status >= 500 else None)
    if isinstance(error, AdvisorError):
        return problem_answer(error)
    return Response(status_code=GAVE_UP)


async def _on_error(_: Request, error: Exception) -> Response:
    return problem_for(error)


async def _on_interruption(request: Request, error: Interrupted) -> SecondTry | Response:
    """What a transaction left undone is tried once more, where twice does no more than once."""
    harmless = request.method == "GET" or IDEMPOTENCY_KEY in request.headers
    again = await try_again(request) if harmless else None
    return again if again is not None else await _on_error(request, error)


def _of_fields(error: RequestValidationError) -> Response:
    """An address of the wrong shape is unknown; all else is named."""
    faults = error.errors()
    if all(fault["loc"][:1] == ("path",) for fault in faults):
        return problem_answer(NOWHERE)
    return problem_answer(InvalidFields(field_errors(faults)))


async def _on_framework_error(request: Request, error: HTTPException) -> Response:
    if error.status_code == 405:
        return _on_wrong_method(request)
    known = {404: NOWHERE, 413: TOO_LARGE}
    answer = problem_answer(known.get(error.status_code, UNREADABLE), error.status_code)
    answer.headers.update(error.headers or {})
    return answer


def _on_wrong_method(request: Request) -> Response:
    """Who asks by OPTIONS is told the methods; no other site's script is told that it may ask."""
    allowed = methods_at(request)
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"allow": ", ".join(allowed)})
    return problem_answer(WrongMethod(allowed))


def methods_at(request: Request) -> tuple[str, ...]:
    """All methods of the address that was asked, whichever handlers take them.

    Of several patterns that it fits, it is the first: `/keys/current` is not the key `current`.
    """
    path = request.scope["path"]
    fitting = [route for route in request.app.routes if route.path_regex.match(path)]
    found = {
        method for route in fitting if route.path == fitting[0].path for method in route.methods
    }
    return tuple(sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())))


def _on_fault(_: Request, __: Exception) -> Response:
    return problem_answer(OUR_FAULT)
