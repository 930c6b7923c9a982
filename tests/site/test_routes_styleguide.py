"""The style guide: there in development, and nowhere else."""

from app.main import create_app
from app.settings import Settings
from tests.factories import shipped
from tests.web.people import ada, app
from tests.web.visitor import Visitor


def test_it_shows_every_kind_of_verdict_in_development(sqlite_url: str):
    settings = Settings(database=sqlite_url, development=True)
    visitor = Visitor(create_app(settings, library=shipped()))
    with visitor.client:
        view = visitor.get("/styleguide")
    assert view.heading == "Style guide"
    for verdict in ("FastAPI", "Flask", "Keep the Flask app", "Too close to call"):
        assert f"Verdict: {verdict}" in view.text()


def test_it_is_not_there_otherwise(ada: Visitor):
    assert ada.get("/styleguide").status == 404
