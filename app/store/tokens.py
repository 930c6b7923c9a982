"""Secret tokens: the visitor keeps the token, the store only its hash."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256


def new_token(random: Callable[[int], bytes]) -> str:
    """43 characters from 32 random bytes, as `secrets.token_urlsafe(32)` makes them."""
    return urlsafe_b64encode(random(32)).rstrip(b"=").decode()


def hash_token(token: str) -> bytes:
    """What is stored instead of the token, and found by."""
    return sha256(token.encode()).digest()
