"""Links that do not work are counted, so that nobody can try many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.engine.errors import NotFound
from app.web.limits import WRONG_LINKS, host_of
from app.web.visit import Visit


@contextmanager
def counting_misses(visit: Visit) -> Iterator[None]:
    """TooMany in place of NotFound, after too many links that do not work."""
    try:
        yield
    except NotFound:
        visit.parts.limits.count(WRONG_LINKS, host_of(visit.request))
        raise
