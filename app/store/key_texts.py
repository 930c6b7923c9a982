"""What the key of a program looks like: a prefix, 256 random bits, and a checksum of both.

Scanners of secrets know it by `PATTERN`, and need not ask us whether it is one: the checksum tells.
"""

from __future__ import annotations

import re
from zlib import crc32

from app.store.ids import RandomBytes

PREFIX = "fwadv_"
SECRET_LENGTH = 43  # 62 to the power of 43 is more than 2 to the power of 256
CHECK_LENGTH = 6
PATTERN = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{SECRET_LENGTH + CHECK_LENGTH}}}", re.ASCII)
# Letters and digits alone: a double click takes all of it, and nothing has to be quoted.
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def new_key(random: RandomBytes) -> str:
    """A key from 32 random bytes."""
    secret = _digits(int.from_bytes(random(32), "big"), SECRET_LENGTH)
    return _with_checksum(PREFIX + secret)


def is_key(text: str) -> bool:
    """Whether it can be a key; anything else, mistyped ones too, is not looked for at all."""
    return PATTERN.fullmatch(text) is not None and _with_checksum(text[:-CHECK_LENGTH]) == text


def _with_checksum(text: str) -> str:
    return text + _digits(crc32(text.encode()), CHECK_LENGTH)


def _digits(number: int, length: int) -> str:
    """The number in base 62, with zeros before it."""
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(DIGITS))
        digits.append(DIGITS[digit])
    return "".join(reversed(digits))
