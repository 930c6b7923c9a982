"""All rulebooks of a directory, by id and version; released files must be what they were."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.engine.errors import Invalid, NotFound
from app.engine.rules import Rulebook
from app.rulebooks.faults import Fault, RulebookError
from app.rulebooks.loader import load_rulebook

SHIPPED = Path(__file__).parent
"""The directory of the rulebooks that come with the application."""

SUMS = "SHA256SUMS"


class Library:
    """The rulebooks at hand. There is at least one; iteration goes by id, then by version.

    `default` is the id of the one to begin with: Invalid if it is not here; the first if not given.
    """

    def __init__(self, rulebooks: Iterable[Rulebook], default: str | None = None) -> None:
        in_order = sorted(rulebooks, key=lambda rulebook: (rulebook.id, _numbers(rulebook.version)))
        self._by_version = {(rulebook.id, rulebook.version): rulebook for rulebook in in_order}
        self._latest = {rulebook.id: rulebook for rulebook in in_order}
        self._default = default or self.ids[0]
        if self._default not in self._latest:
            raise Invalid(
                f"There is no rulebook “{default}”; set ADVISOR_RULEBOOK to one of "
                f"{', '.join(self.ids)}.",
                remedy="",
            )

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rulebooks, in order."""
        return tuple(self._latest)

    @property
    def default(self) -> Rulebook:
        """The latest version of the rulebook to begin with, where nobody names another."""
        return self._latest[self._default]

    def get(self, rulebook_id: str, version: str) -> Rulebook:
        """That very version; KeyError if it is not here."""
        return self._by_version[rulebook_id, version]

    def find(self, rulebook_id: str, version: str = "") -> Rulebook:
        """That version, or the latest, of what somebody asked for; NotFound if it is not here."""
        try:
            return self.get(rulebook_id, version) if version else self.latest(rulebook_id)
        except KeyError:
            raise NotFound("There is no such rulebook, or no such version of it.") from None

    def latest(self, rulebook_id: str) -> Rulebook:
        """The latest version of this rulebook; KeyError if there is none."""
        return self._latest[rulebook_id]

    def __iter__(self) -> Iterator[Rulebook]:
        return iter(self._by_version.values())


def load_library(directory: Path = SHIPPED, default: str | None = None) -> Library:
    """Every `*.toml` of the directory; RulebookError lists the faults of all of them.

    Where there is a SHA256SUMS, each file it names must be there and unchanged. `default` is as
    for Library.
    """
    faults = list(_changed_releases(directory))
    rulebooks: list[Rulebook] = []
    for path in sorted(directory.glob("*.toml")):
        try:
            rulebooks.append(load_rulebook(path))
        except RulebookError as error:
            faults.extend(error.faults)
    if not rulebooks and not faults:
        faults.append(_fault(directory.name, "has no rulebook; put one there, <id>-<version>.toml"))
    if faults:
        raise RulebookError(faults)
    return Library(rulebooks, default)


def read_sums(directory: Path) -> dict[str, str]:
    """File name → digest, as `sha256sum` writes them; empty if the directory has no such list."""
    path = directory / SUMS
    lines = path.read_text().splitlines() if path.exists() else []
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def _changed_releases(directory: Path) -> Iterator[Fault]:
    for name, digest in read_sums(directory).items():
        path = directory / name
        if not path.exists():
            yield _fault(name, f"is released but missing; put it back, {SUMS} names it")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield _fault(name, "differs from what was released; restore it, release a new version")


def _fault(file: str, message: str) -> Fault:
    return Fault(file, "", "", message, "released")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
