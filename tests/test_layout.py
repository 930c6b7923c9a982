"""The code lies where style.md says, and the engine leans on nothing but the standard library."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WITHOUT_PAGES = {"__init__", "health"}
NOUNS = sorted(
    path.stem for path in (ROOT / "app/web/routes").glob("*.py") if path.stem not in WITHOUT_PAGES
)
ENGINE = sorted((ROOT / "app/engine").rglob("*.py"))


def packages_imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("noun", NOUNS)
def test_each_route_has_its_folder_of_templates(noun: str) -> None:
    assert (ROOT / "templates" / noun).is_dir()


@pytest.mark.parametrize("noun", [*NOUNS, "health"])
def test_each_route_has_its_tests(noun: str) -> None:
    assert (ROOT / "tests/web/routes" / f"test_{noun}.py").is_file()


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.stem)
def test_the_engine_imports_only_the_standard_library(path: Path) -> None:
    allowed = {"numpy"} if "analysis" in path.parts else set()
    foreign = [
        name
        for name in packages_imported(path)
        if not name.startswith("app.engine")
        and name.partition(".")[0] not in sys.stdlib_module_names | allowed
    ]
    assert foreign == []


@pytest.mark.parametrize("path", sorted((ROOT / "app").rglob("*.py")), ids=str)
def test_each_module_opens_with_its_purpose(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))


def test_alembic_is_no_package() -> None:
    assert not (ROOT / "alembic/__init__.py").exists()
