"""Whatever goes wrong under /api/, a program gets problem details, and can act on them."""

from __future__ import annotations

import pytest

from tests.api.client import ApiClient
from tests.api.people import api, app


@pytest.mark.parametrize("path", ["/api/", "/api/v1", "/api/v2/rulebooks", "/nothing"])
def test_an_address_that_is_none_says_where_all_addresses_are(api: ApiClient, path: str) -> None:
    told = api.get(path)
    assert (told.status, told.kind) == (404, "not-found")
    assert "/api/v1/openapi.json" in told.value["remedy"]


def test_a_slash_too_many_is_said_to_be_one(api: ApiClient) -> None:
    """No redirect: a program that follows it would lose its body or its method."""
    told = api.get("/rulebooks/")
    assert told.status == 404
    assert "none ends with a slash" in told.value["remedy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "SHUTDOWN"])
def test_a_wrong_method_names_the_right_ones(api: ApiClient, method: str) -> None:
    told = api.send(method, "/rulebooks")
    assert (told.status, told.kind) == (405, "method-not-allowed")
    assert told.header("allow") == "GET, HEAD, OPTIONS"
    assert "GET, HEAD, OPTIONS" in told.value["detail"]


def test_an_address_of_its_own_has_not_the_methods_of_a_pattern_that_it_fits(
    api: ApiClient,
) -> None:
    assert api.send("OPTIONS", "/keys/current").header("allow") == "GET, HEAD, OPTIONS"
    assert api.send("OPTIONS", "/keys/k3y2lzq7mbn5wxya").header("allow") == "DELETE, OPTIONS"


def test_options_tells_the_methods_and_lets_no_other_site_in(api: ApiClient) -> None:
    origin = ("origin", "https://other.example")
    asked = ("access-control-request-method", "POST")
    told = api.send("OPTIONS", "/rulebooks", headers=[origin, asked])
    assert (told.status, told.header("allow")) == (204, "GET, HEAD, OPTIONS")
    assert told.answer.body == b""


def test_head_has_the_headers_of_get_and_no_body(api: ApiClient) -> None:
    head, get = api.send("HEAD", "/rulebooks"), api.get("/rulebooks")
    assert head.answer.headers == get.answer.headers
    assert (head.status, head.answer.body) == (200, b"")


def test_a_wrong_host_is_a_problem_too(api: ApiClient) -> None:
    told = api.send("GET", "/rulebooks", host="evil.example")
    assert (told.status, told.kind) == (400, "wrong-host")
