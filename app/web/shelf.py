"""The shelf: finished pages in memory, no more than a bound of bytes, none unused for two hours."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from app.store.looks import Row
from app.web.packed import Packed, Plain
from app.web.ready import ReadyHeaders

OVERHEAD = 2_000  # bytes that a page takes besides its pieces

Address = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A finished answer, what it was made of, and from when until when it is right."""

    state: Row
    since: datetime
    until: datetime
    headers: ReadyHeaders
    body: Plain | Packed

    def is_right(self, state: Row | None, now: datetime) -> bool:
        """Whether a page made of that state, now, would say the same."""
        return self.state == state and self.since <= now < self.until

    @property
    def size(self) -> int:
        """How many bytes it takes, about."""
        return self.body.size + OVERHEAD


class Shelf:
    """Pages by their addresses, of each the latest; those used longest ago make room for others."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._pages: OrderedDict[Address, KeptPage] = OrderedDict()
        self._unused: set[Address] = set()
        self._lock = Lock()
        self.size = 0

    def get(self, address: Address) -> KeptPage | None:
        """The page at that address, right or not."""
        return self._pages.get(address)

    def note_use(self, address: Address) -> None:
        """The page there was right and is shown."""
        with self._lock:
            if address in self._pages:
                self._pages.move_to_end(address)
                self._unused.discard(address)

    def put(self, address: Address, page: KeptPage) -> None:
        """Keep it in place of the one that was there, if it is not larger than all may be."""
        with self._lock:
            self._drop(address)
            self._unused.discard(address)
            if page.size <= self._largest:
                self._pages[address] = page
                self.size += page.size
            while self.size > self._largest:
                self._drop(next(iter(self._pages)))

    def grow_older(self) -> None:
        """Drop what was not shown since the last time: what was deleted must not stay in memory."""
        with self._lock:
            for address in self._unused:
                self._drop(address)
            self._unused = set(self._pages)

    def _drop(self, address: Address) -> None:
        page = self._pages.pop(address, None)
        self.size -= page.size if page else 0
