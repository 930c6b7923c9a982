"""The code lies where style.md says, and the engine leans on nothing but the standard library."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

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


def test_each_route_has_its_folder_of_templates() -> None:
    assert NOUNS
    assert [noun for noun in NOUNS if not (ROOT / "templates" / noun).is_dir()] == []


def test_each_route_has_its_tests() -> None:
    tests = {noun: ROOT / "tests/web/routes" / f"test_{noun}.py" for noun in [*NOUNS, "health"]}
    assert [noun for noun, path in tests.items() if not path.is_file()] == []


def test_the_engine_imports_only_the_standard_library() -> None:
    assert ENGINE
    foreign = {path: foreign_imports(path) for path in ENGINE}
    assert {path.name: names for path, names in foreign.items() if names} == {}


def foreign_imports(path: Path) -> list[str]:
    """What a module of the engine imports and may not."""
    allowed = {"numpy"} if "analysis" in path.parts else set()
    return [
        name
        for name in packages_imported(path)
        if not name.startswith("app.engine")
        and name.partition(".")[0] not in sys.stdlib_module_names | allowed
    ]


def test_each_module_opens_with_its_purpose() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py")}
    assert texts
    silent = [
        str(path.relative_to(ROOT))
        for path, text in texts.items()
        if text.strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_alembic_is_no_package() -> None:
    assert not (ROOT / "alembic/__init__.py").exists()
