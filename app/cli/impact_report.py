"""What another version of a rulebook changes, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from app.analysis.counts import Counts
from app.analysis.impact import ContextChange, Impact, Move, Reassessment, compare_contexts
from app.analysis.space import compares_two
from app.cli.quality import Line
from app.engine.results import Result
from app.engine.rules import Rulebook


def rules_lines(old: Rulebook, new: Rulebook) -> Iterator[Line]:
    """What the rules alone tell: the exact counts of each context, old beside new."""
    yield "Impact", f"{old.id} {old.version} to {new.id} {new.version}"
    if not (compares_two(old) and compares_two(new)):
        yield "Counts", "none: answer sets are counted for two alternatives only"
        return
    yield "Counts", "complete answer sets by context and verdict, old → new"
    for change in compare_contexts(old, new):
        yield change.option or "all answers", _totals(change)
        if change.changed and change.before and change.after:
            for line in _verdicts(change.before, change.after):
                yield "", line


def stored_lines(outcome: Impact) -> Iterator[Line]:
    """What becomes of the stored assessments."""
    total = sum(outcome.verdicts.values())
    yield (
        "Stored",
        f"{total} assessments: {outcome.changed} change, {outcome.misfitting} do not fit",
    )
    for (old, new), count in sorted(outcome.verdicts.items(), key=lambda row: -row[1]):
        yield "", f"{count:>8}  {old} → {new}" if old != new else f"{count:>8}  {old}, as before"
    for assessment_id, reassessment in outcome.cases.items():
        yield "", ""
        yield assessment_id, f"{_in_short(reassessment.before)} → {_in_short(reassessment.after)}"
        yield from why_lines(reassessment)
    if len(outcome.cases) < outcome.changed:
        yield "", f"and more: only the first {len(outcome.cases)} are told one by one"


def why_lines(reassessment: Reassessment) -> Iterator[Line]:
    """Each rule whose points moved, and each answer that no longer fits."""
    for move in reassessment.moves:
        yield "", f"{move.rule}: {_points(move, 'before')} → {_points(move, 'after')}"
    for problem in reassessment.misfits:
        yield "", f"{problem.question}: {problem.message}"


def _totals(change: ContextChange) -> str:
    if change.before is None:
        return "only in the new version"
    if change.after is None:
        return "only in the old version"
    totals = f"{change.before.total:,} → {change.after.total:,}"
    return totals if change.changed else f"{totals}, every share as before"


def _verdicts(before: Counts, after: Counts) -> Iterator[str]:
    """A line for each verdict that either version gives."""
    every = dict.fromkeys((*after.verdicts, *before.verdicts))
    given = [row for row in every if before.verdicts.get(row) or after.verdicts.get(row)]
    width = max(map(len, given))
    for row in given:
        yield f"{row:<{width}} {_counted(before, row):>21} → {_counted(after, row):>21}"


def _counted(counts: Counts, verdict: str) -> str:
    number = counts.verdicts.get(verdict, 0)
    return f"{number:,} {100 * number / counts.total:>5.1f}%"


def _in_short(result: Result) -> str:
    return result.label if result.lead is None else f"{result.label}, lead {result.lead}"


def _points(move: Move, when: str) -> str:
    credited = getattr(move, when)
    return ", ".join(f"{side} {points:+d}" for side, points in credited.items()) or "no points"
