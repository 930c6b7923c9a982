"""The packages of a project in the versions of our own lock, each with what it needs in turn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
LOCK = "pins-*.lock"
"""Named after the day on which it was made."""

ENTRY = re.compile(
    r"(?m)^(?P<entry>(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^\s;]+)[^\n]*\n"
    r"(?: {4}--hash=\S+(?: \\)?\n)+)"
    r"(?P<notes>(?: {4}#[^\n]*\n)*)"
)
NEEDED_BY = re.compile(r"(?m)^ {4}#(?: via)? {1,3}([a-z0-9][a-z0-9.-]*)$")


@dataclass(frozen=True, slots=True)
class Pins:
    """Which version of each package was current on that day, and which packages need which."""

    day: str
    entries: dict[str, str]
    versions: dict[str, str]
    needs: dict[str, tuple[str, ...]]

    def requirements(self, direct: Iterable[str]) -> str:
        """These packages and all they need, in the format of pip with hashes."""
        found: set[str] = set()
        waiting = list(direct)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.needs.get(name, ())
        return "".join(self.entries[name] for name in sorted(found))


@cache
def pins() -> Pins:
    """The newest lock that comes with this program."""
    lock = max(FOLDER.glob(LOCK))
    return read_pins(lock.stem.partition("-")[2], lock.read_text(encoding="utf-8"))


def read_pins(day: str, text: str) -> Pins:
    """A lock as uv writes it: the notes behind an entry name the packages that need it."""
    entries, versions = {}, {}
    needs: dict[str, tuple[str, ...]] = {}
    for found in ENTRY.finditer(text):
        name = found["name"]
        entries[name], versions[name] = found["entry"], found["version"]
        for parent in NEEDED_BY.findall(found["notes"]):
            needs[parent] = (*needs.get(parent, ()), name)
    return Pins(day, entries, versions, needs)
