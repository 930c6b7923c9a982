"""The pages about the site itself."""

from pathlib import Path

import pytest

from app.main import create_app
from app.settings import Settings
from tests.web.people import ada, app
from tests.web.visitor import Visitor


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
    with Visitor(create_app(settings)).client as client:
        page = client.get("http://advisor.test/about").text
    assert "without encryption" in page
    assert "without encryption" not in ada.get("/about").source
