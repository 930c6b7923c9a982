"""Titles as they are sorted and searched: without regard to capital letters and accents."""

from __future__ import annotations

import re
from unicodedata import normalize

from app.store.records import TITLE_LENGTH

ACCENTS = re.compile("[\u0300-\u036f]+")
# Some letters become three; what would become more is cut, to fit an index of either database.
KEY_LENGTH = 3 * TITLE_LENGTH


def fold(text: str) -> str:
    """The key of a text: “Étude” and “ÉTUDE” both become “etude”."""
    letters = normalize("NFD", normalize("NFD", text).casefold())
    return normalize("NFC", ACCENTS.sub("", letters))[:KEY_LENGTH]
