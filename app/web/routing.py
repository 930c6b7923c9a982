"""Routes of pages: what a handler takes is asked of the request at once.

The framework looks anew at each request how to get what a handler takes: that may be a graph of
dependencies, each with parameters of its own. What ours take, visits and what was sent, needs
nothing but the request, so they are asked one after the other, as the framework would. A handler
that takes anything else goes the framework's way.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any, get_type_hints

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

Handle = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """A route whose handler takes a visit, what was sent, and parts of the path."""

    def get_route_handler(self) -> Handle:
        """What answers a request to it."""
        return self._answer if _is_plain(self) else super().get_route_handler()

    async def _answer(self, request: Request) -> Response:
        taken: dict[str, Any] = {}
        async with AsyncExitStack() as stack:
            for needed in self.dependant.dependencies:
                value = await _asked(needed, request, stack)
                if needed.name is not None:
                    taken[needed.name] = value
            path, faults = request_params_to_args(self.dependant.path_params, request.path_params)
            if faults:
                raise RequestValidationError(faults)
            answer: Response
            if iscoroutinefunction(self.endpoint):
                answer = await self.endpoint(**taken, **path)
            else:
                answer = await run_in_threadpool(self.endpoint, **taken, **path)
        return answer


async def _asked(needed: Dependant, request: Request, stack: AsyncExitStack) -> Any:
    call: Any = needed.call
    if isasyncgenfunction(call):
        return await stack.enter_async_context(asynccontextmanager(call)(request))
    return await call(request)


def _is_plain(route: APIRoute) -> bool:
    """Whether the handler takes nothing but parts of the path and what needs only the request."""
    taken = route.dependant
    return (
        not _takes_more(taken)
        and taken.request_param_name is None
        and all(map(_needs_only_the_request, taken.dependencies))
        and issubclass(get_type_hints(route.endpoint).get("return", object), Response)
    )


def _needs_only_the_request(needed: Dependant) -> bool:
    call: Any = needed.call
    return (
        not (needed.dependencies or needed.path_params or _takes_more(needed))
        and needed.request_param_name is not None
        and (iscoroutinefunction(call) or (isasyncgenfunction(call) and needed.scope == "function"))
    )


def _takes_more(taken: Dependant) -> bool:
    fields = taken.query_params, taken.header_params, taken.cookie_params, taken.body_params
    named = (
        taken.http_connection_param_name,
        taken.response_param_name,
        taken.background_tasks_param_name,
        taken.security_scopes_param_name,
        taken.concurrency,
    )
    return any(fields) or any(name is not None for name in named)
