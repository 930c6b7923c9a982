"""Titles are sorted and searched as people mean them; tried against an order and a search that are
written in another way, and on letters by their names in Unicode."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.store.records import TITLE_LENGTH
from app.store.title_keys import ESCAPE, KEY_LENGTH, MOST_WORDS, fold, is_key, patterns, title_key
from tests.rounds import rounds

WITH_A_STROKE = re.compile(r"LATIN (?:CAPITAL|SMALL) LETTER ([A-Z]{1,2}) WITH .*")
STAYS = "CURL|HOOK|TAIL|LEG|TILDE|DESCENDER|LOOP|NOTCH|INSIDE|MIDDLE DOT|RING|SMALL LETTER"
TEXTS = st.text(alphabet=st.sampled_from([*"aAbÉßŁ 0001259.-%_/\\", "œ", "Ｆ", "٣"]), max_size=14)


Matches = Callable[[str, str], bool]


@pytest.fixture(scope="module")
def matches() -> Iterator[Matches]:
    """Whether a title has the words, as the database says."""
    with closing(sqlite3.connect(":memory:")) as database:
        like = f"SELECT ? LIKE ? ESCAPE '{ESCAPE}'"
        yield lambda title, words: all(
            database.execute(like, (title_key(title), one)).fetchone()[0] for one in patterns(words)
        )


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Étude", "etude"),
        ("E\u0301TUDE", "etude"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("İstanbul ıSPARTA", "istanbul isparta"),
        ("Łódź", "lodz"),
        ("Øre", "ore"),
        ("Œuvre æon", "oeuvre aeon"),
        ("ＦＵＬＬ　ｗｉｄｔｈ", "full width"),
        ("ﬁne ﬃ", "fine ffi"),
        ("Þórður Ħaż", "thordur haz"),
        ("ΌΔΟΣ", "οδοσ"),
        ("Йод ёлка", "иод елка"),
        ("עִבְרִית عَرَبِيّ", "עברית عربي"),
        ("한글 ｶﾞ कि", "한글 ガ कि"),
        ("١٢ ３ ² Ⅳ", "12 3 2 iv"),
        ("  two\t spaces ", "two spaces"),
        ("can’t “be” – so", 'can\'t "be" - so'),
        ("100 %_\\", "100 %_\\"),
        ("zero\u200dwidth\u00adhere", "zerowidthhere"),
        ("", ""),
    ],
)
def test_how_letters_are_written_makes_no_difference(text: str, letters: str) -> None:
    assert fold(text) == letters


def test_every_letter_with_a_stroke_is_that_letter() -> None:
    tried = 0
    for sign in map(chr, range(0x80, 0x2C70)):
        named = WITH_A_STROKE.fullmatch(unicodedata.name(sign, ""))
        if named and not re.search(STAYS, named[0]):
            assert fold(sign) == named[1].lower(), sign
            tried += 1
    assert tried > 200


@settings(max_examples=rounds(200), deadline=None)
@given(
    st.text(alphabet="ab ", max_size=3),
    *[st.integers(0, 10**23)] * 2,
    st.sampled_from(["", "0", "00"]),
)
def test_numbers_are_sorted_by_their_value(before: str, one: int, two: int, zeros: str) -> None:
    first, second = title_key(f"{before}{zeros}{one} x"), title_key(f"{before}{two} x")
    if one != two:
        assert (first < second) is (one < two)
    assert (first == second) is (one == two and not zeros)


def test_titles_with_numbers_are_in_the_order_of_a_reader() -> None:
    read = [
        "2 ways",
        "10 ways",
        "Option",
        "Option 1",
        "Option 2",
        "option 2b",
        "Option 10",
        "Option 010",
    ]
    read += ["Option 100", "Option a", "v1.2", "v1.10", "v2", "Zed"]
    assert sorted(sorted(read), key=title_key) == read


@settings(max_examples=rounds(400), deadline=None)
@given(TEXTS, TEXTS)
def test_each_word_has_to_occur_in_any_order(matches: Matches, title: str, words: str) -> None:
    occur = all(word in fold(title) for word in fold(words).split())
    # A zero in the middle of a word may be the first of several: then more may be found.
    assert matches(title, words) is occur or (not occur and re.search("[^0-9 ]0", fold(words)))


@pytest.mark.parametrize(
    ("title", "words", "found"),
    [
        ("Łódź Express 2026", "2026 lodz", True),
        ("Łódź Express 2026", "ŁÓDŹ exp 20", True),
        ("Łódź Express 2026", "lodz 27", False),
        ("Option 10", "option 1", True),
        ("Option 10", "option1", False),
        ("v10.5", "v1", True),
        ("v10.5", "v10.5", True),
        ("v10.5", "v1.5", False),
        ("2026-05-01", "2026-05", True),
        ("2026-05-01", "05", True),
        ("2026-15-01", "05", False),
        ("release v05", "v05", True),
        ("release v05", "v0", True),
        ("a0b", "a0b", True),
        ("x2", "x_", False),
        ("50 %", "50 %", True),
        ("50 Euro", "50 %", False),
        ("anything", " ", True),
    ],
)
def test_a_title_is_found_by_words_and_parts_of_words(
    matches: Matches, title: str, words: str, found: bool
) -> None:
    assert matches(title, words) is found


def test_of_very_many_words_the_longest_are_looked_for() -> None:
    words = [f"w{'x' * n}" for n in range(40)]
    kept = patterns(" ".join(words))
    assert kept == tuple(f"%{word}%" for word in reversed(words))[:MOST_WORDS]


@pytest.mark.parametrize("letter", ["ﬃ", "ΐ", "🎉", "한", "\U0001d160", "ﷺ", "0a", "1a", "㌀"])
def test_the_longest_title_has_a_key_that_fits(letter: str) -> None:
    key = title_key((letter * TITLE_LENGTH)[:TITLE_LENGTH])
    assert (is_key(key), len(key) <= KEY_LENGTH, len(key.encode()) < 2_500) == (True, True, True)


def test_what_is_no_key_is_told() -> None:
    assert not any(map(is_key, ["a\0", "\ud800", "x" * (KEY_LENGTH + 1)]))


def test_letters_are_in_nfc() -> None:
    assert unicodedata.is_normalized("NFC", fold("Ａ\u030a 한글 कि"))
