"""Operations that are asked very often: answered before the framework begins.

A `QuickRoute` is a route like any other, and so is its part of the document. But what is asked of
it is handed to it by `Quickly`, which stands in front: nothing is searched, solved, wrapped or
packed on the way. It takes what any other takes, and refuses it in the same words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.problems import TOO_LARGE, problem_for
from app.api.routing import ApiRoute, json_in, require_json
from app.engine.errors import AdvisorError
from app.web.visit import Visit

LENGTH, TYPE, ENCODING = b"content-length", b"content-type", b"content-encoding"


class QuickRoute(ApiRoute):
    """A route whose handler takes a visit (`ApiAnyone`) and a body, and answers with a Response.

    Nothing else that it would depend on is asked.
    """

    async def answer(self, scope: Scope, receive: Receive, most: int) -> Response:
        """What the handler answers; `most` is how many bytes the body may have."""
        body = await read_body(scope, receive, most)
        sent = valid(self.model, json_in(body, required=True))
        answer: Response = await self.endpoint(Visit(Request(scope)), sent)
        return answer

    def __init__(self, path: str, endpoint: Callable[..., Any], **named: Any) -> None:
        super().__init__(path, endpoint, **named)
        if self.body_field is None:
            raise TypeError(f"The route {path} takes no body, so it cannot be a quick one.")
        self.model = cast("type[BaseModel]", self.body_field.field_info.annotation)


class Quickly:
    """Hands what is asked of quick routes to them, and all else to the framework; ASGI."""

    def __init__(self, app: ASGIApp, api: FastAPI) -> None:
        self.app = app
        self.api = api
        self.most = api.max_body_size or 0
        self.routes = {
            (method, route.path): route
            for route in api.routes
            if isinstance(route, QuickRoute)
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request, or passes it on; ASGI."""
        route = self.routes.get((scope["method"], scope["path"]))
        if route is None:
            await self.app(scope, receive, send)
            return
        scope["app"], scope["route"] = self.api, route
        try:
            answer = await route.answer(scope, receive, self.most)
        except (AdvisorError, RequestValidationError, ClientDisconnect) as error:
            answer = problem_for(error)
        await answer(scope, receive, send)


async def read_body(scope: Scope, receive: Receive, most: int) -> bytes:
    """The body, of JSON by its headers; TooMuch as soon as it is larger than that."""
    types, encodings = [], []
    for name, value in scope["headers"]:
        if name == TYPE:
            types.append(value.decode("latin-1"))
        elif name == ENCODING:
            encodings.append(value.decode("latin-1"))
        elif name == LENGTH and value.isdigit() and int(value[:20]) > most:
            raise TOO_LARGE
    require_json(types, encodings)
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > most:
            raise TOO_LARGE
        if not message.get("more_body", False):
            return body


def valid(model: type[BaseModel], value: Any) -> BaseModel:
    """The value as that model; RequestValidationError as the framework raises it."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(found) from None
