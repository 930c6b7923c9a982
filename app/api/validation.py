"""What is wrong with single fields of a request: Pydantic finds it, we say it in our words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.json_reader import json_pointer

WORDS = {
    "missing": "This is missing.",
    "extra_forbidden": "There is no such field here.",
    "string_type": "This is a text.",
    "int_type": "This is a whole number.",
    "int_parsing": "This is a whole number.",
    "int_from_float": "This is a whole number.",
    "float_type": "This is a number.",
    "bool_type": "This is true or false.",
    "bool_parsing": "This is true or false.",
    "list_type": "This is a list.",
    "dict_type": "This is an object.",
    "model_type": "This is an object.",
    "model_attributes_type": "This is an object.",
    "none_required": "This is null.",
    "literal_error": "This is one of {expected}.",
    "enum": "This is one of {expected}.",
    "string_too_long": "This has at most {max_length} characters.",
    "string_too_short": "This has at least {min_length} characters.",
    "string_pattern_mismatch": "This is written like {pattern}.",
    "too_long": "There are at most {max_length} of these.",
    "too_short": "There are at least {min_length} of these.",
    "greater_than_equal": "This is {ge} or more.",
    "less_than_equal": "This is {le} or less.",
    "greater_than": "This is more than {gt}.",
    "less_than": "This is less than {lt}.",
    "datetime_type": "This is a time as of RFC 3339, as in 2026-11-29T15:00:00Z.",
    "datetime_parsing": "This is a time as of RFC 3339, as in 2026-11-29T15:00:00Z.",
    "datetime_from_date_parsing": "This is a time as of RFC 3339, as in 2026-11-29T15:00:00Z.",
    "timezone_aware": "This is a time with its zone, as in 2026-11-29T15:00:00Z.",
    "date_type": "This is a day, as in 2026-11-29.",
    "date_parsing": "This is a day, as in 2026-11-29.",
    "date_from_datetime_parsing": "This is a day, as in 2026-11-29.",
}
OTHERWISE = "This cannot be used."
MOST_TOLD = 20
"""Errors in one answer: it must not grow with the mistake."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: a JSON pointer into the body, or a parameter by its name."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None

    def record(self) -> dict[str, str]:
        """As it stands in problem details."""
        named = {"pointer": self.pointer, "parameter": self.parameter}
        return {name: place for name, place in named.items() if place is not None} | {
            "detail": self.detail
        }


def field_errors(faults: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """What the framework found, each field once; at most MOST_TOLD."""
    errors: dict[tuple[str | None, str | None], FieldError] = {}
    for fault in faults:
        error = _error(fault)
        errors.setdefault((error.pointer, error.parameter), error)
    return list(errors.values())[:MOST_TOLD]


def _error(fault: Mapping[str, Any]) -> FieldError:
    place, *parts = fault["loc"]
    words = WORDS.get(fault["type"], OTHERWISE)
    detail = words.format(**fault.get("ctx", {})) if "{" in words else words
    if place == "body":
        return FieldError(detail, pointer=json_pointer(_steps(parts)))
    return FieldError(detail, parameter=".".join(map(str, parts)))


def _steps(parts: Iterable[str | int]) -> Iterator[str | int]:
    """The steps into what was sent, without the branches of a union that Pydantic names besides.

    Those have the name of a type: `str`, `list[str]`, `Own-Input`; no field of ours is called so.
    """
    for part in parts:
        if isinstance(part, int) or not _is_branch(part):
            yield part


BRANCHES = frozenset({"str", "int", "float", "bool", "none", "null", "datetime", "date"})


def _is_branch(part: str) -> bool:
    return part in BRANCHES or part[:1].isupper() or "[" in part
