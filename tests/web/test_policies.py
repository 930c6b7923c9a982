"""The application does not start with a route that does not say who may use it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import APIRouter, FastAPI
from starlette.responses import Response

from app.web.policies import PolicyError, check_policies, policies_of, walk
from app.web.visit import Anyone, Reader, ShareReader, Writer

Handler = Callable[..., Response]


def nobody() -> Response:
    return Response()


def plain(visit: Anyone) -> Response:
    return Response()


def reads(visit: Reader) -> Response:
    return Response()


def writes(visit: Writer) -> Response:
    return Response()


def opens(visit: ShareReader) -> Response:
    return Response()


def reads_twice(visit: Reader, link: ShareReader) -> Response:
    return Response()


def fault_of(handler: Handler, method: str) -> str:
    """What stops the start of an application with this handler; nothing if it starts."""
    inner = APIRouter()
    inner.add_api_route("/x", handler, methods=[method])
    outer = APIRouter()
    outer.include_router(inner)
    app = FastAPI(openapi_url=None)
    app.include_router(outer)
    try:
        check_policies(app.router.routes)
    except PolicyError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("handler", "method"),
    [
        (plain, "GET"),
        (plain, "POST"),
        (opens, "GET"),
        (reads, "GET"),
        (reads, "POST"),
        (writes, "POST"),
    ],
)
def test_a_handler_that_keeps_to_its_policy_starts(handler: Handler, method: str) -> None:
    assert not fault_of(handler, method)


@pytest.mark.parametrize(
    ("handler", "method", "fault"),
    [
        (nobody, "GET", "declares no policy"),
        (reads_twice, "GET", "declares several policies: Reader, ShareReader"),
        (writes, "GET", "would change something by a GET"),
    ],
)
def test_any_other_stops_the_start(handler: Handler, method: str, fault: str) -> None:
    assert f"The route /x {fault}" in fault_of(handler, method)


def test_a_bare_route_stops_the_start() -> None:
    app = FastAPI(openapi_url=None)
    app.add_route("/x", lambda request: Response())
    with pytest.raises(PolicyError, match="is not a handler with a policy"):
        check_policies(app.router.routes)


def test_two_handlers_of_one_name_stop_the_start() -> None:
    """Addresses are built from names: links would lead to whichever of the two came last."""
    routers = APIRouter(), APIRouter()
    for router, path in zip(routers, ("/x", "/y"), strict=True):
        router.add_api_route(path, plain, methods=["GET"])
    app = FastAPI(openapi_url=None)
    for router in routers:
        app.include_router(router)
    with pytest.raises(PolicyError, match="/y has a handler named plain, as has /x"):
        check_policies(app.router.routes)


def test_the_real_routes_declare_one_each(pages: FastAPI) -> None:
    declared = [policies_of(route) for route in walk(pages.router.routes)]
    assert {len(policies) for policies in declared} == {1}
    assert set(declared) == {("Anyone",), ("Reader",), ("Writer",), ("ShareReader",)}
