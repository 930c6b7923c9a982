"""How much of what takes long is tried: `run.py test --everywhere` tries all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

Case = TypeVar("Case")
ALL = bool(os.environ.get("TEST_EVERYWHERE"))


def everywhere(cases: Iterable[Case], *, of_them: int) -> list[Case]:
    """All cases, or the first so many of them, unless all are asked for."""
    return list(cases if ALL else islice(cases, of_them))
