"""How long the tests that try random cases look: one switch for all of them."""

from __future__ import annotations

import os

TIMES = int(os.environ.get("TEST_ROUNDS", "1"))
"""How many times the usual number; `run.py test --thorough` makes it ten."""


def rounds(usual: int) -> int:
    """How many random cases to try where so many are usual."""
    return usual * TIMES
