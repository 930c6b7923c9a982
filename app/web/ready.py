"""Headers that leave with many answers: what becomes of them on their way is made once.

An answer from memory costs so little that adding the safety headers to its own, and putting all of
them into lines, would be a good part of it.
"""

from __future__ import annotations

from functools import cached_property

from app.web.packed import RawHeaders

LENGTH = b"content-length"


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
