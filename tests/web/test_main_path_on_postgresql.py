"""The main path over HTTP on PostgreSQL: decide, change, share, copy, compare, delete."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.types import ASGIApp

from app.main import create_app
from app.settings import Settings
from tests.factories import shipped
from tests.web.asgi import ask
from tests.web.visitor import ORIGIN, Visitor

pytestmark = pytest.mark.postgresql

API = {"situation": "new", "kind": "public_api"}
TOOL = {"situation": "new", "kind": "internal_tool"}


@pytest.fixture
def app(postgresql_url: str) -> Iterator[ASGIApp]:
    made = create_app(Settings(database=postgresql_url), library=shipped())
    with Visitor(made).client:
        yield made


@pytest.fixture
def ada(app: ASGIApp) -> Visitor:
    return Visitor(app)


@pytest.fixture
def ben(app: ASGIApp) -> Visitor:
    return Visitor(app)


def test_it_is_ready(app: ASGIApp) -> None:
    assert ask(app, "/readyz").text == "ready"


def test_one_decides_changes_an_answer_and_finds_it_again(ada: Visitor) -> None:
    saved = ada.save(API)
    assert saved.heading == "Verdict: FastAPI"
    renamed = ada.submit(saved, "Save the name", {"_text": "Ünser API"})
    assert "Ünser API" in renamed.title
    changed = ada.submit(ada.get(saved.href("Change answers")), "Save and see the result", TOOL)
    assert changed.heading == "Verdict: Flask"
    assert "Ünser API" in ada.get("/assessments?q=unser").text()
    assert ada.get(f"{saved.path}/revisions/1").heading == "Verdict: FastAPI"
    versus = f"/comparisons?r={saved.path[13:]}.1&r={saved.path[13:]}.2"
    assert ada.get(versus).status == 200


def test_one_shares_another_copies_and_the_link_is_taken_back(ada: Visitor, ben: Visitor) -> None:
    shares = ada.get(ada.save(API).href("Share"))
    made = ada.submit(shares, "Create the link")
    link = made.all("input", id="link")[0].get("value", "").removeprefix(ORIGIN)
    copied = ben.submit(ben.get(link), "Copy to my workspace")
    assert copied.path.endswith("/edit")
    asked = ada.get(ada.get(shares.path).href("Revoke"))
    ada.submit(asked, "Revoke the link")
    assert ben.get(link).status == 404
    assert ben.get(copied.path).status == 200


def test_a_stranger_finds_nothing_and_can_do_nothing(ada: Visitor, ben: Visitor) -> None:
    saved = ada.save(API)
    ben.save(TOOL)
    assert ben.get(saved.path).status == 404
    refused = ben.post(f"{saved.path}/title", {"_text": "Ben was here", "_version": "1"})
    assert refused.status == 404
    assert "Ben was here" not in ada.get("/assessments").text()
