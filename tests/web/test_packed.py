"""A packed page unpacks to the page with whatever key was put in, wherever its forms stand."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.packed import Packed, Plain

FIRST, OTHER = b"the-key-of-the-first-1", b"another-key-just-as-lo"
PIECES = {
    "none": [b"<p>nothing to send</p>"],
    "one": [b"<form>" * 900, b"</form>" * 700],
    "several": [b"<a>" * 50, b"<b>", b"", b"<c>" * 9_000],
    "at both ends": [b"", b"x", b""],
}


@pytest.mark.parametrize("pieces", PIECES.values(), ids=PIECES)
@pytest.mark.parametrize("kind", [Plain, Packed])
def test_it_is_the_page_with_the_new_key_in_all_its_forms(
    kind: type[Plain] | type[Packed], pieces: list[bytes]
) -> None:
    body = kind(FIRST.join(pieces), FIRST)
    for key in (FIRST, OTHER):
        sent = body.with_key(key)
        assert (gzip.decompress(sent) if body.packed else sent) == key.join(pieces)
        assert len(sent) == body.length


@given(st.lists(st.binary(max_size=400), min_size=1, max_size=4), st.binary(min_size=8))
def test_the_checksum_is_right_whatever_is_in_the_page(pieces: list[bytes], key: bytes) -> None:
    body = Packed(key.join(pieces), key)
    other = bytes(byte ^ 1 for byte in key)
    unpacked = zlib.decompress(body.with_key(other), 16 + zlib.MAX_WBITS)
    assert unpacked == other.join(key.join(pieces).split(key))


def test_packed_it_takes_a_fraction() -> None:
    text = b"<li>one line like all others</li>\n" * 1_000
    assert Packed(text + FIRST + text, FIRST).size < len(text) / 20
