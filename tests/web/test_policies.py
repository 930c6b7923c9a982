"""The application does not start with a route that does not say who may use it (D5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import APIRouter, FastAPI
from starlette.responses import Response

from app.web.dependencies import (
    MaybeWorkspace,
    OwnWorkspace,
    Policy,
    Shared,
    WritableOrNew,
    WritableWorkspace,
    policy,
)
from app.web.policies import PolicyError, check_policies, walk

Handler = Callable[..., Response]


def plain() -> Response:
    return Response()


def reads(workspace: MaybeWorkspace) -> Response:
    return Response()


def owns(workspace: OwnWorkspace) -> Response:
    return Response()


def writes(workspace: WritableWorkspace) -> Response:
    return Response()


def makes(workspace: WritableOrNew) -> Response:
    return Response()


def opens(shared: Shared) -> Response:
    return Response()


def check(handler: Handler, declared: Policy | None, method: str) -> None:
    inner = APIRouter()
    endpoint = policy(declared)(handler) if declared else handler
    inner.add_api_route("/x", endpoint, methods=[method])
    outer = APIRouter()
    outer.include_router(inner)
    app = FastAPI(openapi_url=None)
    app.include_router(outer)
    check_policies(app.router.routes)


@pytest.fixture(autouse=True)
def undeclared_again() -> None:
    for handler in (plain, reads, owns, writes, makes, opens):
        vars(handler).pop("policy", None)


@pytest.mark.parametrize(
    ("handler", "declared", "method"),
    [
        (plain, "public", "GET"),
        (opens, "share-read", "GET"),
        (plain, "api", "POST"),
        (reads, "workspace-read", "GET"),
        (reads, "workspace-read", "POST"),
        (owns, "workspace-read", "GET"),
        (writes, "workspace-write", "POST"),
        (makes, "workspace-write", "POST"),
    ],
)
def test_a_handler_that_keeps_to_its_policy_starts(
    handler: Handler, declared: Policy, method: str
) -> None:
    check(handler, declared, method)


@pytest.mark.parametrize(
    ("handler", "declared", "method", "fault"),
    [
        (plain, None, "GET", "declares no policy"),
        (reads, "public", "GET", "is public but takes a workspace"),
        (owns, "share-read", "GET", "is share-read but takes a workspace"),
        (writes, "public", "POST", "is public but takes a workspace"),
        (makes, "api", "POST", "is api but takes a workspace"),
        (writes, "workspace-read", "POST", "is workspace-read but writes"),
        (makes, "workspace-write", "GET", "would change something by a GET"),
        (plain, "share-read", "GET", "is share-read but reads no share"),
        (opens, "public", "GET", "is public but reads a share"),
    ],
)
def test_any_other_stops_the_start(
    handler: Handler, declared: Policy | None, method: str, fault: str
) -> None:
    with pytest.raises(PolicyError, match=f"The route /x {fault}"):
        check(handler, declared, method)


def test_a_bare_route_stops_the_start() -> None:
    app = FastAPI(openapi_url=None)
    app.add_route("/x", lambda request: Response())
    with pytest.raises(PolicyError, match="is not a handler with a policy"):
        check_policies(app.router.routes)


def test_two_handlers_of_one_name_stop_the_start() -> None:
    """Addresses are built from names: links would lead to whichever of the two came last."""
    routers = APIRouter(), APIRouter()
    for router, path in zip(routers, ("/x", "/y"), strict=True):
        router.add_api_route(path, policy("public")(plain), methods=["GET"])
    app = FastAPI(openapi_url=None)
    for router in routers:
        app.include_router(router)
    with pytest.raises(PolicyError, match="/y has a handler named plain, as has /x"):
        check_policies(app.router.routes)


def test_a_writing_handler_is_a_plain_function() -> None:
    async def handler(workspace: WritableWorkspace) -> Response:
        return Response()

    with pytest.raises(TypeError):
        policy("workspace-write")(handler)  # type: ignore[arg-type]


def test_the_real_routes_all_declare_one(pages: FastAPI) -> None:
    policies = {getattr(route.endpoint, "policy", None) for route in walk(pages.router.routes)}
    assert policies == {"public", "share-read", "workspace-read", "workspace-write"}
