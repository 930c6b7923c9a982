"""Where a rulebook leans, in plain words: the tilt is the source's own, and it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.analysis.contexts import contexts, points_available
from app.analysis.counts import Counts, count
from app.engine.rules import Rulebook


def tilt(rulebook: Rulebook) -> tuple[str, ...]:
    """Sentences: the whole first, then each context. For two alternatives."""
    found = contexts(rulebook)
    if not found:
        counts, points = count(rulebook), points_available(rulebook, {})
        return (f"Over all complete answers: {_told(rulebook, points, counts)}",)
    return (
        _overall(rulebook, [context.points for context in found], "can collect more points"),
        _overall(rulebook, [context.counts.sides for context in found], "comes out more often"),
        *(
            f"{_options(rulebook, context.question, context.options)}: "
            f"{_told(rulebook, context.points, context.counts)}"
            for context in found
        ),
    )


def _overall(rulebook: Rulebook, by_context: Sequence[Mapping[Any, int]], what: str) -> str:
    """Who is ahead in more contexts."""
    first, second = rulebook.alternatives
    for_first = sum(here[first.id] > here[second.id] for here in by_context)
    for_second = sum(here[second.id] > here[first.id] for here in by_context)
    if for_first == for_second:
        return f"Neither side {what} in more contexts than the other."
    most = first if for_first > for_second else second
    times, all_ = max(for_first, for_second), len(by_context)
    where = "in every context" if times == all_ else f"in {times} of {all_} contexts"
    return f"{most.label} {what} {where}."


def _options(rulebook: Rulebook, question: str, options: Sequence[str]) -> str:
    texts = (rulebook.question_by_id[question].option(option).text for option in options)
    return " / ".join(f"“{text}”" for text in texts)


def _told(rulebook: Rulebook, points: Mapping[str, int], counts: Counts) -> str:
    by_points = sorted(rulebook.alternatives, key=lambda side: -points[side.id])
    by_count = sorted(rulebook.alternatives, key=lambda side: -counts.sides[side.id])
    available = " and ".join(f"{points[side.id]} for {side.label}" for side in by_points)
    shares = [f"{_percent(counts, side.id)} for {side.label}" for side in by_count]
    return (
        f"at most {available}; of the complete answers {' and '.join(shares)}, "
        f"{_percent(counts, None)} too close to call."
    )


def _percent(counts: Counts, side: str | None) -> str:
    return f"{100 * counts.sides[side] / counts.total:.0f}%"
