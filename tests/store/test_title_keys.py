"""Titles are sorted and searched whatever their capital letters and accents."""

from __future__ import annotations

from unicodedata import is_normalized

import pytest

from app.store.records import TITLE_LENGTH
from app.store.title_keys import KEY_LENGTH, fold


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Étude", "etude"),
        ("E\u0301TUDE", "etude"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ΌΔΟΣ", "οδοσ"),
        ("한글", "한글"),
        ("100 %_\\", "100 %_\\"),
        ("", ""),
    ],
)
def test_capital_letters_and_accents_make_no_difference(text: str, key: str) -> None:
    assert fold(text) == key


@pytest.mark.parametrize("letter", ["ﬃ", "ΐ", "🎉", "한", "\U0001d160"])
def test_the_longest_title_has_a_key_that_fits(letter: str) -> None:
    key = fold(letter * TITLE_LENGTH)
    assert (len(key) <= KEY_LENGTH, len(key.encode()) < 2_500) == (True, True)


def test_a_key_is_in_nfc() -> None:
    assert is_normalized("NFC", fold("Ａ\u030a 한글 कि"))
