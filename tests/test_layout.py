"""One noun, one folder, in app, templates and tests; the engine leans on nothing but Python."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOUNS = sorted(path.parent.name for path in (ROOT / "app").glob("*/routes.py"))
PURE = sorted(
    path for name in ("engine", "analysis") for path in (ROOT / "app" / name).glob("*.py")
)

OLD_NAMES = {"explained", "facts", "folding", "keeping", "parts", "places", "policy"} | {
    "second_try",
    "tidying",
}
"""Modules are not called this: the words are private, or mean something else as well."""


def packages_imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_each_noun_has_its_folder_of_templates_and_of_tests() -> None:
    folders = [ROOT / place / noun for noun in NOUNS for place in ("templates", "tests")]
    assert [str(folder) for folder in folders if not folder.is_dir()] == []


def test_the_engine_and_its_analysis_import_only_the_standard_library() -> None:
    assert PURE
    foreign = {path: foreign_imports(path) for path in PURE}
    assert {path.name: names for path, names in foreign.items() if names} == {}


def foreign_imports(path: Path) -> list[str]:
    """What a module of the engine imports and may not; the analysis may use numpy."""
    allowed = {"numpy"} if path.parent.name == "analysis" else set()
    return [
        name
        for name in packages_imported(path)
        if not name.startswith(("app.engine", "app.analysis"))
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


def test_no_module_has_one_of_the_old_private_names() -> None:
    named = [path for path in (ROOT / "app").rglob("*.py") if path.stem in OLD_NAMES]
    assert named == []


def test_the_application_knows_nothing_of_its_benchmarks_and_their_peers() -> None:
    strange = {"benchmarks", "flask", "django", "gunicorn", "whitenoise"}
    modules = [*(ROOT / "app").rglob("*.py"), *(ROOT / "setup").glob("*.py"), ROOT / "run.py"]
    named = {
        str(path): strange & {name.partition(".")[0] for name in packages_imported(path)}
        for path in modules
    }
    assert named
    assert {path: names for path, names in named.items() if names} == {}
