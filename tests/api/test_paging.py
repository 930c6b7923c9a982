"""Paging: a cursor goes on where a page ended; any other word is refused by name."""

from __future__ import annotations

import pytest

from app.api.paging import number_at, place_of
from app.api.problems import InvalidFields
from app.web.cursors import cursor_of


def test_the_first_page_has_no_cursor_and_others_begin_at_theirs() -> None:
    assert place_of(None, number_at) is None
    assert place_of(cursor_of([12]), number_at) == 12


@pytest.mark.parametrize("cursor", ["", "12", cursor_of([]), cursor_of(["12"]), cursor_of([1, 2])])
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        place_of(cursor, number_at)
    assert [fault.parameter for fault in refused.value.errors] == ["cursor"]
