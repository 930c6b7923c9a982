"""The page that tells programmers of the API, as its document does."""

from __future__ import annotations

import json
from xml.etree.ElementTree import Element

from app.api.openapi import operations
from app.main import create_app
from app.settings import Settings
from tests.factories import shipped
from tests.web.people import ada, app
from tests.web.visitor import ORIGIN, Visitor, text_of

DOCUMENT = "/api/v1/openapi.json"


def test_every_operation_of_the_document_is_told_and_in_the_index(ada: Visitor) -> None:
    page = ada.get("/api")
    told = {one["operationId"]: one for one in operations(json.loads(ada.get(DOCUMENT).source))}
    shown = {article.get("aria-labelledby"): article for article in page.all("article")}
    assert shown.keys() == told.keys()
    for name, operation in told.items():
        assert page.all("a", href=f"#{name}"), name
        text = text_of(shown[name])
        assert operation["summary"].rstrip(".") in text
        assert all(parameter["name"] in text for parameter in operation.get("parameters", ()))


def test_every_operation_has_a_line_to_copy_that_asks_this_server(ada: Visitor) -> None:
    page = ada.get("/api")
    for article in page.all("article"):
        name = article.get("aria-labelledby", "")
        (line,) = page.all("code", id=f"{name}-curl")
        (button,) = page.all("button", data_copy=f"{name}-curl")
        assert text_of(button) == "Copy"
        assert text_of(line).startswith("curl ")
        assert f"{ORIGIN}/api/v1/" in text_of(line)


def statuses(part: Element) -> set[str]:
    return {text_of(one) for one in part.iter("span") if "status" in one.get("class", "").split()}


def test_every_status_of_an_operation_is_told_with_it_or_for_all(ada: Visitor) -> None:
    page = ada.get("/api")
    told = {one["operationId"]: one for one in operations(json.loads(ada.get(DOCUMENT).source))}
    everywhere = statuses(page.all("section", aria_labelledby="beginning")[0])
    for article in page.all("article"):
        operation = told[article.get("aria-labelledby", "")]
        assert statuses(article) | everywhere >= set(operation["responses"])


def test_the_document_is_a_download(ada: Visitor) -> None:
    page = ada.get("/api")
    at = page.href("Download the OpenAPI document")
    assert json.loads(ada.get(at).source)["openapi"].startswith("3.1")


def test_the_page_is_linked_from_every_other_and_sets_no_cookie(ada: Visitor) -> None:
    assert [text_of(one) for one in ada.get("/about").all("a", href="/api")] == ["JSON API"]
    page = ada.get("/api")
    assert (page.status, page.heading) == (200, "JSON API")
    assert "set-cookie" not in page.headers


def test_an_operator_who_wants_no_page_still_has_the_api(sqlite_url: str) -> None:
    settings = Settings(database=sqlite_url, api_docs=False)
    with Visitor(create_app(settings, library=shipped())).client as client:
        assert client.get("/api").status_code == 404
        assert ">JSON API</a>" not in client.get("/about").text
        assert client.get(DOCUMENT).json()["paths"]


def test_below_a_path_of_a_shared_host_every_address_has_it(sqlite_url: str) -> None:
    address = "https://example.org/decide"
    settings = Settings(database=sqlite_url, public_url=address)
    with Visitor(create_app(settings, library=shipped())).client as client:
        page = client.get(f"{address}/api").text
    assert f"{address}/api/v1/" in page
    assert 'href="/decide/api/v1/openapi.json"' in page
