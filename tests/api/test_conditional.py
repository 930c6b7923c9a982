"""Conditional requests: nobody changes what they did not see, and nobody is told it twice."""

from __future__ import annotations

import pytest

from app.api.conditional import Outdated, Tags, etag_of, read_tags
from app.api.problems import InvalidFields

OURS = etag_of("mfrggzdfmztwq2lk", 7)


def test_a_tag_is_strong_and_another_for_another_state() -> None:
    assert OURS[0] == OURS[-1] == '"'
    assert etag_of("mfrggzdfmztwq2lk", 7) == OURS
    others = [("mfrggzdfmztwq2lk", 8), ("mfrggzdfmztwq2l", 77), ("mfrggzdfmztwq2lk", "7")]
    assert OURS not in {etag_of(*state) for state in others}


def may_change(sent: list[str]) -> bool:
    try:
        read_tags("If-Match", sent).require(OURS)
    except Outdated:
        return False
    return True


@pytest.mark.parametrize(
    "sent",
    [[OURS], ["*"], [f'"other" , {OURS}'], ['"other"', OURS], [f",, {OURS},"], [f" {OURS} "]],
)
def test_who_names_the_state_there_is_may_change_it(sent: list[str]) -> None:
    assert may_change(sent)


@pytest.mark.parametrize("sent", [['"other"'], [f"W/{OURS}"], [OURS.upper()], ['""'], ['"*"']])
def test_who_names_another_state_may_not(sent: list[str]) -> None:
    assert not may_change(sent)


def test_who_has_it_already_is_not_told_again_even_by_a_weak_tag() -> None:
    for sent in (OURS, f"W/{OURS}", "*", f'"other", W/{OURS}'):
        assert read_tags("If-None-Match", [sent]).has(OURS), sent
    assert not read_tags("If-None-Match", ['"other"']).has(OURS)
    assert not Tags().has(OURS)


@pytest.mark.parametrize(
    "sent", ["", ",", OURS.strip('"'), f"{OURS} {OURS}", f"w/{OURS}", '"a"b"', f"*, {OURS}", '"\n"']
)
def test_what_is_no_entity_tag_is_refused_by_the_name_of_its_header(sent: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        read_tags("If-Match", [sent])
    assert [fault.parameter for fault in refused.value.errors] == ["If-Match"]


def test_a_header_of_many_commas_is_read_in_no_time() -> None:
    assert read_tags("If-Match", [f"{',' * 8_000}{OURS}{', ' * 4_000}"]).has(OURS)
    with pytest.raises(InvalidFields):
        read_tags("If-Match", [OURS + ",\t " * 5_000 + '"'])
