"""What a project is made of: which files, the same each time, in good shape, for which answers."""

from __future__ import annotations

import ast
import io
import json
import stat
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from app.engine.answers import read_answers
from app.engine.scoring import evaluate
from app.starters.kinds import OF_VERDICTS, Kind, kinds_for
from app.starters.packages import direct, direct_dev
from app.starters.project import archive
from app.starters.shape import USUAL, shape_of
from app.starters.tree import RECORD, files
from app.starters.words import FOLDERS
from tests.factories import shipped
from tests.starters.variants import (
    ONE_EACH,
    OPTIONS,
    PLAIN,
    RULEBOOK,
    differing_in,
    made,
    pairs,
    shape,
    unpacked,
    variants,
)

OUTGROWN = {"situation": "existing_flask", "limits": ["other"]}


@pytest.mark.parametrize("kind", Kind)
def test_the_same_answers_make_the_same_bytes(kind: Kind):
    variant = shape(kind, ONE_EACH[kind])
    assert archive(variant, made(variant)) == archive(variant, made(variant))


@pytest.mark.parametrize("kind", Kind)
def test_the_archive_has_one_folder_with_the_planned_files_and_the_decision(kind: Kind):
    variant = shape(kind, ONE_EACH[kind])
    packed = zipfile.ZipFile(io.BytesIO(archive(variant, made(variant))))
    names = {name.partition("/")[2] for name in packed.namelist()}
    assert {name.partition("/")[0] for name in packed.namelist()} == {FOLDERS[kind]}
    assert names == {RECORD, *(one.path for one in files(variant))}
    modes = {one.filename.partition("/")[2]: one.external_attr >> 16 for one in packed.infolist()}
    scripts = {path for path, mode in modes.items() if mode & stat.S_IXUSR}
    assert scripts == {path for path in ("check.sh", "measure.py") if path in names}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("question", OPTIONS)
def test_an_answer_changes_just_the_files_that_say_so(kind: Kind, question: str):
    changed: set[str] = set()
    said: set[str] = set()
    for group in differing_in(question):
        variants = [shape(kind, values) for values in group]
        said |= {one.path for each in variants for one in files(each) if question in one.shaped_by}
        contents = [{one.path: one.text for one in made(each)} for each in variants]
        changed |= {
            path
            for path in set().union(*contents)
            if len({content.get(path) for content in contents}) > 1
        }
    assert "README.md" in changed
    assert len(changed) > 1
    assert said == changed


@pytest.mark.parametrize("kind", Kind)
def test_its_code_is_formatted_and_clean_and_has_no_leftovers(kind: Kind, tmp_path: Path):
    for number, variant in enumerate([*variants(kind), shape(kind, PLAIN)]):
        unpacked(variant, tmp_path / str(number))
    rules = ["--select", "E,F,W,I,B,UP,SIM,RUF,C4,PT,RET,PIE", "--ignore", "RUF001,RUF002"]
    around = ["--isolated", "--no-cache", "--line-length", "100"]
    for words in (
        ["format", "--check", *around],
        ["check", *around, *rules, "--config", 'src=["*/*"]', "--output-format", "concise"],
    ):
        command = [sys.executable, "-m", "ruff", *words, "."]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    for path in (one for one in tmp_path.rglob("*") if one.is_file()):
        text = path.read_text(encoding="utf-8")
        assert not any(mark in text for mark in ("<%", "%>", "<<", ">>", "\n\n\n\n")), path
        assert text == "" or text.endswith("\n"), path
        assert not any(line.endswith(" ") for line in text.splitlines()), path
    for path in tmp_path.rglob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))["project"]["dependencies"]
    for path in tmp_path.rglob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))


def test_every_verdict_of_the_shipped_rules_leads_to_a_kind_or_is_too_close():
    for rulebook in shipped():
        if rulebook.compares is None:
            named = {verdict.id for verdict in rulebook.verdicts}
            assert named - OF_VERDICTS.keys() == {"too_close"}


@pytest.mark.parametrize(
    ("answers", "kinds"),
    [
        ({"situation": "new", "kind": "public_api"}, ("fastapi",)),
        ({"situation": "existing_fastapi", "kind": "public_api"}, ("fastapi",)),
        ({"situation": "new", "kind": "internal_tool", "horizon": "quick"}, ("flask",)),
        ({"situation": "existing_flask", "limits": ["none"]}, ("keep",)),
        ({"situation": "existing_flask", "limits": ["throughput", "async"]}, ("move",)),
        ({"situation": "new"}, ("fastapi", "flask")),
        ({}, ("fastapi", "flask")),
        (
            {**OUTGROWN, "validation": "complex", "extensions": "exact"},
            ("keep", "move"),
        ),
    ],
)
def test_the_kind_follows_from_the_verdict_and_where_one_stands(answers, kinds):
    read, problems = read_answers(RULEBOOK, answers)
    assert not problems
    assert kinds_for(RULEBOOK, read, [evaluate(RULEBOOK, read)]) == kinds


def test_what_is_open_is_made_as_usual():
    read, _ = read_answers(RULEBOOK, {"situation": "new", "docs": "unknown"})
    assert dict(shape_of(Kind.FASTAPI, read, sqlite=False).answers) == USUAL


@pytest.mark.parametrize(
    ("limits", "first", "second"),
    [(["docs", "async"], "wait at once", "documentation"), (["none"], "a second", "bad input")],
)
def test_what_to_measure_before_a_move_follows_from_the_limits(limits, first, second):
    read, _ = read_answers(RULEBOOK, {"situation": "existing_flask", "limits": limits})
    texts = {one.path: one.text for one in made(shape_of(Kind.MOVE, read, sqlite=False))}
    measures = texts["README.md"].partition("## What to measure")[2].partition("\n## ")[0]
    bullets = [line for line in measures.splitlines() if line.startswith("* ")]
    assert len(bullets) == 2
    assert first in bullets[0]
    assert second in bullets[1]


def test_the_readme_names_each_answer_with_its_files():
    texts = {one.path: one.text for one in made(shape(Kind.FASTAPI, ONE_EACH[Kind.FASTAPI]))}
    shaped = texts["README.md"].partition("## What shaped it")[2]
    assert (
        "| Will requests mostly wait on other things? | Yes, a good part of them | "
        "`pyproject.toml`, `requirements-dev.txt`, `requirements.txt`, "
    ) in shaped
    assert "| Database, chosen at the download | SQLite | " in shaped


@pytest.mark.parametrize("kind", Kind)
def test_what_it_imports_is_what_it_names(kind: Kind):
    for values in pairs():
        variant = shape(kind, values)
        code, tests = set(), set()
        for one in made(variant):
            if one.path.endswith(".py"):
                (tests if one.path.startswith("tests/") else code).update(imported(one.text))
        own = {"service", "legacy"} | sys.stdlib_module_names
        served = {"gunicorn", "uvicorn"}
        named = {MODULES.get(name, name) for name in direct(variant)}
        assert code - own <= named, variant
        assert named - served - NEEDED_BY_OTHERS <= code, variant
        named_dev = {MODULES.get(name, name) for name in direct_dev(variant)}
        assert tests - own <= named | named_dev, variant


MODULES = {"pydantic-settings": "pydantic_settings"}
NEEDED_BY_OTHERS = {"jinja2", "python-multipart"}
"""FastAPI imports them where there are templates and forms."""


def imported(text: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(text)):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found |= {name.partition(".")[0] for name in names}
    return found
