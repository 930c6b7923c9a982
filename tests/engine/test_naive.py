"""The engine agrees with a second, naive interpreter that shares no code with it."""

from __future__ import annotations

import ast
from pathlib import Path
from random import Random

import pytest

from app.engine.answers import read_answers
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.filling import filled
from app.rulebooks.library import SHIPPED, rulebook_files
from app.rulebooks.loader import load_with_sources, parse_rulebook
from tests.engine import naive
from tests.engine.random_rulebooks import random_answers, random_toml
from tests.rounds import rounds

SHIPPED_FILES = rulebook_files(SHIPPED)
TOY = Path(__file__).parents[1] / "toys" / "commute-1.0.0.toml"


def disagreements(name: str, data: bytes, rng: Random, rounds: int) -> list[object]:
    book = naive.read(data)
    rulebook = parse_rulebook(name, data)
    found = []
    for _ in range(rounds):
        raw = random_answers(rng, book)
        if engine_record(rulebook, raw) != naive.interpret(book, raw):
            found.append(raw)
    return found


def engine_record(rulebook: Rulebook, raw: dict[str, object]) -> dict[str, object]:
    answers, problems = read_answers(rulebook, raw)
    assert not problems
    return evaluate(rulebook, answers).record()


def bytes_of(path: Path) -> bytes:
    """What the file says once its blanks are filled in: neither interpreter is about those."""
    sources = load_with_sources(path)[1]
    return filled(path.read_text(), sources).encode() if sources else path.read_bytes()


@pytest.mark.parametrize("path", SHIPPED_FILES, ids=lambda path: path.stem)
def test_both_agree_on_random_answer_sets_of_each_shipped_rulebook(path: Path):
    sets = rounds(10_000 if path.stem.startswith("flask-fastapi") else 600)
    assert disagreements(path.name, bytes_of(path), Random(2), sets) == []


def test_both_agree_on_the_toy_rulebook():
    assert disagreements(TOY.name, TOY.read_bytes(), Random(3), rounds(300)) == []


def test_both_agree_on_random_rulebooks_with_two_to_four_alternatives():
    rng = Random(4)
    for _ in range(rounds(20)):
        data = random_toml(rng)
        assert disagreements("toy-1.0.0.toml", data, rng, 30) == [], data.decode()


def test_the_naive_interpreter_imports_nothing_from_the_application():
    tree = ast.parse(Path(naive.__file__).read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {
        name
        for node in imports
        for name in (
            [node.module]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    }
    assert modules == {"__future__", "hashlib", "tomllib", "typing"}
