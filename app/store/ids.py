"""Opaque ids: sixteen characters of one spelling, and whole numbers both databases can hold."""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Callable

RandomBytes = Callable[[int], bytes]

ID = re.compile(r"[a-z2-7]{16}", re.ASCII)
LARGEST_NUMBER = 2**31 - 1


def new_id(random: RandomBytes) -> str:
    """An id with 80 random bits."""
    return b32encode(random(10)).decode().lower()


def is_id(text: str) -> bool:
    """Whether the text can be an id; anything else is not looked for at all."""
    return ID.fullmatch(text) is not None


def is_number(n: int) -> bool:
    """Whether something can have this number."""
    return 1 <= n <= LARGEST_NUMBER
