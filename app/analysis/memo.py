"""Keeps what is derived from a rulebook, so that it is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TypeVar, cast

from app.engine.rules import Rulebook

T = TypeVar("T")


def memo(derive: Callable[[Rulebook], T]) -> Callable[[Rulebook], T]:
    """The same function, worked out once per rulebook object, however many threads ask.

    The value lives in the object's own dictionary, as those of its cached properties do: it goes
    when the rulebook goes, and a copy made with other rules starts afresh.
    """
    name = f"{derive.__module__}.{derive.__qualname__}"

    def kept(rulebook: Rulebook) -> T:
        values = vars(rulebook)
        if name not in values:
            with values.setdefault(f"lock of {name}", Lock()):
                if name not in values:
                    values[name] = derive(rulebook)
        return cast(T, values[name])

    kept.__doc__ = derive.__doc__
    return kept
