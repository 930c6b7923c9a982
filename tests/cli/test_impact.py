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
from tests.engine.toy import TOY_PATH
from tests.versions import FIRST, second_version, two_versions
from tests.web.visitor import Visitor

TYPED = {"type_hints": "comfortable"}
EXPLICIT = {"situation": "new", "kind": "public_api", "debugging": "explicit"}
API = {"situation": "new", "kind": "public_api"}
LIMITED = {"situation": "existing_flask", "limits": ["async"], "kind": "public_api"}


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
        visitor.save(LIMITED)
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


@pytest.mark.parametrize(
    "line",
    [
        "all answers  73,850,616 → 36,925,308",
        "new          1,102,248 → 551,124",
        "             fastapi          532,771  48.3% →        255,578  46.4%",
    ],
)
def test_it_counts_all_answers_of_each_context_old_beside_new(stored: str, later: str, line: str):
    assert line in told("flask-fastapi@1.0.0", later, "--database", stored).splitlines()


def test_the_counts_need_no_database(later: str, tmp_path: Path):
    arguments = ["impact", "flask-fastapi@1.0.0", later, "--database", str(tmp_path / "none.db")]
    result = CliRunner().invoke(build_commands(), arguments)
    assert "all answers  73,850,616 → 36,925,308" in result.output
    assert "There is no database" in str(result.exception)


def test_a_context_that_one_version_lacks_is_said_so(stored: str, tmp_path: Path):
    option = '{ id = "existing_other", text = "'
    wider = (SHIPPED / FIRST).read_text("utf-8")
    assert wider.count(option) == 1
    wider = wider.replace(
        option, '{ id = "nothing", text = "Nothing", no_effect = "-" },\n  ' + option
    )
    path = tmp_path / FIRST
    path.write_text(wider, "utf-8")
    words = told("flask-fastapi@1.0.0", str(path), "--database", stored)
    assert "nothing      only in the new version" in words
    assert "existing_flask 70,543,872 → 70,543,872, every share as before" in words
    words = told(str(path), "flask-fastapi@1.0.0", "--database", stored)
    assert "nothing      only in the old version" in words


def test_more_than_two_alternatives_are_not_counted(stored: str):
    words = told(str(TOY_PATH), str(TOY_PATH), "--database", stored)
    assert "Counts       none: answer sets are counted for two alternatives only" in words


def test_the_same_version_changes_nothing(stored: str):
    path = str(SHIPPED / FIRST)
    assert "0 change, 0 do not fit" in told(path, path, "--database", stored)


@pytest.mark.parametrize(
    ("id_", "other"),
    [("public_api", "open_api"), ('"async"', '"waiting"'), ("debugging", "tracing")],
)
def test_a_file_that_stored_answers_do_not_fit_is_refused(
    stored: str, tmp_path: Path, id_: str, other: str
):
    """An option of a question with one answer or with several, and a question."""
    edited = tmp_path / FIRST
    edited.write_text((SHIPPED / FIRST).read_text().replace(id_, other))
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
