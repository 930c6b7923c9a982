"""Opaque ids, numbers both databases can hold, and secret tokens, stored as hashes only."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256

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


def new_token(random: Callable[[int], bytes]) -> str:
    """43 characters from 32 random bytes, as `secrets.token_urlsafe(32)` makes them."""
    return urlsafe_b64encode(random(32)).rstrip(b"=").decode()


def derived(secret: str, *about: str) -> RandomBytes:
    """At most 32 bytes that nobody can tell without the secret, and that are always the same.

    So what was made of them and is stored nowhere can be made again, by who has the secret.
    """
    made = hmac.digest(secret.encode(), repr(about).encode(), "sha256")
    return lambda length: made[:length]


def hash_token(token: str) -> bytes:
    """What is stored instead of the token, and found by."""
    return sha256(token.encode()).digest()
