"""Routes of the API: `router = api_router("shares")` in a noun's `api.py`, beside its `routes.py`.

    @router.post("/shares", status_code=201, responses=problems(428))
    def create_share(visit: KeyWriter, sent: ShareRequest) -> Share:
        "One line that says what it does; it is the operation's summary in the document."

* The path is what follows `/api/v1`; it never ends with a slash. `app/main.py` joins the routers.
* The handler is called like its operation (`operationId`), as a verb and a noun; as a route its
  name is `api_` and that, so that a page may be called the same.
* It takes one visit, which is its policy (`app.api.visits`), at most one `RequestModel` as its
  body, and returns a `ResponseModel` (or a Response, with `response_model=` for the document). A
  refusal is an exception.
* A body is read strictly: content type, size, JSON, fields. What is wrong with it is told only to
  whom the key lets in: 401 and 403 come before 413, 415, 422 and 428.
* What can go wrong is in the document by itself: from the policy, the path and the body. What is
  special (409, 412, 428) is named by `responses=problems(…)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.api.keys import CHALLENGE
from app.api.problems import MEDIA_TYPE, InvalidFields, UnsupportedMedia
from app.api.validation import MOST_TOLD, FieldError
from app.api.visits import require_key
from app.engine.errors import AdvisorError
from app.engine.texts import shortened
from app.json_reader import InvalidJson, read_json
from app.web.policies import policies_of

PREFIX = "/api/v1"
EVERYWHERE = (400, 429, 500, 503)
ABOUT_THE_REQUEST = frozenset({413, 415, 422, 428})
"""What may be found wrong with a request before its key is asked."""
WITH_BODY = (413, 415, 422)
PROBLEM_SCHEMA = {"$ref": "#/components/schemas/Problem"}
TOLD = {
    400: "The host that was asked for is none of ours, or the request cannot be read.",
    401: "No key, or one that opens nothing (any more).",
    403: "The key may not do this.",
    404: "There is no such thing, or it is not yours.",
    409: "It was changed meanwhile.",
    412: "It is not any more what `If-Match` names.",
    413: "The body is too large.",
    415: "The body is no `application/json`.",
    422: "What was sent cannot be read or used; `errors` names the fields.",
    428: "`If-Match` is missing.",
    429: "Too often; `Retry-After` says when to come back.",
    500: "Something failed on the server.",
    503: "Not now; `Retry-After` says when to come back.",
}
"""What each problem means, in the document."""

_RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
_CHALLENGE = {
    "WWW-Authenticate": {
        "description": f"`{CHALLENGE}`, and behind it what is wrong with the key that was sent.",
        "schema": {"type": "string"},
    }
}
HEADERS: dict[int, dict[str, Any]] = {401: _CHALLENGE, 403: _CHALLENGE, 429: _RETRY, 503: _RETRY}
"""The headers that a problem comes with, in the document."""

Handle = Callable[[Request], Coroutine[Any, Any, Response]]


def api_router(tag: str) -> APIRouter:
    """A router for the operations on one noun; the tag groups them in the document."""
    return APIRouter(prefix=PREFIX, tags=[tag], route_class=ApiRoute)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What an operation may answer besides, for `responses=`."""
    return {status: _described(status) for status in statuses}


def _described(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": TOLD.get(status, HTTPStatus(status).phrase),
        "content": {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}},
    }
    if status in HEADERS:
        answer["headers"] = HEADERS[status]
    return answer


class JsonRequest(Request):
    """A request whose body was read strictly before the framework looks at it."""

    value: Any = None

    async def json(self) -> Any:
        """The value of the body."""
        return self.value


class ApiRoute(APIRoute):
    """A route of the API; see above."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **named: Any) -> None:
        named["name"] = named.get("name") or f"api_{endpoint.__name__}"
        named["operation_id"] = named.get("operation_id") or endpoint.__name__
        super().__init__(path, endpoint, **named)
        every = problems(*self._problem_statuses()) | self.responses
        self.responses = {status: every[status] for status in sorted(every, key=str)}
        first, _, rest = self.description.partition("\n\n")
        self.summary, self.description = self.summary or first.replace("\n", " "), rest

    def _problem_statuses(self) -> list[int]:
        """What may go wrong by what the route takes."""
        found = {*EVERYWHERE}
        taken = get_flat_params(self.dependant)
        if self.dependant.path_params:
            found |= {404}
        if len(taken) > len(self.dependant.path_params):
            found |= {422}
        if self.body_field is not None:
            found |= {*WITH_BODY}
        if self.takes_key:
            found |= {401}
        if self.writes:
            found |= {403}
        return sorted(found)

    @property
    def takes_key(self) -> bool:
        """Whether it asks for a key."""
        return any(policy.startswith("Key") for policy in policies_of(self))

    @property
    def writes(self) -> bool:
        """Whether it asks for a key that may write."""
        return "KeyWriter" in policies_of(self)

    def get_route_handler(self) -> Handle:
        """The framework's own, behind our reader of bodies and our order of refusals."""
        handle = self._asking_handler(self._reading_handler())
        return self._known(handle) if self.takes_key else handle

    def _known(self, handle: Handle) -> Handle:
        """Who may not do it is told that, and not what else is wrong with the request."""
        writes = self.writes

        async def for_the_known(request: Request) -> Response:
            try:
                return await handle(request)
            except (AdvisorError, RequestValidationError, HTTPException) as error:
                if _is_about_the_request(error):
                    await require_key(request, writes=writes)
                raise

        return for_the_known

    def _asking_handler(self, handle: Handle) -> Handle:
        """A list that is narrowed by a misspelt name would be told whole; so it is refused."""
        taken = get_flat_params(self.dependant)
        names = {
            parameter.alias for parameter in taken if isinstance(parameter.field_info, params.Query)
        }
        if not names:
            return handle

        async def as_named(request: Request) -> Response:
            faults = list(_misnamed(request.query_params, names))
            if faults:
                raise InvalidFields(faults[:MOST_TOLD])
            return await handle(request)

        return as_named

    def _reading_handler(self) -> Handle:
        handle = super().get_route_handler()
        field = self.body_field
        if field is None:
            return handle
        required = field.field_info.is_required()

        async def strictly(request: Request) -> Response:
            sent = JsonRequest(request.scope, request.receive)
            await _read_strictly(sent, required=required)
            return await handle(sent)

        return strictly


def _is_about_the_request(error: AdvisorError | RequestValidationError | HTTPException) -> bool:
    if isinstance(error, RequestValidationError):
        return True
    status = error.status if isinstance(error, AdvisorError) else error.status_code
    return status in ABOUT_THE_REQUEST


async def _read_strictly(sent: JsonRequest, *, required: bool) -> None:
    types = sent.headers.getlist("content-type")
    if types or required:
        require_json(types, sent.headers.getlist("content-encoding"))
    sent.value = json_in(await sent.body(), required=required)


def json_in(body: bytes, *, required: bool) -> Any:
    """The value of a body, None where there is none and need not be; InvalidJson."""
    if not body and not required:
        return None
    if not body.strip():
        raise InvalidJson("Nothing came in: the body is empty.", remedy="Send a JSON object.")
    return read_json(body)


def require_json(types: list[str], encodings: list[str]) -> None:
    """UnsupportedMedia unless the one content type is JSON in UTF-8, and it is not packed."""
    if types == PLAIN and not encodings:
        return  # what nearly everybody sends
    if any(encoding.strip().lower() != "identity" for encoding in encodings):
        raise UnsupportedMedia("The body is packed (Content-Encoding), which is not taken here.")
    kinds = [part.strip().lower() for part in types[0].split(";")] if len(types) == 1 else [""]
    if kinds[0] != "application/json" or not {*kinds[1:]} <= CHARSETS:
        named = f"it says “{types[0][:60]}”" if types else "it does not say what it is"
        raise UnsupportedMedia(f"The body has to be JSON, and {named}.")


PLAIN = ["application/json"]
CHARSETS = frozenset({"", "charset=utf-8", 'charset="utf-8"'})
"""Which parameters of the content type are taken; there is no other JSON than in UTF-8."""


def _misnamed(sent: QueryParams, names: set[str]) -> Iterator[FieldError]:
    """What is wrong with the names of parameters; each of ours is one value."""
    for name, times in Counter(name for name, _ in sent.multi_items()).items():
        if name not in names:
            message = f"There is no such parameter here, only {', '.join(sorted(names))}."
            yield FieldError(message, parameter=shortened(name, 40))
        elif times > 1:
            yield FieldError("This is there more than once.", parameter=name)
