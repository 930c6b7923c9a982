"""What a project declares to need: each package with its line, and whether it always needs it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

NAME = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
SEPARATORS = re.compile(r"[-_.]+")


class Need(StrEnum):
    """When a project needs a package, as the end of a sentence: it is declared …"""

    ALWAYS = "as always needed"
    EXTRA = "as an extra"
    DEVELOPMENT = "for development"


@dataclass(frozen=True, slots=True)
class Dependency:
    """A package as one line of one file declares it; `written` is its name as it stands there."""

    name: str
    written: str
    need: Need
    path: str
    line: int


def normalised(name: str) -> str:
    """The name as packages are compared (PEP 503)."""
    return SEPARATORS.sub("-", name).lower()


def dependency(written: str, need: Need, path: str, line: int) -> Dependency | None:
    """The package that a requirement begins with; None if it begins with no name."""
    named = NAME.match(written.strip())
    if not named:
        return None
    return Dependency(normalised(named[0]), named[0], need, path, line)


FOR_DEVELOPMENT = re.compile(
    r"(^|[^a-z])(dev|devel|development|tests?|testing|docs?|lint|ci|typing)"
)
"""A group or file of this name is for those who work on the project."""


def need_of_group(name: str, otherwise: Need) -> Need:
    """What a group of requirements, or a file, of this name is for."""
    return Need.DEVELOPMENT if FOR_DEVELOPMENT.search(name.lower()) else otherwise
