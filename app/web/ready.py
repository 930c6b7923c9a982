"""Headers that leave with many answers: what becomes of them on their way is made once.

An answer from memory costs so little that adding the safety headers to its own, and putting all of
them into lines, would be a good part of it. Of any other answer each header is looked at once: most
are the same every time, and the server would look at each byte of them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from app.web.packed import RawHeaders

LENGTH = b"content-length"
CHANGING = frozenset({b"set-cookie", b"location", b"etag"})
"""Headers that few answers share; and nobody's secret is remembered."""
USUAL_NAME = re.compile(rb"(?!connection$|transfer-encoding$|content-length$)[a-z0-9-]+")
USUAL_VALUE = re.compile(rb"[^\x00-\x08\x0a-\x1f\x7f]*")


class ReadyHeaders(RawHeaders):
    """The headers of an answer that is kept; never changed, and of one kind of address only.

    Whoever does not know them finds a list. `finished` are they with the safety headers, once
    somebody asked for them.
    """

    finished: ReadyHeaders | None = None

    @cached_property
    def lines(self) -> bytes:
        """They as they are sent, and the empty line that ends a head."""
        pieces = [piece for header in self for piece in header]
        if any(b"\n" in piece or b"\r" in piece for piece in pieces):
            raise ValueError("A header is one line.")
        return b"".join([b"%b: %b\r\n" % header for header in self] + [b"\r\n"])

    @cached_property
    def length(self) -> int:
        """How long the body is that they announce."""
        return int(dict(self).get(LENGTH, 0))


def head_lines(headers: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, int] | None:
    """The headers as they are sent, with the line that ends a head, and the length they announce.

    None if one of them is more than a line to the server, or if there is no length.
    """
    lines, length = [], None
    for name, value in headers:
        if name == LENGTH and value.isdigit():
            length = int(value)
            lines.append(b"content-length: %d\r\n" % length)
        else:
            line = (usual_line if name in CHANGING else known_line)(name, value)
            if line is None:
                return None
            lines.append(line)
    lines.append(b"\r\n")
    return None if length is None else (b"".join(lines), length)


def usual_line(name: bytes, value: bytes) -> bytes | None:
    """A header that says nothing to the server itself, as it is sent; None if it is another."""
    usual = USUAL_NAME.fullmatch(name) and USUAL_VALUE.fullmatch(value)
    return b"%b: %b\r\n" % (name, value) if usual else None


known_line = lru_cache(256)(usual_line)
"""The same of those that many answers have."""
