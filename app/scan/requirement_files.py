"""Requirements in lines: pip's files, and the environments of conda."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

from app.scan.dependencies import Dependency, Need, dependency, need_of_group

REQUIREMENTS = re.compile(
    r"(.*/)?(?:(?:requirements[^/]*|[^/]*[-_.]requirements)|requirements/.+)\.(?:txt|in)"
)
"""Files of requirements by their path; any other `.in` file is something else."""

ENVIRONMENT = re.compile(r"(.*/)?(conda[^/]*|environment[^/]*)\.ya?ml")

INCLUDES = re.compile(r"^(?:-r|--requirement)[ \t=]*(\S+)")
EGG = re.compile(r"#egg=([\w.-]+)")
CONDA_ITEM = re.compile(r"^\s*-\s+[\"']?([A-Za-z0-9][\w.-]*)(?!\w*:)")
CONDA_KEY = re.compile(r"^([\w-]+)\s*:")

Text = Callable[[str], str | None]
"""The text of a file of the project, by its path."""


def of_requirements(path: str, text: Text, seen: set[str]) -> Iterator[Dependency]:
    """What a file of requirements lists, and those it includes, each of them once."""
    if path in seen:
        return
    seen.add(path)
    need = need_of_group(posixpath.basename(path), Need.ALWAYS)
    continued = False
    for number, raw in enumerate((text(path) or "").split("\n"), start=1):
        line = raw.strip()
        if not continued and line and not line.startswith("#"):
            if include := INCLUDES.match(line):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), include[1]))
                yield from of_requirements(target, text, seen)
            elif found := dependency(_named(line), need, path, number):
                yield found
        continued = line.endswith("\\")


def _named(line: str) -> str:
    """The part of a line that begins with the name of a package."""
    if line.startswith("-") or "://" in line.partition("@")[0]:
        egg = EGG.search(line)
        return egg[1] if egg else ""
    return line


def of_environment(path: str, text: str) -> Iterator[Dependency]:
    """What an environment of conda lists, its pip section included."""
    key = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if named := CONDA_KEY.match(line):
            key = named[1]
        elif key == "dependencies" and (item := CONDA_ITEM.match(line)):
            found = dependency(item[1], Need.ALWAYS, path, number)
            yield from (found,) if found else ()
