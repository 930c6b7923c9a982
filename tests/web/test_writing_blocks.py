"""Others wait while a block of `visit.writing()` runs: it makes no answer, and shows nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment

from app.store.database import Database
from app.web.rendering import build_templates
from tests.cast import Person

ROOT = Path(__file__).resolve().parents[2]
WRITING = ("writing", "writing_or_new", "moving")
ANSWERS = {"page", "fragment", "see_other", "render", "error_page"}


def faults(source: str) -> Iterator[str]:
    """What a writing block of this module does that it must not."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.With) and any(map(_is_writing, node.items)):
            for inner in (part for statement in node.body for part in ast.walk(statement)):
                if isinstance(inner, ast.Return):
                    yield f"line {inner.lineno}: return"
                if isinstance(inner, ast.Call) and _shows(inner.func):
                    yield f"line {inner.lineno}: {ast.unparse(inner.func)}"


def _is_writing(item: ast.withitem) -> bool:
    call = item.context_expr
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in WRITING
    )


def _shows(function: ast.expr) -> bool:
    name = ast.unparse(function)
    return name in ANSWERS or name.startswith("pages.") or name.rpartition(".")[2].endswith("_page")


def test_no_writing_block_makes_an_answer() -> None:
    modules = sorted((ROOT / "app").rglob("*.py"))
    seen = [path for path in modules if ".writing" in path.read_text("utf-8")]
    assert len(seen) >= 4
    assert {
        str(path): wrong for path in modules if (wrong := list(faults(path.read_text("utf-8"))))
    } == {}


@pytest.mark.parametrize(
    "line", ["return 1", "x = page(visit, y)", "pages.show(visit)", "x = own_page(visit)"]
)
def test_the_check_sees_what_it_is_for(line: str) -> None:
    source = f"def save(visit):\n    with visit.writing() as workspace:\n        {line}\n"
    assert len(list(faults(source))) == 1
    assert list(faults(source.replace("writing", "reading"))) == []


def test_in_tests_nothing_is_rendered_under_the_write_lock(database: Database) -> None:
    templates: Environment = build_templates(str, lambda name, **path: name)
    with Person(database).writing(), pytest.raises(BaseException, match="write lock"):
        templates.get_template("error.html")
