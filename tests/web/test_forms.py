"""Forms and addresses are read strictly, into one kind of text and one kind of number."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from app.engine.errors import Invalid
from app.web.forms import Fields, parse_fields, read_number


def test_values_come_in_the_order_sent() -> None:
    fields = parse_fields(b"b=1&a=2&b=3&empty=&alone")
    assert fields.names == ("b", "a", "empty", "alone")
    assert fields.many("b") == ("1", "3")
    assert fields.many("absent") == ()


def test_text_is_composed() -> None:
    assert parse_fields(b"a=e%CC%81").one("a") == "é"


def test_line_breaks_become_newlines() -> None:
    assert parse_fields(b"a=1%0D%0A2%0D3").text("a", longest=9) == "1\n2\n3"


def test_what_looks_odd_but_can_be_shown_is_kept() -> None:
    text = "🤔\u200d" + "e" + "\u0316" * 50
    assert parse_fields(b"a=" + quote(text).encode()).one("a") == text


@pytest.mark.parametrize("code", [0, 1, 8, 9, 10, 11, 12, 27, 127, 129, 133, 0x2028, 0xF0FF])
def test_what_cannot_be_shown_is_a_space_in_one_line(code: int) -> None:
    fields = parse_fields(b"a=x" + quote(chr(code)).encode() + b"y")
    assert (fields.one("a"), fields.first("a")) == ("x y", "x y")


@pytest.mark.parametrize("text", ["\u200b", "\u0301\u0302", " \u2800\u200d", "\u3164"])
def test_what_shows_nothing_is_nothing(text: str) -> None:
    fields = parse_fields(b"a=" + quote(text).encode())
    assert (fields.one("a"), fields.text("a", longest=1), fields.first("a")) == ("", "", "")


@pytest.mark.parametrize("encoded", [b"a=%FF", b"a=\xff", b"%ED%A0%80=1", b"a=%C3"])
def test_what_is_not_utf8_is_refused(encoded: bytes) -> None:
    with pytest.raises(Invalid):
        parse_fields(encoded)


def test_too_many_fields_are_refused() -> None:
    with pytest.raises(Invalid):
        parse_fields(b"&".join([b"a=1"] * 1_001))


def test_a_field_nobody_asked_for_is_refused_and_named() -> None:
    with pytest.raises(Invalid, match="workspace_id"):
        parse_fields(b"_label=x&workspace_id=1").refuse_others("_label", "_key")


def test_a_single_value_sent_twice_is_refused() -> None:
    with pytest.raises(Invalid):
        parse_fields(b"a=1&a=1").one("a")


def test_lengths_are_counted_in_code_points() -> None:
    fields = Fields((("a", "🤔" * 10),))
    assert fields.one("a", longest=10) == "🤔" * 10
    with pytest.raises(Invalid, match="at most 9 characters; yours has 10"):
        fields.one("a", longest=9)


def test_an_address_of_a_search_is_read_whatever_its_bytes_are() -> None:
    assert parse_fields(b"q=a%FFb", errors="replace").one("q") == "a\ufffdb"


def test_a_missing_value_is_empty() -> None:
    assert Fields().one("a") == ""


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("999999999", 999_999_999)])
def test_numbers_are_plain_digits(text: str, number: int) -> None:
    assert Fields((("n", text),)).number("n") == number


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "01", "1_000", "٧", "９", "7.0", "true", "1e3", "0x1", str(10**30)]
)
def test_other_spellings_of_numbers_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_number(text)
    with pytest.raises(Invalid):
        Fields((("n", text),)).number("n")


def test_the_digest_tells_forms_apart() -> None:
    first, second = Fields((("a", "1"), ("b", "2"))), Fields((("a", "1b2"),))
    assert first.digest() == Fields((("a", "1"), ("b", "2"))).digest()
    assert first.digest() != second.digest()
