"""What a lock pins, and which packages are in place where an environment keeps them."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

PINNED = re.compile(r"(?m)^([a-z0-9][^\s;=]*)==([^\s;]+)( ;)?")


class Pin(NamedTuple):
    """A package of a lock; not `always` if a condition stands behind it."""

    name: str
    version: str
    always: bool

    def is_in(self, there: Mapping[str, str]) -> bool:
        """Whether it is among these names and versions."""
        return there.get(self.name) == self.version


def pinned(lock: Path) -> list[Pin]:
    """The packages of a lock."""
    found = PINNED.findall(lock.read_text(encoding="utf-8"))
    return [Pin(name, version, not condition) for name, version, condition in found]


def digest(lock: Path) -> str:
    """What tells one state of a lock from another."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def installed(packages: Path) -> dict[str, str]:
    """Name → version of each package that is in place, by what was noted when it was installed."""
    found = {}
    for noted in packages.glob("*.dist-info"):
        name, _, version = noted.name.removesuffix(".dist-info").partition("-")
        if _is_whole(noted):
            found[re.sub("[-_.]+", "-", name).lower()] = version
    return found


def forget_broken(packages: Path) -> None:
    """Takes away the notes on packages that are not whole, so that pip installs them again."""
    for noted in packages.glob("*.dist-info"):
        if not _is_whole(noted):
            shutil.rmtree(noted)


def _is_whole(noted: Path) -> bool:
    """Whether the note is complete and the first file of the package is there."""
    try:
        with (noted / "RECORD").open(encoding="utf-8") as record:
            files = (line.split(",")[0] for line in record)
            first = next((name for name in files if not name.startswith((noted.name, ".."))), None)
    except OSError:
        return False
    return (noted / "METADATA").exists() and (first is None or (noted.parent / first).exists())
