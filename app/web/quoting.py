"""Values for addresses: nearly all are ids of ours, which are quickly known to need no quoting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from urllib.parse import quote, urlencode

UNQUOTED = re.compile("[A-Za-z0-9_.~-]*")


def quoted(value: object) -> str:
    """The value as one part of a path."""
    text = str(value)
    return text if UNQUOTED.fullmatch(text) else quote(text, safe="")


def as_query(pairs: Sequence[tuple[str, str]]) -> str:
    """Names and values as the query of an address."""
    texts: Iterable[str] = chain.from_iterable(pairs)
    if UNQUOTED.fullmatch("".join(texts)):
        return "&".join([f"{name}={value}" for name, value in pairs])
    return urlencode(pairs)
