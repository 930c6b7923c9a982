"""A page cut at its form keys, as it is or packed, into which another key is put each time.

Packed, each piece is compressed by itself, so that none refers to what lies before a key, and the
key stands between them as it is, in what DEFLATE calls a stored block. The checksum at the end of
the gzip file goes over everything, but it is linear: what lies behind a key changes it by exclusive
ors that are worked out once (`Tail`).
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Sequence
from struct import pack
from typing import NamedTuple

LEVEL = 5  # 9 takes half as long again, for 2 % fewer bytes
RAW = -zlib.MAX_WBITS
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
CRC_BITS = 32
VARY = (b"vary", b"Accept-Encoding")

RawHeaders = list[tuple[bytes, bytes]]


class Plain:
    """The pieces as they are."""

    packed = False

    def __init__(self, text: bytes, key: bytes) -> None:
        self._pieces = text.split(key)
        self.length = len(text)
        self.size = sum(map(len, self._pieces))

    def with_key(self, key: bytes) -> bytes:
        """The page with that key, as long as the first one was."""
        return key.join(self._pieces)


class Packed:
    """The pieces compressed; `length` is that of a whole page, `size` that of what is kept."""

    packed = True

    def __init__(self, text: bytes, key: bytes) -> None:
        head, *tails = text.split(key)
        block = pack("<BHH", 0, len(key), len(key) ^ 0xFFFF)
        self._pieces = _compressed([head, *tails], block)
        self._begins = zlib.crc32(head)
        self._tails = [Tail.of(tail) for tail in tails]
        self._whole = len(text) & 0xFFFFFFFF
        self.size = sum(map(len, self._pieces)) + len(tails) * 4 * CRC_BITS
        self.length = len(self.with_key(key))

    def with_key(self, key: bytes) -> bytes:
        """The page with that key, as long as the first one was, as a gzip file."""
        crc = self._begins
        for tail in self._tails:
            crc = tail.after(zlib.crc32(key, crc))
        return key.join(self._pieces) + pack("<LL", crc, self._whole)


class Tail(NamedTuple):
    """What the checksum becomes behind a piece: by itself, and for each bit set before it."""

    alone: int
    bits: array[int]

    @classmethod
    def of(cls, piece: bytes) -> Tail:
        """The tail for that piece."""
        alone = zlib.crc32(piece)
        bits = (zlib.crc32(piece, 1 << bit) ^ alone for bit in range(CRC_BITS))
        return cls(alone, array("L", bits))

    def after(self, before: int) -> int:
        """The checksum behind the piece, from the one before it."""
        crc = self.alone
        for bit in self.bits:
            if before & 1:
                crc ^= bit
            before >>= 1
        return crc


def _compressed(pieces: Sequence[bytes], block: bytes) -> list[bytes]:
    """A whole gzip file but for the keys between the pieces and the checksum at its end."""
    *others, last = pieces
    packed = [_deflated(piece, zlib.Z_FULL_FLUSH) + block for piece in others]
    packed.append(_deflated(last, zlib.Z_FINISH))
    return [GZIP_HEAD + packed[0], *packed[1:]]


def _deflated(piece: bytes, ending: int) -> bytes:
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, RAW)
    return compressor.compress(piece) + compressor.flush(ending)
