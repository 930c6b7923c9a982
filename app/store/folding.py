"""Titles as they are sorted and searched: without regard to capital letters."""

from __future__ import annotations

from unicodedata import normalize

from app.store.records import TITLE_LENGTH

# No script needs more than three code points for a letter; what does is cut, to fit an index.
KEY_LENGTH = 3 * TITLE_LENGTH


def fold(text: str) -> str:
    """The key of a text. Accents follow their letter, so that “a” finds “Ä” and sorts beside it."""
    return normalize("NFD", normalize("NFD", text).casefold())[:KEY_LENGTH]
