"""What a new version of the rules does to what is stored, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import build_commands
from app.engine.errors import Invalid
from app.main import create_app
from app.rulebooks.library import SHIPPED, Library
from app.settings import Settings
from tests.versions import FIRST, second_version, two_versions
from tests.web.visitor import Visitor

TYPED = {"type_hints": "comfortable"}
EXPLICIT = {"situation": "new", "kind": "public_api", "debugging": "explicit"}
API = {"situation": "new", "kind": "public_api"}


@pytest.fixture
def stored(sqlite_url: str) -> str:
    """Three assessments under 1.0.0; of the first only its latest revision counts."""
    old = Library([two_versions().get("flask-fastapi", "1.0.0")])
    visitor = Visitor(create_app(Settings(database=sqlite_url), library=old))
    with visitor.client:
        first = visitor.save(API)
        form = visitor.get(first.href("Change answers"))
        visitor.submit(
            form, "Save and see the result", {**TYPED, "situation": "unknown", "kind": "unknown"}
        )
        visitor.save(EXPLICIT)
        visitor.save(API)
    return sqlite_url


@pytest.fixture
def later(tmp_path: Path) -> str:
    path = tmp_path / "flask-fastapi-2.0.0.toml"
    path.write_bytes(second_version())
    return str(path)


def told(*arguments: str) -> str:
    result = CliRunner().invoke(build_commands(), ["impact", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_it_counts_the_verdicts_and_tells_what_changes_and_why(stored: str, later: str):
    words = told("flask-fastapi@1.0.0", later, "--database", stored)
    assert "3 assessments: 1 change, 1 do not fit" in words
    assert "fastapi → too_close" in words
    assert "FastAPI, lead 5 → Too close to call, lead 0" in words
    assert "typed-team: fastapi +5 → no points" in words
    assert "debugging: There is no option “explicit”" in words


def test_the_same_version_changes_nothing(stored: str):
    path = str(SHIPPED / FIRST)
    assert "0 change, 0 do not fit" in told(path, path, "--database", stored)


def test_a_file_that_stored_answers_do_not_fit_is_refused(stored: str, tmp_path: Path):
    edited = tmp_path / FIRST
    edited.write_text((SHIPPED / FIRST).read_text().replace("public_api", "open_api"))
    result = CliRunner().invoke(
        build_commands(), ["impact", str(edited), str(SHIPPED / FIRST), "--database", stored]
    )
    assert isinstance(result.exception, Invalid)
    assert "do not fit this flask-fastapi 1.0.0" in result.exception.message


def test_an_unknown_version_is_named_with_those_at_hand(sqlite_url: str):
    result = CliRunner().invoke(
        build_commands(), ["impact", "flask-fastapi@9.9.9", "flask-fastapi@1.0.0"]
    )
    assert result.exit_code == 2
    assert "flask-fastapi@1.0.0" in result.output
