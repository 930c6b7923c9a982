"""The one reader for JSON that comes from outside: of the API, of commands, of imports.

Stricter than the standard library: UTF-8 only, no NaN or infinities, no doubled keys, no lone
surrogates, no deep nesting. Whatever passes can be stored and written again anywhere. What is
refused is read once more, slowly, to say where the fault is.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn

from app.engine.errors import Invalid

DEEPEST = 32
"""Lists and objects inside each other; nothing we take needs more than a handful."""
LONGEST_POINTER = 200
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""Of UTF-16 and UTF-32, which no UTF-8 begins with; without them every other byte is zero."""


class InvalidJson(Invalid):
    """It is no JSON as we take it; `pointer` is the JSON pointer (RFC 6901) to what is wrong.

    None where the fault has no place in the value, as in what cannot be parsed.
    """

    def __init__(self, message: str, *, remedy: str | None = None, pointer: str | None = None):
        super().__init__(message, remedy=remedy)
        self.pointer = pointer


def read_json(data: bytes) -> Any:
    """The value of this JSON document; InvalidJson says what is wrong with it, and where."""
    text = _decoded(data)
    try:
        value = _parsed(QUICKLY, text)
        suspicious = b"\\u" in data or data.count(b"[") + data.count(b"{") > DEEPEST
    except Suspicious:
        suspicious = True
    if suspicious:
        refuse_faults(_parsed(WHOLLY, text))
    return value


def json_pointer(parts: Iterable[str | int]) -> str | None:
    """The JSON pointer of these keys and positions; None if it would be very long."""
    texts = (str(part).encode(errors="replace").decode() for part in parts)
    pointer = "".join("/" + text.replace("~", "~0").replace("/", "~1") for text in texts)
    return pointer if len(pointer) <= LONGEST_POINTER else None


class Suspicious(Exception):  # noqa: N818  (nothing is wrong yet)
    """Something that has to be looked at slowly."""


class _Pairs(list[tuple[str, Any]]):
    """The members of an object, doubled ones included."""


class _Constant(str):
    """What JSON has no number for, by its name."""

    __slots__ = ()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise Suspicious
    return value


def _suspect(_: str) -> NoReturn:
    raise Suspicious


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise Suspicious
    return number


QUICKLY = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_suspect, parse_float=_finite)
"""Raises Suspicious at once; it does not look for halves of characters, nor how deep it goes."""
WHOLLY = json.JSONDecoder(object_pairs_hook=_Pairs, parse_constant=_Constant)
"""Lets everything through, for `refuse_faults`."""


def _decoded(data: bytes) -> str:
    if data.startswith(BYTE_ORDER_MARKS) or b"\0" in data[:2]:
        raise InvalidJson("This is UTF-16 or UTF-32, not UTF-8.", remedy="Save it as UTF-8.")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise InvalidJson(
            f"This is not UTF-8, from byte {error.start + 1} on.", remedy="Save it as UTF-8."
        ) from None
    if text.startswith("\ufeff"):
        raise InvalidJson("This begins with a byte order mark.", remedy="Save it without one.")
    return text


def _parsed(decoder: json.JSONDecoder, text: str) -> Any:
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidJson(f"This is not JSON: {error.msg}, {where}.") from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise InvalidJson("A number has too many digits.", remedy="Write a shorter one.") from None


Path = tuple[str | int, ...]


def refuse_faults(value: Any) -> None:
    """InvalidJson for the first fault, in the order of the document, in what WHOLLY has read."""
    _refuse_faults(value, (), 1)


def _refuse_faults(value: Any, path: Path, depth: int) -> None:
    if isinstance(value, _Pairs):
        _refuse_depth(depth)
        seen: set[str] = set()
        for key, item in value:
            _refuse_surrogates(key, path)
            if key in seen:
                raise InvalidJson(
                    f"The key {_shown(key)} is there twice.",
                    remedy="Keep one of them.",
                    pointer=json_pointer((*path, key)),
                )
            seen.add(key)
            _refuse_faults(item, (*path, key), depth + 1)
    elif isinstance(value, list):
        _refuse_depth(depth)
        for place, item in enumerate(value):
            _refuse_faults(item, (*path, place), depth + 1)
    else:
        _refuse_single(value, path)


def _refuse_single(value: Any, path: Path) -> None:
    if isinstance(value, _Constant):
        raise InvalidJson(
            f"{value} is not a JSON number.",
            remedy="Write a number, or null.",
            pointer=json_pointer(path),
        )
    if isinstance(value, float) and math.isinf(value):
        raise InvalidJson(
            "A number is too large.", remedy="Write a smaller one.", pointer=json_pointer(path)
        )
    if isinstance(value, str):
        _refuse_surrogates(value, path)


def _refuse_depth(depth: int) -> None:
    if depth > DEEPEST:
        raise _too_deep()


def _refuse_surrogates(text: str, path: Path) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidJson(
            f"The text {_shown(text)} holds half a character.",
            remedy="Remove the lone surrogate.",
            pointer=json_pointer(path),
        ) from None


def _too_deep() -> InvalidJson:
    return InvalidJson(
        f"The lists and objects are nested more than {DEEPEST} deep.", remedy="Flatten them."
    )


def _shown(text: str, longest: int = 40) -> str:
    """What was sent, cut short and in plain ASCII."""
    return json.dumps(text if len(text) <= longest else f"{text[:longest]}…")
