from __future__ import annotations

import pytest

from app.engine.errors import Invalid
from app.json_reader import DEEPEST, InvalidJson, read_json


def test_an_ordinary_document_is_read():
    assert read_json('{"é": [1, 2.5, null, true, "😀"]}'.encode()) == {
        "é": [1, 2.5, None, True, "😀"]
    }


def test_a_pair_of_surrogates_is_one_character():
    assert read_json(rb'"\ud83d\ude00"') == "😀"


@pytest.mark.parametrize(
    "data, message",
    [
        (b'{"a": "\xff"}', "This is not UTF-8, from byte 8 on."),
        ('"x"'.encode("utf-16"), "This is UTF-16 or UTF-32, not UTF-8."),
        ('"x"'.encode("utf-16-le"), "This is UTF-16 or UTF-32, not UTF-8."),
        ("[1]".encode("utf-16-be"), "This is UTF-16 or UTF-32, not UTF-8."),
        ("[1]".encode("utf-32"), "This is UTF-16 or UTF-32, not UTF-8."),
        (b"", "This is not JSON: Expecting value, line 1, column 1."),
        (b'{"a": 1,}', "This is not JSON: "),
        (b"[NaN]", "NaN is not a JSON number."),
        (b"[Infinity]", "Infinity is not a JSON number."),
        (b"[-Infinity]", "-Infinity is not a JSON number."),
        (b"[1e999]", "A number is too large."),
        (b"[" + b"9" * 5000 + b"]", "A number has too many digits."),
        (b'{"a": {"b": 1, "b": 2}}', 'The key "b" is there twice.'),
        (rb'["\ud800"]', r'The text "\ud800" holds half a character.'),
        (rb'{"\udc00": 1}', r'The text "\udc00" holds half a character.'),
        (b"[" * 33 + b"]" * 33, "The lists and objects are nested more than 32 deep."),
        (b'{"a":' * 200_000, "The lists and objects are nested more than 32 deep."),
    ],
)  # fmt: skip
def test_everything_else_is_refused_with_a_reason(data, message):
    with pytest.raises(Invalid) as refused:
        read_json(data)
    assert refused.value.message.startswith(message)
    assert refused.value.remedy


@pytest.mark.parametrize(
    "data, pointer",
    [
        (b'{"a": {"b": 1, "b": 2}}', "/a/b"),
        (b'{"a": [0, {"x/y~z": NaN}]}', "/a/1/x~1y~0z"),
        (b'{"a": [1e999]}', "/a/0"),
        (rb'{"a": {"b": "\ud800"}}', "/a/b"),
        (b'{"a": 1,}', None),
    ],
)
def test_it_says_where_the_fault_is(data, pointer):
    with pytest.raises(InvalidJson) as refused:
        read_json(data)
    assert refused.value.pointer == pointer


@pytest.mark.parametrize("then", [b"9" * 5000, b"}", b"[" * 100_000])
def test_a_second_fault_behind_the_first_is_refused_as_well(then):
    with pytest.raises(InvalidJson):
        read_json(b"[NaN, " + then)


def test_the_deepest_nesting_allowed_is_read():
    assert read_json(b"[" * DEEPEST + b"]" * DEEPEST)


def test_a_message_does_not_grow_with_the_mistake():
    key = b'"' + b"k" * 10_000 + b'"'
    with pytest.raises(Invalid) as refused:
        read_json(b"{" + key + b": 1, " + key + b": 2}")
    assert len(refused.value.message) < 100
