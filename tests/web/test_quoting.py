"""Addresses are quoted as the standard library quotes them."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from hypothesis import given
from hypothesis import strategies as st

from app.web.quoting import as_query, quoted

TEXTS = st.text() | st.text("abz09_.~-", max_size=9) | st.sampled_from(["", "a\n", "a b&c=d/ü"])


@given(TEXTS)
def test_a_part_of_a_path_is_quoted_as_ever(text: str):
    assert quoted(text) == quote(text, safe="")


@given(st.lists(st.tuples(TEXTS, TEXTS)))
def test_a_query_is_quoted_as_ever(pairs: list[tuple[str, str]]):
    assert as_query(pairs) == urlencode(pairs)
