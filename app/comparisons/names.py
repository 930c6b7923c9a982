"""What the results of a comparison are called: each by a name that no other one has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from app.engine.texts import shortened

LONGEST = 60
LETTERS = "ABCD"


def names_of(titled: Sequence[tuple[str, str, int]]) -> tuple[str, ...]:
    """The names of revisions, given by assessment, title and number.

    Those of one assessment go by their numbers; others by their titles, with the number and then
    with a letter where that is not enough to tell them apart.
    """
    if len({assessment for assessment, _, _ in titled}) == 1:
        return tuple(f"Version {n}" for _, _, n in titled)
    short = [shortened(title, LONGEST) for _, title, _ in titled]
    numbered = _told_apart(short, (f", version {n}" for _, _, n in titled))
    return tuple(_told_apart(numbered, (f" ({letter})" for letter in LETTERS)))


def _told_apart(names: Sequence[str], endings: Iterable[str]) -> list[str]:
    """The names, with its ending each that is there more than once."""
    often = Counter(names)
    return [
        name + ending if often[name] > 1 else name
        for name, ending in zip(names, endings, strict=False)
    ]
