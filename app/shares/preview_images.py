"""The picture a link preview shows: an SVG of ours, its text cut to fit, drawn as PNG.

The drawing library never wraps lines and draws a box for what its font lacks, so both are seen to
here. Widths are rounded up, so a line may end early but never runs out of the picture.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from app.files import FILES

WIDTH, HEIGHT = 1200, 630
FONTS = [str(FILES / f"static/fonts/inter-{weight}-4.001.ttf") for weight in ("regular", "bold")]
MOST_KEPT = 64

# What the font can draw: Latin with its accents, Greek, Cyrillic, common punctuation and signs.
UNDRAWABLE = re.compile(
    "[^\u0020-\u007e\u00a1-\u00ac\u00ae-\u0148\u014a-\u017f\u0386-\u03ce\u0400-\u045f"
    "\u1e00-\u1e9b\u1ea0-\u1ef9\u2010-\u2027\u2030-\u203a\u20ac\u2122\u2190-\u2193\u2212]+"
)
INVISIBLE = frozenset({"Mn", "Me", "Mc", "Cc", "Cf", "Cs", "Co", "Cn"})

# Parts of the font size, for the bold weight; anything else is taken for the widest.
WIDTHS = (
    (" iIjl", 0.3),
    (",.:!';`t|()[]/\\f", 0.4),
    ("r1-{}_^", 0.5),
    ('"*?sLz7JakxFcevy', 0.6),
    ("Eo5hnu2bdgpq#$3689PS", 0.65),
    ("BRZ&0T+4<=>~", 0.7),
    ("DKUYCXAGHVNOQ", 0.8),
    ("wmM", 0.95),
    ("W%@…—", 1.05),
)
WIDTH_OF = {character: width for characters, width in WIDTHS for character in characters}
WIDEST = 1.15


def wrapped(text: str, size: int, width: int, lines: int) -> tuple[str, ...]:
    """The text in at most so many lines that fit, the last with an ellipsis if there is more."""
    made: list[str] = []
    rest = _drawable(text).split()
    while rest and len(made) < lines:
        line, rest = _first_line(rest, width / size)
        made.append(line)
    if rest:
        made[-1] = f"{_cut(made[-1], width / size - WIDTH_OF['…'])}…"
    return tuple(made)


@lru_cache(maxsize=MOST_KEPT)
def draw(svg: str) -> bytes:
    """The SVG as PNG; the same SVG is drawn once, as long as it is among the last ones asked for.

    Only what never changes is kept: equal texts give equal pictures.
    """
    import resvg_py  # large, and only needed here

    return resvg_py.svg_to_bytes(svg_string=svg, font_files=FONTS, skip_system_fonts=True)


def _drawable(text: str) -> str:
    """The text without what cannot be seen; an ellipsis for what cannot be drawn."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(
        letter for letter in composed if unicodedata.category(letter) not in INVISIBLE
    )
    drawable = UNDRAWABLE.sub("…", " ".join(visible.split()))
    return drawable if re.search(r"\w", drawable) else ""


def _first_line(words: list[str], room: float) -> tuple[str, list[str]]:
    """The words of one line and the rest; a word longer than a line is broken."""
    taken = 0
    while taken < len(words) and _width(" ".join(words[: taken + 1])) <= room:
        taken += 1
    if taken:
        return " ".join(words[:taken]), words[taken:]
    start = _cut(words[0], room)
    return start, [words[0][len(start) :], *words[1:]]


def _cut(text: str, room: float) -> str:
    """The longest beginning that fits, of at least one character."""
    end = len(text)
    while end > 1 and _width(text[:end]) > room:
        end -= 1
    return text[:end]


def _width(text: Iterable[str]) -> float:
    return sum(WIDTH_OF.get(sign, WIDEST) for sign in text)
