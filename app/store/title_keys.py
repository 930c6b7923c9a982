"""Titles as they are sorted and searched.

Without regard to capital letters, accents, strokes, ligatures and width; numbers by their value;
the words of a search in any order. Python makes the keys, so both databases sort alike.
"""

from __future__ import annotations

import re
import unicodedata

from app.store.records import TITLE_LENGTH

# The marks of Latin, Greek, Cyrillic, Hebrew and Arabic; in other scripts they are letters.
ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]+"
)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Some letters become three; what would become more is cut, to fit an index of either database.
KEY_LENGTH = 3 * TITLE_LENGTH
MOST_WORDS = 16
"""How many words of a search are looked for; it is the longest ones that tell most."""

ESCAPE = "/"
"""What makes the next character of a pattern stand for itself."""

LONGEST_NUMBER = 24
"""Of so many digits numbers are sorted by value; longer ones after them, digit by digit."""

# Before each number stands one character that says how many digits it has, so that in the order
# of characters 2 comes before 10. Zeros before it do not count, but can be searched: they and the
# number stand once more behind a mark. None of these characters is ever in a text.
LENGTHS = "".join(map(chr, range(1, LONGEST_NUMBER + 2)))
WITH_ZEROS = "\x1f"

# What Unicode takes for letters of their own, and people for one with a stroke, or for two.
LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i",
        "ŧ": "t", "ŋ": "n", "ĸ": "k", "ƀ": "b", "ɓ": "b", "ƃ": "b", "ƈ": "c", "ȼ": "c", "ɖ": "d",
        "ɗ": "d", "ƌ": "d", "ȡ": "d", "ɇ": "e", "ƒ": "f", "ǥ": "g", "ɠ": "g", "ɦ": "h", "ɨ": "i",
        "ɉ": "j", "ƙ": "k", "ⱪ": "k", "ƚ": "l", "ɫ": "l", "ⱡ": "l", "ɬ": "l", "ɭ": "l", "ȴ": "l",
        "ɱ": "m", "ɲ": "n", "ƞ": "n", "ɳ": "n", "ȵ": "n", "ɵ": "o", "ᵽ": "p", "ƥ": "p", "ɋ": "q",
        "ʠ": "q", "ɍ": "r", "ɽ": "r", "ʂ": "s", "ȿ": "s", "ƭ": "t", "ʈ": "t", "ⱦ": "t", "ȶ": "t",
        "ʉ": "u", "ʋ": "v", "ƴ": "y", "ɏ": "y", "ƶ": "z", "ȥ": "z", "ʐ": "z", "ʑ": "z", "ɀ": "z",
        "ⱥ": "a", "ƫ": "t",
        "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-",
        "–": "-", "—": "-", "−": "-", "⁄": "/",
    }
)  # fmt: skip
DIGITS = re.compile("[0-9]+")


def fold(text: str) -> str:
    """The letters of a text: “Étude”, “ÉTUDE” and “Ｅｔｕｄｅ” are “etude”, “Łódź” is “lodz”.

    White space is one space, every decimal digit is of ASCII, control characters are left out.
    """
    plain = text.casefold()
    if not text.isascii():
        taken_apart = unicodedata.normalize("NFKD", text).casefold()
        plain = ACCENTS.sub("", unicodedata.normalize("NFKD", taken_apart)).translate(LETTERS)
        plain = unicodedata.normalize("NFC", "".join(map(_plain, plain)))
    return " ".join(CONTROLS.sub(" ", plain).split())


def title_key(title: str) -> str:
    """The key by which the title is sorted, and in which words are looked for."""
    return DIGITS.sub(_sorted_by_value, fold(title))[:KEY_LENGTH]


def patterns(words: str) -> tuple[str, ...]:
    """For each word a pattern for LIKE that the key of every title with it matches, in any order.

    At least one, and of very many words only so many.
    """
    each = sorted(dict.fromkeys(fold(words).split()), key=len, reverse=True)[:MOST_WORDS]
    return tuple(map(_pattern, each)) or ("%",)


def is_key(text: str) -> bool:
    """Whether the text could be a key, whatever sends it; both databases take one that is."""
    return len(text) <= KEY_LENGTH and re.search("[\x00\ud800-\udfff]", text) is None


def _plain(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return "" if unicodedata.category(sign) == "Cf" else sign


def _sorted_by_value(number: re.Match[str]) -> str:
    written = number[0]
    value = written.lstrip("0") or "0"
    length = LENGTHS[min(len(value), LONGEST_NUMBER + 1) - 1]
    return f"{length}{value}" if value == written else f"{length}{value}{WITH_ZEROS}{written}"


def _pattern(word: str) -> str:
    """The word with room for what the key has before a number; no letter stands for others."""
    for letter in (ESCAPE, "%", "_"):
        word = word.replace(letter, ESCAPE + letter)
    return f"%{DIGITS.sub(_in_the_key, word)}%"


def _in_the_key(number: re.Match[str]) -> str:
    """Digits at the beginning of the word may stand in the middle of a number."""
    written = number[0]
    if number.start() == 0:
        return written
    if not written.strip("0"):
        return f"%{written}"  # the number 0, or the beginning of one with zeros before it
    return f"%{WITH_ZEROS}{written}" if written.startswith("0") else f"_{written}"
