"""Text as people type and paste it, made into text that can be kept, seen and cut.

What word processors and slides leave behind becomes what it looked like there: a line break, a
space, a bullet, or nothing where nothing was seen. Nothing here ever refuses a text.
"""

from __future__ import annotations

import re
import unicodedata

UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no stored text holds: of the control characters only tabs and \\n are left."""

JOINER = "\u200d"

_CARRIAGE_RETURNS = re.compile(r"\r\n?")
_BETWEEN_LINES = re.compile(r"[\t\n]+")
_FLAGS_AND_TAGS = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\U000e0000-\U000e007f]"
)

_BREAKS = "\v\f\x85\u2028\u2029"
_BULLETS = "\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc"  # as Word has them from its symbol fonts
_UNSEEN = (
    "\x1f\xad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u2065\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # would turn what stands after it
    "\u206a\u206b\u206c\u206d\u206e\u206f\ufff9\ufffa\ufffb"
    "\U0001bca0\U0001bca1\U0001bca2\U0001bca3"
    "\U0001d173\U0001d174\U0001d175\U0001d176\U0001d177\U0001d178\U0001d179\U0001d17a"
)
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that look like nothing
_PREPENDED = (
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)


def _replacements() -> dict[int, str | None]:
    """What each character becomes that cannot stay; later lines overrule earlier ones."""
    made: dict[int, str | None] = dict.fromkeys((*range(0x20), 0x7F, *range(0xF000, 0xF100)), " ")
    made |= {0xFFFC: " ", ord("\t"): "\t", ord("\n"): "\n", 0x1E: "-"}
    for code in range(0x80, 0xA0):  # Windows wrote quotes and dashes there, as browsers know
        sign = bytes([code]).decode("cp1252", "replace")
        made[code] = " " if sign == "\ufffd" else sign
    made |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    made |= dict.fromkeys(map(ord, _BREAKS), "\n") | dict.fromkeys(map(ord, _BULLETS), "•")
    made |= dict.fromkeys(map(ord, _UNSEEN)) | dict.fromkeys(range(0xFDD0, 0xFDF0))
    planes = range(0, 0x110000, 0x10000)
    return made | dict.fromkeys(plane + end for plane in planes for end in (0xFFFE, 0xFFFF))


_REPLACEMENTS = _replacements()


def cleaned(text: str) -> str:
    """The text in NFC, with \\n for line breaks, without what cannot be shown; tabs stay.

    What turns the direction of writing is left out, too: pages set each text apart instead.
    """
    if text.isascii() and text.isprintable():
        return text  # as nearly everything is
    text = _CARRIAGE_RETURNS.sub("\n", text).translate(_REPLACEMENTS)
    return unicodedata.normalize("NFC", _FLAGS_AND_TAGS.sub(r"\1", text))


def in_one_line(text: str) -> str:
    """A cleaned text with a space for its line breaks and tabs."""
    lines = (line.strip(" ") for line in _BETWEEN_LINES.split(text.strip()))
    return " ".join(filter(None, lines))


def is_visible(text: str) -> bool:
    """Whether there is anything to be seen: joiners, marks without a letter and blanks are not."""
    return any(map(_is_seen, text))


def cut(text: str, most: int) -> str:
    """The longest beginning of at most so many code points that ends between two characters.

    Characters as people see them: an emoji of several parts, a flag, a letter with its marks. One
    that is longer than all that is cut all the same.
    """
    if len(text) <= most:
        return text
    end = most
    while end and _belong_together(text, end):
        end -= 1
    return text[: end or most]


def shortened(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis, in at most so many code points."""
    return text if len(text) <= most else f"{cut(text, most - 1).rstrip()}…"


def set_apart(text: str) -> str:
    """The text for the middle of a sentence, which it does not turn, whatever its direction.

    Pages have `<bdi>` for it; this is for sentences that are made elsewhere.
    """
    turns = any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in text)
    return f"\u2068{text}\u2069" if turns else text


def _belong_together(text: str, place: int) -> bool:
    """Whether what stands before the place and after it is one character.

    Roughly as Unicode's rules for grapheme clusters say, and where they differ among versions, in
    doubt one character: a text that is cut earlier is only shorter.
    """
    before, after = text[place - 1], text[place]
    if after.isascii() or before.isascii():
        return not after.isascii() and _continues(after)
    if _is_regional(before) and _is_regional(after):
        return _regionals_before(text, place) % 2 == 1
    return (
        _continues(after)
        or before == JOINER
        or before in _PREPENDED
        or unicodedata.combining(before) == VIRAMA
        or _is_one_syllable(before, after)
    )


VIRAMA = 9
"""The combining class of what joins two consonants of Indian scripts."""


def _is_seen(sign: str) -> bool:
    """What Unicode does not name may be an emoji that is newer than this Python."""
    category = unicodedata.category(sign)
    if category in ("Cn", "Co"):
        return not ("\ufff0" <= sign <= "\ufff8" or "\U000e0000" <= sign <= "\U000e0fff")
    return (category[0] in "LNPS" and sign not in _BLANK) or sign in _PREPENDED


def _continues(sign: str) -> bool:
    return (
        unicodedata.category(sign)[0] == "M"
        or sign in "\u200c\u200d\uff9e\uff9f"
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
        or "\U000e0020" <= sign <= "\U000e007f"
    )


def _is_regional(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _regionals_before(text: str, place: int) -> int:
    start = place
    while start and _is_regional(text[start - 1]):
        start -= 1
    return place - start


def _is_one_syllable(before: str, after: str) -> bool:
    """Whether two Korean letters, or a syllable and a letter, go on writing the same syllable."""
    if "\u1100" <= before <= "\u115f" or "\ua960" <= before <= "\ua97c":
        return "\u1100" <= after <= "\u11ff" or "\uac00" <= after <= "\ud7a3"
    goes_on = "\u1160" <= after <= "\u11ff" or "\ud7b0" <= after <= "\ud7fb"
    return goes_on and ("\u1160" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7fb")
