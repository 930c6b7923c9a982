"""The table of cases is complete, and every test it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ROW = re.compile(r"(?m)^\| (?P<case>[CG]\d+) \| (?P<what>[^|]+) \| (?P<tests>[^|]+) \|$")
TEST = re.compile(r"`([^`]+\.py)::(\w+)`")
TABLE = {row["case"]: row["tests"] for row in ROW.finditer((HERE / "README.md").read_text())}
GOALS = ("G4", "G13", "G14", "G16", "G18", "G19", "G21", "G22")
LATER = {32, 42, 43, 47, 50, 51, 52, 53, 54, 55}
"""Cases whose proof belongs to the work on reliability."""


@cache
def functions_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))


def test_every_case_has_its_row() -> None:
    cases = {f"C{number:02}" for number in range(1, 61) if number not in LATER}
    assert set(TABLE) == cases | set(GOALS)


def test_every_case_names_tests_that_exist() -> None:
    named = {case: TEST.findall(TABLE[case]) for case in sorted(TABLE)}
    assert [case for case, tests in named.items() if not tests] == []
    missing = [
        f"{case}: {file}::{name}"
        for case, tests in named.items()
        for file, name in tests
        if not is_test(file, name)
    ]
    assert missing == []


def is_test(file: str, name: str) -> bool:
    """Whether that file, of this folder or named from the root, holds a test of that name."""
    path = (ROOT if file.startswith("tests/") else HERE) / file
    return path.is_file() and name.startswith("test_") and name in functions_in(path)


def test_every_file_here_is_in_the_table() -> None:
    named = {file for tests in TABLE.values() for file, _ in TEST.findall(tests)}
    files = {one.name for one in HERE.glob("test_*.py")} - {Path(__file__).name}
    assert files <= named


def test_the_threat_model_names_tests_that_exist() -> None:
    root = HERE.parents[1]
    named = re.findall(r"`(tests/[^`]+)`", (root / "docs/security.md").read_text(encoding="utf-8"))
    assert len(named) > 15
    assert [one for one in named if not (root / one).is_file()] == []
