"""Cursors: whoever pages through a list goes on where they were, and nowhere else."""

from __future__ import annotations

import pytest

from app.web.cursors import LARGEST, cursor_of, values_in

STRANGE = [
    *("", "=", "abc", "é", "\0", "a" * 2_001, "bnVsbA", "W10=", "WyAxXQ", "[1]"),
    "WzEuNV0",  # [1.5]
    "W3RydWVd",  # [true]
    "W1tdXQ",  # [[]]
    "eyJhIjoxfQ",  # {"a":1}
    "WyJcdWQ4MDAiXQ",  # half a character
    "WzkwMDcxOTkyNTQ3NDA5OTNd",  # too large a number
    "W1tbW1tb" * 200,
]


@pytest.mark.parametrize("values", [[], [7], ["ä", -3], [LARGEST - 1, "x" * 900]])
def test_a_cursor_leads_back_to_what_it_was_made_of(values: list[str | int]) -> None:
    cursor = cursor_of(values)
    assert cursor.isascii()
    assert values_in(cursor) == values


@pytest.mark.parametrize("word", STRANGE)
def test_a_word_that_is_no_cursor_of_ours_is_refused(word: str) -> None:
    with pytest.raises(ValueError):
        values_in(word)
