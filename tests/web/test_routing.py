"""Routes of pages ask for what a handler takes as the framework would, only sooner."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from app.web.forms import Identifier
from app.web.routing import PageRoute

EVENTS: list[str] = []


async def told(request: Request) -> str:
    return request.headers["told"]


async def held(request: Request) -> AsyncIterator[str]:
    EVENTS.append("taken")
    try:
        yield request.method
    finally:
        EVENTS.append("given back")


async def noted(request: Request) -> None:
    EVENTS.append("noted")


Told = Annotated[str, Depends(told)]
Held = Annotated[str, Depends(held, scope="function")]


class Leaving(PlainTextResponse):
    async def __call__(self, *asgi: object) -> None:
        EVENTS.append("left")
        await super().__call__(*asgi)  # type: ignore[arg-type]


def handlers(route_class: type[APIRoute]) -> APIRouter:
    router = APIRouter(route_class=route_class)

    @router.get("/in-a-thread/{one}", dependencies=[Depends(noted)])
    def in_a_thread(one: Identifier, said: Told, method: Held) -> Response:
        EVENTS.append("worked")
        return Leaving(f"{one} {said} {method}")

    @router.get("/at-once/{one}")
    async def at_once(one: str, said: Told) -> Response:
        return PlainTextResponse(f"{one} {said}", 201)

    @router.get("/failing")
    def failing(method: Held) -> Response:
        raise ValueError

    @router.get("/more")
    def more(said: Told, request: Request, number: int = 1) -> Response:
        return PlainTextResponse(f"{said} {number} {request.url.path}")

    @router.get("/no-answer")
    def no_answer(said: Told) -> dict[str, str]:
        return {"said": said}

    return router


def client(route_class: type[APIRoute]) -> TestClient:
    app = FastAPI()
    app.router.routes.extend(handlers(route_class).routes)
    return TestClient(app, raise_server_exceptions=False, headers={"told": "this"})


ADDRESSES = (
    "/in-a-thread/it",
    "/in-a-thread/it!",
    "/at-once/it",
    "/failing",
    "/more?number=7",
    "/more?number=x",
    "/no-answer",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_answers_what_the_framework_answers(address: str) -> None:
    seen = []
    for route_class in (APIRoute, PageRoute):
        EVENTS.clear()
        with client(route_class) as asking:
            answer = asking.get(address)
        seen.append((answer.status_code, answer.text, [*EVENTS]))
    assert seen[0] == seen[1]


def test_what_is_held_is_given_back_before_the_answer_leaves() -> None:
    EVENTS.clear()
    with client(PageRoute) as asking:
        asking.get("/in-a-thread/it")
    assert EVENTS == ["noted", "taken", "worked", "given back", "left"]


def test_nothing_is_searched_for_what_needs_only_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(**_: object) -> None:
        raise AssertionError("The framework was asked.")

    monkeypatch.setattr("fastapi.routing.solve_dependencies", fail)
    with client(PageRoute) as asking:
        found = {address: asking.get(address).status_code for address in ADDRESSES}
    assert (found["/in-a-thread/it"], found["/at-once/it"]) == (200, 201)
    assert (found["/more?number=7"], found["/no-answer"]) == (500, 500)
