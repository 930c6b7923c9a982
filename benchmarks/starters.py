"""What a download of a starter project costs, from answers to the archive; prints JSON.

`.venv/bin/python -m benchmarks.starters`; 50 ms of CPU is the bound at the 95th percentile, and of
the first one. What its templates take to compile is told apart: that is done ahead, in spare time,
once the page that offers the project was shown.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

from app.starters.kinds import Kind
from app.starters.project import archive, make_ready, project
from app.starters.shape import USUAL, Shape
from tests.starters.variants import ONE_EACH, RECORD, RULEBOOK, shape

TARGET_MS = 50
ROUNDS = 40


def made(variant: Shape) -> bytes:
    return archive(variant, project(variant, RULEBOOK, USUAL, RECORD))


def spent(work: Callable[[], object]) -> float:
    """The milliseconds of CPU."""
    started = time.process_time()
    work()
    return 1_000 * (time.process_time() - started)


def main() -> int:
    figures = {}
    for kind in Kind:
        variant = shape(kind, ONE_EACH[kind])
        ready = spent(lambda variant=variant: make_ready(variant, RULEBOOK))  # type: ignore[misc]
        first = spent(lambda variant=variant: made(variant))  # type: ignore[misc]
        times = sorted(spent(lambda variant=variant: made(variant)) for _ in range(ROUNDS))  # type: ignore[misc]
        figures[kind.value] = {
            "ready_ms": round(ready, 1),
            "first_ms": round(first, 1),
            "median_ms": round(times[ROUNDS // 2], 1),
            "p95_ms": round(times[int(ROUNDS * 0.95)], 1),
            "bytes": len(made(variant)),
        }
    print(json.dumps(figures, indent=1))
    return int(any(max(one["first_ms"], one["p95_ms"]) > TARGET_MS for one in figures.values()))


if __name__ == "__main__":
    sys.exit(main())
