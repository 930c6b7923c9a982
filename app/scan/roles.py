"""What a file is for, told by its path: only what runs in production says what the app is."""

from __future__ import annotations

import re
from enum import StrEnum


class Role(StrEnum):
    """What a file is for."""

    PRODUCTION = "production"
    TEST = "tests"
    EXAMPLE = "examples"
    DOCUMENTATION = "documentation"
    MIGRATION = "migrations"
    TOOLING = "tooling"
    TEMPLATE = "templates of projects"


FOLDERS = {
    "test": Role.TEST,
    "tests": Role.TEST,
    "testing": Role.TEST,
    "e2e": Role.TEST,
    "fixtures": Role.TEST,
    "example": Role.EXAMPLE,
    "examples": Role.EXAMPLE,
    "sample": Role.EXAMPLE,
    "samples": Role.EXAMPLE,
    "demo": Role.EXAMPLE,
    "demos": Role.EXAMPLE,
    "tutorial": Role.EXAMPLE,
    "tutorials": Role.EXAMPLE,
    "doc": Role.DOCUMENTATION,
    "docs": Role.DOCUMENTATION,
    "docs_src": Role.DOCUMENTATION,
    "documentation": Role.DOCUMENTATION,
    "alembic": Role.MIGRATION,
    "migrations": Role.MIGRATION,
    "bench": Role.TOOLING,
    "benchmark": Role.TOOLING,
    "benchmarks": Role.TOOLING,
    "bin": Role.TOOLING,
    "ci": Role.TOOLING,
    "dev": Role.TOOLING,
    "hack": Role.TOOLING,
    "script": Role.TOOLING,
    "scripts": Role.TOOLING,
    "tools": Role.TOOLING,
}
"""What the files in a folder of this name are for."""

TOOLS = {"conftest.py": Role.TEST} | dict.fromkeys(
    ("setup.py", "noxfile.py", "fabfile.py", "dodo.py", "versioneer.py"), Role.TOOLING
)
"""What a file of this name is for."""

TEST_FILE = re.compile(r"test_.*\.py|.*_tests?\.py|tests\.py")
TEST_FOLDER = re.compile(r"(.+_)?tests?(_.+)?|test-.+|.+-tests?")
PLACEHOLDER = re.compile(r"\{\{.*\}\}|\{%.*%\}")
"""A name that a generator of projects fills in."""


def role_of(path: str) -> Role:
    """What the file at this path, relative to the scanned folder, is for."""
    *folders, name = path.split("/")
    if PLACEHOLDER.search(path):
        return Role.TEMPLATE
    for folder in folders:
        lower = folder.lower()
        if role := FOLDERS.get(lower):
            return role
        if TEST_FOLDER.fullmatch(lower):
            return Role.TEST
    if TEST_FILE.fullmatch(name):
        return Role.TEST
    return TOOLS.get(name, Role.PRODUCTION)
