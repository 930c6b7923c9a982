"""Cursors: where a page of a list begins, as one word for an address."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import TypeGuard

CURSOR = re.compile(r"[A-Za-z0-9_-]{1,2000}")
LARGEST = 2**53
Value = str | int


def cursor_of(values: Sequence[Value]) -> str:
    """These values as one word."""
    text = json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def values_in(cursor: str) -> list[Value]:
    """The texts and numbers of which that word was made; ValueError for any other word."""
    if CURSOR.fullmatch(cursor) is None:
        raise ValueError(cursor)
    try:
        values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except RecursionError:
        raise ValueError(cursor) from None
    if not isinstance(values, list) or not all(map(_is_value, values)):
        raise ValueError(cursor)
    if cursor_of(values) != cursor:
        raise ValueError(cursor)
    return values


def _is_value(value: object) -> TypeGuard[Value]:
    return isinstance(value, str) or (type(value) is int and abs(value) < LARGEST)
