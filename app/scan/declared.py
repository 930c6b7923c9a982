"""Everything that the files of a folder declare to need, wherever in it they lie."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from app.scan import project_files
from app.scan.definitions import Place
from app.scan.dependencies import Dependency
from app.scan.reading import UnreadableError
from app.scan.repository import Repository
from app.scan.requirement_files import (
    ENVIRONMENT,
    REQUIREMENTS,
    of_environment,
    of_requirements,
)
from app.scan.roles import Role, role_of
from app.scan.walking import Skipped

FORMATS = {
    "pyproject.toml": project_files.of_pyproject,
    "Pipfile": project_files.of_pipfile,
    "setup.cfg": project_files.of_setup_cfg,
    "setup.py": project_files.of_setup_py,
}
"""How a file of this name is read."""

LINE_BY_LINE = (".txt", ".in", ".yml", ".yaml")
"""How the names of the other files end that may declare something."""

PUBLISHED = re.compile(r"\bFramework :: (Flask|FastAPI|Django)\b")
"""How a package says that it is a part for apps of a framework, in its classifiers."""

NOT_THE_PROJECTS = {Role.TEST, Role.EXAMPLE, Role.DOCUMENTATION, Role.TEMPLATE}
"""What files of these roles declare says nothing of the project."""


def declared(repository: Repository) -> list[Dependency]:
    """Each package with its line, in the order of the files."""
    return [*_declared(repository)]


def published_for(repository: Repository) -> Iterator[Place]:
    """Lines in which it says that it is a package for apps of a framework, the name as its word."""
    for path in repository.files:
        if posixpath.basename(path) in FORMATS and _is_the_projects(path):
            for number, line in enumerate(repository.lines(path), start=1):
                if found := PUBLISHED.search(line):
                    yield Place(path, number, found[1])


def _declared(repository: Repository) -> Iterator[Dependency]:
    files = set(repository.files)
    seen: set[str] = set()

    def text(path: str) -> str | None:
        return repository.text(path) if path in files else None

    for path in repository.files:
        read = FORMATS.get(posixpath.basename(path))
        if read and _is_the_projects(path):
            try:
                yield from read(path, text(path) or "")
            except UnreadableError as error:
                repository.skipped.append(Skipped(path, str(error)))
        elif not path.endswith(LINE_BY_LINE):
            continue
        elif REQUIREMENTS.fullmatch(path) and _is_the_projects(path):
            yield from of_requirements(path, text, seen)
        elif ENVIRONMENT.fullmatch(path) and _is_the_projects(path):
            yield from of_environment(path, text(path) or "")


def _is_the_projects(path: str) -> bool:
    return role_of(path) not in NOT_THE_PROJECTS
