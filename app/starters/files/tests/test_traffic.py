"""What is asked of the other service, and what happens when it does not answer."""

<% if fastapi %>
import asyncio
<% else %>
from collections.abc import Callable
<% endif %>

import httpx2
import pytest
<% if fastapi %>
from fastapi.testclient import TestClient
<% else %>
from flask import Flask
<% endif %>

<% if fastapi %>
from << at >>.dependencies import traffic
from << at >>.main import app
<% endif %>
from << at >>.traffic import USUAL, traffic_now

URL = "http://traffic.test/now"
GOOD = << good_python >>
<% if fastapi %>


def asked(answer: httpx2.Response | Exception) -> float:
    """The factor when the other service answers this."""

    def reply(request: httpx2.Request) -> httpx2.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def ask() -> float:
        async with httpx2.AsyncClient(transport=httpx2.MockTransport(reply)) as client:
            return await traffic_now(client, URL)

    return asyncio.run(ask())
<% else %>


def asked(answer: httpx2.Response | Exception) -> float:
    """The factor when the other service answers this."""
    with httpx2.Client(transport=httpx2.MockTransport(replying(answer))) as client:
        return traffic_now(client, URL)


def replying(answer: httpx2.Response | Exception) -> Callable[[httpx2.Request], httpx2.Response]:
    def reply(request: httpx2.Request) -> httpx2.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return reply
<% endif %>


def test_the_roads_are_as_slow_as_the_other_service_says() -> None:
    assert asked(httpx2.Response(200, json={"factor": 1.5})) == 1.5


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(500),
        httpx2.Response(200, json={"factor": -1}),
        httpx2.Response(200, text="soon"),
        httpx2.ReadTimeout("too slow"),
    ],
)
def test_without_an_answer_they_are_as_usual(answer: httpx2.Response | Exception) -> None:
    assert asked(answer) == USUAL


<% if fastapi %>
def test_slow_roads_make_it_<< "longer" if model else "dearer" >>(client: TestClient) -> None:
    usual = client.post("<< prefix >>/<< things >>", json=GOOD).json()["<< figure >>"]
    app.dependency_overrides[traffic] = lambda: 2.0
    try:
        slow = client.post("<< prefix >>/<< things >>", json=GOOD).json()["<< figure >>"]
    finally:
        app.dependency_overrides.clear()
    assert slow > usual
<% else %>
def test_slow_roads_make_it_<< "longer" if model else "dearer" >>(app: Flask) -> None:
    client = app.test_client()
    usual = client.post("<< prefix >>/<< things >>", json=GOOD).json
    transport = httpx2.MockTransport(replying(httpx2.Response(200, json={"factor": 2})))
    app.extensions["traffic"] = httpx2.Client(transport=transport)
    app.config["TRAFFIC_URL"] = URL
    slow = client.post("<< prefix >>/<< things >>", json=GOOD).json
    assert usual
    assert slow
    assert slow["<< figure >>"] > usual["<< figure >>"]
<% endif %>
