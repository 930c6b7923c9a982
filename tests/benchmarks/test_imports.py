"""What the benchmarks take from the app is there: they are run too seldom to show that it went."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module

import pytest

from app.settings import ROOT


def taken() -> Iterator[tuple[str, str, str]]:
    """File, module of the app and name, for each name that a benchmark imports from the app."""
    for file in sorted((ROOT / "benchmarks").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "app":
                for alias in node.names:
                    yield str(file.relative_to(ROOT)), node.module or "", alias.name


@pytest.mark.parametrize(("file", "module", "name"), list(taken()))
def test_what_a_benchmark_imports_from_the_app_exists(file: str, module: str, name: str) -> None:
    imported = import_module(module)
    assert hasattr(imported, name) or import_module(f"{module}.{name}"), file
