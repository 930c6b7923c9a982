"""The style guide: there in development, and nowhere else."""

from pathlib import Path

from app.main import create_app
from app.settings import Settings
from app.store.migrations import upgrade
from tests.web.visitor import Visitor


def test_it_shows_every_kind_of_verdict_in_development(tmp_path: Path):
    settings = Settings(database=str(tmp_path / "advisor.db"), development=True)
    upgrade(settings.database_url)
    visitor = Visitor(create_app(settings))
    with visitor.client:
        view = visitor.get("/styleguide")
    assert view.heading == "Style guide"
    for verdict in ("FastAPI", "Flask", "Keep the Flask app", "Too close to call"):
        assert f"Verdict: {verdict}" in view.text()


def test_it_is_not_there_otherwise(ada: Visitor):
    assert ada.get("/styleguide").status == 404
