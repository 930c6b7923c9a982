"""What is wrong with a part of a file, in our words, and where: of Pydantic's errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.json_reader import json_pointer

SAID = {
    "missing": "This is missing.",
    "extra_forbidden": "This key is not part of the format.",
    "string_type": "Write a text here.",
    "int_type": "Write a whole number here.",
    "bool_type": "Write true or false here.",
    "list_type": "Write a list here.",
    "dict_type": "Write an object here.",
    "model_type": "Write an object here.",
    "string_too_short": "This text is empty.",
    "string_too_long": "This text is longer than {max_length} characters.",
    "too_short": "There is nothing in this.",
    "too_long": "There are more than {max_length} in this.",
    "greater_than_equal": "This number is smaller than {ge}.",
    "less_than_equal": "This number is larger than {le}.",
    "string_pattern_mismatch": "This text does not have the form {pattern}.",
    "literal_error": "Write {expected} here.",
    "value_error": "{error}",
}
"""By the type of the error; what stands in braces is from its context."""


def said(error: ValidationError, raw: object) -> tuple[str, str]:
    """Place, as a JSON pointer into `raw`, and message of the first thing that is wrong.

    Where one of several kinds may stand, the fault of the kind that does is told.
    """
    errors = error.errors(include_url=False, include_input=False)
    places = [json_pointer(_real(each, raw)) or "" for each in errors]
    here = [each for each, place in zip(errors, places, strict=True) if place == places[0]]
    return places[0], _message(min(here, key=lambda each: each["type"].endswith("_type")))


def _message(error: ErrorDetails) -> str:
    form = SAID.get(error["type"], "This cannot be used.")
    return form.format(**error.get("ctx", {}))


def _real(error: ErrorDetails, raw: Any) -> Iterator[str | int]:
    """The keys of the place that are in the data: Pydantic also names the kind that it tried."""
    at = raw
    *path, last = error["loc"] or ("",)
    for key in path:
        if _is_key(at, key):
            at = at[key]
            yield key
    if error["type"] == "missing" or _is_key(at, last):
        yield last


def _is_key(at: Any, key: str | int) -> bool:
    """Whether something is there under the key."""
    if isinstance(at, list):
        return isinstance(key, int) and key < len(at)
    return isinstance(at, Mapping) and key in at
