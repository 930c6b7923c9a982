"""The pages about the site itself."""

import re
from pathlib import Path

import pytest

from app.main import create_app
from app.settings import Settings
from tests.factories import shipped
from tests.web.people import ada, app
from tests.web.visitor import View, Visitor, text_of


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/about", "What it does not know"),
        ("/privacy", "One cookie"),
        ("/rulebooks", "34 statements of the source"),
    ],
)
def test_the_page_is_there_and_sets_no_cookie(ada: Visitor, path, words):
    view = ada.get(path)
    assert view.status == 200
    assert words in view.text()
    assert "set-cookie" not in view.headers


def test_every_page_warns_where_the_connection_is_not_encrypted(ada: Visitor, tmp_path: Path):
    settings = Settings(
        database=str(tmp_path / "advisor.db"), public_url="http://advisor.test", allow_http=True
    )
    with Visitor(create_app(settings, library=shipped())).client as client:
        page = client.get("http://advisor.test/about").text
    assert "without encryption" in page
    assert "without encryption" not in ada.get("/about").source


TYPED = {"situation": "new", "kind": "public_api", "type_hints": "unfamiliar"}
SMALL = {"kind": "internal_tool", "type_hints": "comfortable"}


def both_named(view: View) -> list[list[str]]:
    """The alternatives in each heading of a table and beside each scale that names both."""
    places = [row for head in view.all("thead") for row in head.iter("tr")]
    places += view.all("p", class_="balance-ends")
    found = [re.findall("Flask|FastAPI", text_of(place)) for place in places]
    return [names for names in found if {"Flask", "FastAPI"} <= set(names)]


def test_the_alternatives_stand_in_the_order_of_the_rulebook_whoever_leads(ada: Visitor):
    """The page about this site says so of every page."""
    assert "in the order of the rulebook" in ada.get("/about").text()
    saved = [ada.save(answers) for answers in (TYPED, SMALL)]
    assert ["FastAPI" in view.title for view in saved] == [True, False]
    picked = "&".join(f"r={view.path.rpartition('/')[2]}.1" for view in saved)
    quality = ada.get("/rulebooks/flask-fastapi/1.0.1/quality")
    for view in (*saved, ada.get(f"/comparisons?{picked}"), quality, ada.get("/")):
        named = both_named(view)
        assert named, view.path
        assert all(names[:2] == ["Flask", "FastAPI"] for names in named), (view.path, named)
