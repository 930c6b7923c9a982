"""What was released stays as it was: the list of files that nobody may edit, by fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from app.rulebooks.faults import Fault

SUMS = "SHA256SUMS"
OTHER_BYTES = "differs from what was released; restore it, release a new version"
WINDOWS_LINE_ENDS = (
    "got Windows line ends from git or an editor; delete it and type: git checkout -- app/rulebooks"
)


def read_sums(directory: Path) -> dict[str, str]:
    """File name → digest, as `sha256sum` writes them; empty if the directory has no such list."""
    path = directory / SUMS
    lines = path.read_text().splitlines() if path.exists() else []
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def changed_releases(directory: Path) -> Iterator[Fault]:
    """A fault for each file that such a list names and that is missing or another."""
    for name, digest in read_sums(directory).items():
        path = directory / name
        if not path.exists():
            yield _fault(name, f"is released but missing; put it back, {SUMS} names it")
        elif _sum(data := path.read_bytes()) != digest:
            translated = _sum(data.replace(b"\r\n", b"\n")) == digest
            yield _fault(name, WINDOWS_LINE_ENDS if translated else OTHER_BYTES)


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _fault(file: str, message: str) -> Fault:
    return Fault(file, "", "", message, "released")
