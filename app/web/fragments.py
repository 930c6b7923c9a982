"""Kept fragments: parts of pages that are rendered once for the same values.

A part is a macro of `templates/macros`: it sees its values and the settings of the application, and
nothing of the page around it. All its values are its key, so nothing it shows can be out of date,
nor belong to anybody else than who has the very same values. The key of a form is none of them: it
is put in each time.

A few parts are kept by a key of their own (`find`, `keep`), which has to be all that decides them.

Some of the values are texts that people wrote. What nobody asks for goes, for want of room or
within two hours at most, so what was deleted does not stay in memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from secrets import token_urlsafe
from sys import getsizeof
from threading import Lock
from typing import Protocol, cast

from jinja2.runtime import Macro
from markupsafe import Markup, escape

MOST_BYTES = 4 * 1024 * 1024
EVERY = 3_600.0  # seconds
INTENT = "intent"
"""The value of a macro that stands for the key of the page's forms."""

Pieces = tuple[str, ...]
"""A rendered text, cut where the key of a form belongs."""


class Fragments:
    """Rendered parts of pages, the `kept` of the templates; with no bytes to keep, none is.

    There are two generations. What is asked for is in the young one or moves there; once that is
    half of all there may be, or an hour old, it becomes the old one, and the old one is gone.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._half = most_bytes // 2
        self._young: dict[Hashable, Pieces] = {}
        self._old: dict[Hashable, Pieces] = {}
        self._bytes = 0  # of the young ones
        self._lock = Lock()
        self._gap = token_urlsafe(16)  # that nobody can know, and so write into a text

    def __call__(self, macro: Macro, *values: Hashable, intent: str = "") -> Markup:
        """What the macro makes of the values, and of the key of the forms if it takes one."""
        key = (macro, values)
        pieces = self.find(key)
        if pieces is None:
            own = {INTENT: self._gap} if INTENT in macro.arguments else {}
            pieces = tuple(escape(macro(*values, **own)).split(self._gap))
            self.keep(key, pieces)
        return cast("Markup", pieces[0]) if len(pieces) == 1 else escape(intent).join(pieces)

    def find(self, key: Hashable) -> Pieces | None:
        """What is kept by that key, which has to be all that decides it."""
        pieces = self._young.get(key)
        if pieces is None and (pieces := self._old.get(key)):
            self.keep(key, pieces)
        return pieces

    def keep(self, key: Hashable, pieces: Pieces) -> None:
        """Keep it as young, unless it is too large."""
        size = _size(key) + _size(pieces)
        if size > self._half:
            return
        with self._lock:
            if self._bytes + size > self._half:
                self._grow_older()
            if key not in self._young:
                self._young[key] = pieces
                self._bytes += size

    def grow_older(self) -> None:
        """The young ones are the old ones now."""
        with self._lock:
            self._grow_older()

    def _grow_older(self) -> None:
        self._young, self._old, self._bytes = {}, self._young, 0


class Growing(Protocol):
    """What is kept in memory, and knows what nobody asked for lately."""

    def grow_older(self) -> None:
        """An hour went by."""


async def forget_hourly(*kept: Growing) -> None:
    """Until cancelled; what nobody asked for in two hours is gone."""
    while True:
        await asyncio.sleep(EVERY)
        for each in kept:
            each.grow_older()


def _size(value: object) -> int:
    """The bytes of a text, or of all in a tuple; anything else is there anyway, in a rulebook."""
    return getsizeof(value) + (sum(map(_size, value)) if isinstance(value, tuple) else 0)
