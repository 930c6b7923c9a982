"""Whatever is pasted becomes text that can be kept, seen and cut: tried on all of Unicode."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.texts import (
    UNSTORABLE,
    cleaned,
    cut,
    in_one_line,
    is_visible,
    set_apart,
    shortened,
)
from tests.rounds import rounds

# All but what is there by the thousand: of letters without capitals, and of what has no name, some.
UNCHANGING = ("Lo", "Cn", "Co", "Cs")
EVERY = [
    chr(code)
    for code in range(sys.maxunicode + 1)
    if code < 0x3000 or code % 97 == 0 or unicodedata.category(chr(code)) not in UNCHANGING
]
BREAKS = "\v\f\r\x85\u2028\u2029"
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
FAMILY, FLAG, SCOTLAND = (
    "👩‍👩‍👧‍👦",
    "🇩🇪",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
)
WHOLE = (
    FAMILY,
    FLAG,
    SCOTLAND,
    "👍🏽",
    "e\u0316\u0317",
    "❤️‍🔥",
    "क्षि",
    "\u1112\u1161\u11ab",
    "ก็",
    "1️⃣",
)


def of(*categories: str) -> Iterator[str]:
    return (sign for sign in EVERY if unicodedata.category(sign) in categories)


def test_nothing_is_left_that_cannot_be_shown_and_letters_stay() -> None:
    for sign in EVERY:
        kept = cleaned(f"a{sign}b")
        assert UNSTORABLE.search(kept) is None, hex(ord(sign))
        assert not set(kept) & set(TURNING), hex(ord(sign))
        assert unicodedata.is_normalized("NFC", kept), hex(ord(sign))
        assert kept[0] == "a" or unicodedata.category(sign)[0] == "M", hex(ord(sign))
        if unicodedata.category(sign)[0] in "LNPS" and sign != "\ufffc":
            assert kept == unicodedata.normalize("NFC", f"a{sign}b"), hex(ord(sign))


def test_every_control_character_becomes_space_break_or_what_windows_meant() -> None:
    for sign in of("Cc"):
        kept = cleaned(f"a{sign}b")
        if sign in BREAKS:
            assert kept == "a\nb"
        elif sign in "\t\n":
            assert kept == f"a{sign}b"
        elif "\x80" <= sign <= "\x9f":
            shown = sign.encode("latin-1").decode("cp1252", "replace")
            assert kept == f"a{shown}b".replace("\ufffd", " ")
        else:
            assert kept in ("a b", "a-b", "ab"), hex(ord(sign))


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("one\r\ntwo\rthree\vfour", "one\ntwo\nthree\nfour"),
        ("\uf0b7\tfirst", "•\tfirst"),
        ("\uf0a7 second \uf04a", "• second  "),
        ("\ufeffzero\u200bwidth\u2060 so\xadft", "zerowidth soft"),
        ("picture \ufffc here", "picture   here"),
        ("It\x92s \x93so\x94 \x96 \x85", "It’s “so” – \n"),
        ("non\x1ebreaking op\x1ftional", "non-breaking optional"),
        ("\u202dcall \u202a+49 30\u202c now\u202c", "call +49 30 now"),
        ("a\ud83d", "a\ufffd"),
        (f"{SCOTLAND}!", f"{SCOTLAND}!"),
        ("hid\U000e0068\U000e0069den\ufdd0\U0001ffff", "hidden"),
        ("می\u200cخواهم क्\u200dष", "می\u200cخواهم क्\u200dष"),
    ],
)
def test_what_programs_leave_behind_becomes_what_was_seen_there(pasted: str, kept: str) -> None:
    assert cleaned(pasted) == kept


@settings(max_examples=rounds(100), deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    line = in_one_line(once)
    assert in_one_line(line) == line
    assert not set(line) & set("\t\n")


def test_one_line_has_a_space_for_each_break() -> None:
    assert in_one_line(" one \n\n\ttwo\tthree\n") == "one two three"
    assert in_one_line("one  two") == "one  two"


@pytest.mark.parametrize(
    "piece", [" ", "\n ", "\t", "🏴", "\U000e0067", "🏴\U000e0067", "\u0301", "\r"]
)
def test_the_largest_form_is_read_in_no_time(piece: str) -> None:
    text = cleaned(f"a{piece * (65_536 // len(piece))}b")
    assert in_one_line(text)[:1] + in_one_line(text)[-1:] in ("ab", "áb")
    assert cut(text, 200) == text[: len(cut(text, 200))]


def test_marks_joiners_spaces_and_fillers_alone_are_nothing() -> None:
    for sign in of("Mn", "Me", "Mc", "Zs", "Zl", "Zp", "Cc"):
        assert not is_visible(f" {sign}\u200d\u3164"), hex(ord(sign))
    for sign in of("Lu", "Ll", "Lo", "Nd", "Po", "Sm", "Sc"):
        assert is_visible(sign) or sign in "\u115f\u1160\u3164\uffa0", hex(ord(sign))
    assert is_visible(FAMILY)
    assert not is_visible("")


@pytest.mark.parametrize("whole", WHOLE)
def test_nothing_is_cut_inside_of_one_character(whole: str) -> None:
    text = whole * 3
    for most in range(1, len(text) + 1):
        kept = cut(text, most)
        assert len(kept) <= most
        if most >= len(whole):
            assert kept == whole * (most // len(whole))
        else:
            assert len(kept) == most  # longer than there is room for: cut all the same


@settings(max_examples=rounds(100), deadline=None)
@given(
    st.text(alphabet=st.sampled_from([*"aé 1", *FAMILY, *FLAG, "\u0301", "한"])), st.integers(1, 12)
)
def test_what_is_cut_is_a_beginning_and_never_longer(text: str, most: int) -> None:
    assert text.startswith(cut(text, most))
    assert len(cut(text, most)) == min(len(text), most) or not text[: most + 1].isascii()
    assert len(shortened(text, most)) <= most
    assert (shortened(text, most) == text) is (len(text) <= most)


def test_only_what_could_turn_a_sentence_is_set_apart() -> None:
    assert [set_apart(text) for text in ("Étude", "עברית", "١٢")] == [
        "Étude",
        "\u2068עברית\u2069",
        "\u2068١٢\u2069",
    ]
