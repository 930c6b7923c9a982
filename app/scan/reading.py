"""Reads one file as text, however it is written; nothing here raises for what a file holds."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path

MOST_BYTES = 1_000_000
"""A larger file is data, or generated."""

CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
"""How Python source names its encoding, in one of its first two lines (PEP 263)."""


class UnreadableError(Exception):
    """A file that is not read; the message says why, as the end of a sentence."""


def read_text(top: Path, path: str) -> str:
    """The text of a regular file, its lines ended by line feeds.

    UnreadableError says why there is none.

    Opened so that a link, a pipe or a device that took the file's place is neither followed nor
    waited for. Bytes that its encoding does not have become U+FFFD.
    """
    try:
        data = _bytes(top / path)
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror or 'unknown reason'}") from None
    if b"\0" in data:
        raise UnreadableError("binary")
    return _decoded(data).replace("\r\n", "\n").replace("\r", "\n")


def _bytes(file: Path) -> bytes:
    """What is in the file; OSError or UnreadableError if that cannot be had."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableError("no regular file")
        if found.st_size > MOST_BYTES:
            raise UnreadableError(f"larger than {MOST_BYTES // 1_000_000} MB")
        return os.read(descriptor, found.st_size)
    finally:
        os.close(descriptor)


def _decoded(data: bytes) -> str:
    """The text by the encoding that the file names, if there is one of that name for text."""
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", errors="replace")
    for line in data.split(b"\n", 2)[:2]:
        if named := CODING.match(line):
            try:
                return data.decode(named[1].decode("ascii"), errors="replace")
            except (LookupError, ValueError):
                break
    return data.decode("utf-8", errors="replace")
