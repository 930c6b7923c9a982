"""Goes through a folder: which files there are to read, and what is left out, and why.

Nothing outside the folder is looked at: links are named, never followed. What a link inside the
folder points to is met in its own place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MOST_ENTRIES = 200_000
"""Entries of folders that are looked at; more is a disk, not a project."""

OTHERS_WORK = {
    "node_modules": "packages of others",
    "site-packages": "packages of others",
    "bower_components": "packages of others",
    "__pypackages__": "packages of others",
    "__pycache__": "made by Python",
    ".eggs": "packages of others",
    ".git": "made by git",
    ".hg": "made by Mercurial",
    ".svn": "made by Subversion",
    ".tox": "environments of tox",
    ".nox": "environments of nox",
    "build": "made by a build",
    "dist": "made by a build",
}
"""Folders that hold nothing of the project's own, by name."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not read; paths are relative to the scanned folder, with /."""

    path: str
    why: str


@dataclass(slots=True)
class Listing:
    """The regular files of a folder in the order of their paths, and what was left out."""

    files: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def list_files(top: Path) -> Listing:
    """Every regular file below `top` that may be the project's own. Never raises OSError."""
    listing, seen = Listing(), 0
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        below: list[str] = []
        for entry in _entries(top, folder, listing):
            seen += 1
            if seen > MOST_ENTRIES:
                why = f"more than {MOST_ENTRIES:,} entries: the rest was not looked at"
                listing.skipped.append(Skipped(folder or ".", why))
                return listing
            path = f"{folder}/{entry.name}" if folder else entry.name
            if why := _left_out(entry):
                listing.skipped.append(Skipped(path, why))
            elif entry.is_dir(follow_symlinks=False):
                below.append(path)
            else:
                listing.files.append(path)
        waiting.extend(reversed(below))
    return listing


def _entries(top: Path, folder: str, listing: Listing) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(top / folder) as entries:
            yield from sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        why = f"cannot be opened: {error.strerror or 'unknown reason'}"
        listing.skipped.append(Skipped(folder or ".", why))


def _left_out(entry: os.DirEntry[str]) -> str:
    """Why an entry is not read; nothing if it is."""
    try:
        if entry.is_symlink():
            return "a link; scan follows none"
        if entry.is_file(follow_symlinks=False):
            return ""
        if not entry.is_dir(follow_symlinks=False):
            return "no regular file"
    except OSError as error:
        return f"cannot be looked at: {error.strerror or 'unknown reason'}"
    if os.path.lexists(os.path.join(entry.path, "pyvenv.cfg")):
        return "an environment of Python"
    return OTHERS_WORK.get(entry.name, "")
