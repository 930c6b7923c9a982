"""Requirements in the files that describe a project: pyproject.toml, Pipfile, setup.cfg, setup.py.

They are read as text and never run; what setup.py computes is not known.
"""

from __future__ import annotations

import ast
import configparser
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from app.scan.dependencies import Dependency, Need, dependency, need_of_group
from app.scan.modules import Module
from app.scan.reading import UnreadableError
from app.scan.syntax import keyword, text_of

MOST_REQUIREMENTS = 1_000
"""So many of a group are looked for in the lines of their file."""

OF_A_NAME = re.compile(r"[\w-]")

Requirement = tuple[str, Need]
"""A requirement as it is written, and when it is needed."""


def of_pyproject(path: str, text: str) -> Iterator[Dependency]:
    """What a pyproject.toml declares: PEP 621 and 735, poetry, pdm and uv."""
    tables = _toml(text)
    tool = _table(tables, "tool")
    yield from _located(path, text, _standard(tables))
    yield from _located(path, text, _groups(_table(tables, "dependency-groups"), Need.DEVELOPMENT))
    yield from _located(
        path, text, _groups(_table(tool, "pdm", "dev-dependencies"), Need.DEVELOPMENT)
    )
    uv = _table(tool, "uv").get("dev-dependencies")
    yield from _located(path, text, ((requirement, Need.DEVELOPMENT) for requirement in _texts(uv)))
    yield from _located(path, text, _poetry(_table(tool, "poetry")))


def of_pipfile(path: str, text: str) -> Iterator[Dependency]:
    """What a Pipfile declares."""
    tables = _toml(text)
    wanted = [(name, Need.ALWAYS) for name in _table(tables, "packages")]
    wanted += [(name, Need.DEVELOPMENT) for name in _table(tables, "dev-packages")]
    yield from _located(path, text, wanted)


def of_setup_cfg(path: str, text: str) -> Iterator[Dependency]:
    """What a setup.cfg declares."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        raise UnreadableError("no INI file, so what it declares is not known") from None
    wanted: list[Requirement] = []
    if parser.has_section("options"):
        needed = parser.get("options", "install_requires", fallback="")
        wanted += [(line, Need.ALWAYS) for line in needed.split("\n")]
    if parser.has_section("options.extras_require"):
        for name, lines in parser.items("options.extras_require"):
            need = need_of_group(name, Need.EXTRA)
            wanted += [(line, need) for line in lines.split("\n")]
    yield from _located(path, text, wanted)


def of_setup_py(path: str, text: str) -> Iterator[Dependency]:
    """What the call of `setup` names in plain lists."""
    module = Module(path, text)
    for call in module.calls.get("setup", ()):
        for requirement in _strings(keyword(call, "install_requires")):
            yield from _at(path, requirement, Need.ALWAYS)
        extras = keyword(call, "extras_require")
        if isinstance(extras, ast.Dict):
            for name, values in zip(extras.keys, extras.values, strict=True):
                need = need_of_group(text_of(name) or "", Need.EXTRA)
                for requirement in _strings(values):
                    yield from _at(path, requirement, need)
    if module.lost:
        raise UnreadableError("not all of it can be parsed")


def _strings(node: ast.expr | None) -> Iterator[ast.Constant]:
    if isinstance(node, ast.List | ast.Tuple):
        for item in node.elts:
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                yield item


def _at(path: str, node: ast.Constant, need: Need) -> Iterator[Dependency]:
    if found := dependency(str(node.value), need, path, node.lineno):
        yield found


def _toml(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        raise UnreadableError("no TOML, so what it declares is not known") from None


def _table(tables: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The table of that name, or an empty one where something else stands in its place."""
    for name in names:
        below = tables.get(name)
        tables = below if isinstance(below, dict) else {}
    return tables


def _texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _groups(groups: Mapping[str, Any], otherwise: Need) -> Iterator[Requirement]:
    for name, wanted in groups.items():
        need = need_of_group(name, otherwise)
        yield from ((text, need) for text in _texts(wanted))


def _standard(tables: Mapping[str, Any]) -> Iterator[Requirement]:
    project = _table(tables, "project")
    yield from ((text, Need.ALWAYS) for text in _texts(project.get("dependencies")))
    yield from _groups(_table(project, "optional-dependencies"), Need.EXTRA)


def _poetry(poetry: Mapping[str, Any]) -> Iterator[Requirement]:
    for name, value in _table(poetry, "dependencies").items():
        optional = isinstance(value, dict) and value.get("optional") is True
        yield name, Need.EXTRA if optional else Need.ALWAYS
    yield from ((name, Need.DEVELOPMENT) for name in _table(poetry, "dev-dependencies"))
    for group, table in _table(poetry, "group").items():
        if isinstance(table, dict):
            need = need_of_group(group, Need.EXTRA if table.get("optional") else Need.ALWAYS)
            yield from ((name, need) for name in _table(table, "dependencies"))


def _located(path: str, text: str, wanted: Iterable[Requirement]) -> Iterator[Dependency]:
    """Each requirement with the first line that it stands in; what is written otherwise is left."""
    lines = text.split("\n")
    for written, need in islice(wanted, MOST_REQUIREMENTS):
        sought = written.strip()
        for number, line in enumerate(lines, start=1):
            if _stands_in(sought, line):
                if found := dependency(written, need, path, number):
                    yield found
                break


def _stands_in(written: str, line: str) -> bool:
    """Whether a line has the requirement whole, and not behind the sign of a comment."""
    at = line.find(written) if written and not line.lstrip().startswith("#") else -1
    while at >= 0:
        end = at + len(written)
        before, after = line[max(at - 1, 0) : at], line[end : end + 1]
        if not (OF_A_NAME.match(before) or OF_A_NAME.match(after)):
            return True
        at = line.find(written, at + 1)
    return False
