"""The one reader for JSON that comes from outside."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from app.engine.errors import Invalid

DEEPEST = 32
"""Lists and objects inside each other; nothing we take needs more than a handful."""


def read_json(data: bytes) -> Any:
    """The value of this JSON document; Invalid says what is wrong with it, and where.

    Stricter than the standard library: UTF-8 only, no NaN or infinities, no doubled keys, no lone
    surrogates, no deep nesting. Whatever passes can be stored and written again anywhere.
    """
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=_without_doubles,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError as error:
        raise Invalid(
            f"This is not UTF-8, from byte {error.start + 1} on.", remedy="Save it as UTF-8."
        ) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Invalid(f"This is not JSON: {error.msg}, {where}.") from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise Invalid("A number has too many digits.", remedy="Write a shorter one.") from None
    _refuse_depth_and_surrogates(value)
    return value


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, item in pairs:
        if key in value:
            raise Invalid(f"The key {_shown(key)} is there twice.", remedy="Keep one of them.")
        value[key] = item
    return value


def _refuse_constant(name: str) -> None:
    raise Invalid(f"{name} is not a JSON number.", remedy="Write a number, or null.")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise Invalid("A number is too large.", remedy="Write a smaller one.")
    return number


def _refuse_depth_and_surrogates(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST):
        for text in level:
            if isinstance(text, str) and not text.isascii():
                _refuse_surrogates(text)
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise _too_deep()


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Invalid(
            f"The text {_shown(text)} holds half a character.",
            remedy="Remove the lone surrogate.",
        ) from None


def _too_deep() -> Invalid:
    return Invalid(
        f"The lists and objects are nested more than {DEEPEST} deep.", remedy="Flatten them."
    )


def _shown(text: str, longest: int = 40) -> str:
    """What was sent, cut short and in plain ASCII."""
    return json.dumps(text if len(text) <= longest else f"{text[:longest]}…")
