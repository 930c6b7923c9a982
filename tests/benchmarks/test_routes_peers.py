"""The peers show our pages and store what we store, or comparing with them would say nothing.

Only what both have in common runs here, on the statements of the Flask one: neither Flask's server
nor Django is there. `benchmarks.speed --peers` compares all of it before it measures.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from starlette.types import ASGIApp

from app.engine.errors import NotFound
from app.store.ids import hash_token
from app.web.forms import Fields, parse_fields
from benchmarks.cases import form
from benchmarks.peers import flask_store
from benchmarks.peers.same import RANDOM
from benchmarks.peers.views import Views
from tests.web.asgi import COOKIE
from tests.web.people import ada, app
from tests.web.visitor import Visitor

ANSWERS = {"situation": "new", "kind": "public_api", "load": "high"}

Page = Callable[[Views, bytes, str], str]
PAGES: dict[str, Page] = {
    "/about": lambda views, _, __: views.about(),
    "/": lambda views, mine, _: views.home(mine, Fields()),
    "/assessments": lambda views, mine, _: views.saved(mine),
    "/assessments/{id}": lambda views, mine, id_: views.result(mine, id_),
    "/assessments/{id}/edit": lambda views, mine, id_: views.questionnaire(mine, id_),
}


@pytest.fixture
def views(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Views]:
    monkeypatch.setattr(flask_store, "DATABASE", sqlite_url)
    monkeypatch.setattr(flask_store, "local", threading.local())
    yield Views(flask_store)
    if hasattr(flask_store.local, "connection"):
        flask_store.local.connection.close()


def token_of(visitor: Visitor) -> bytes:
    return hash_token(visitor.client.cookies[COOKIE])


def id_of(path: str) -> str:
    return path.split("/")[2]


def without_keys(page: str) -> bytes:
    return RANDOM.sub(b"random", page.encode())


@pytest.mark.parametrize("path", PAGES)
def test_a_peer_shows_the_page_that_we_show(ada: Visitor, views: Views, path: str) -> None:
    saved = id_of(ada.save(ANSWERS).path)
    ada.start()
    ours = ada.get(path.format(id=saved))
    theirs = PAGES[path](views, token_of(ada), saved)
    assert without_keys(theirs) == without_keys(ours.source)


def test_a_peer_shows_the_report_of_a_link(ada: Visitor, views: Views) -> None:
    result = ada.save(ANSWERS)
    made = ada.submit(ada.get(f"{result.path}/shares"), "Create")
    (link,) = (one.get("value", "") for one in made.all("input", id="link"))
    path = link.partition("8000")[2]
    assert without_keys(views.report(path[3:])) == without_keys(ada.get(path).source)


def test_what_a_peer_saves_is_an_assessment_of_ours(ada: Visitor, views: Views) -> None:
    ada.save(ANSWERS)
    sent = parse_fields(form())
    made = views.save(token_of(ada), "flask-fastapi", sent)
    assert views.save(token_of(ada), "flask-fastapi", sent) == made
    shown = ada.get(made)
    assert shown.status == 200
    assert shown.heading


def test_what_a_peer_keeps_as_a_draft_is_the_draft_that_we_show(ada: Visitor, views: Views) -> None:
    saved = ada.save(ANSWERS).path
    views.draft(token_of(ada), id_of(saved), parse_fields(form(load="low")))
    again = ada.get(f"{saved}/edit")
    assert again.all("input", name="load", value="low", checked="")
    views.draft(token_of(ada), id_of(saved), parse_fields(form(**ANSWERS)))
    assert ada.get(f"{saved}/edit").all("input", name="load", value="high", checked="")


def test_a_peer_shows_nobody_what_is_somebody_elses(
    app: ASGIApp, ada: Visitor, views: Views
) -> None:
    saved, ben = id_of(ada.save(ANSWERS).path), Visitor(app)
    ben.save(ANSWERS)
    for mine in (token_of(ben), None):
        with pytest.raises(NotFound):
            views.result(mine, saved)
