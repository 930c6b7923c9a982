"""A second opinion for a terminal: one word, then family by family."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from app.cli.output import WIDTH
from app.results.opinion_reasons import CountedReason, FamilyView
from app.results.opinions import OpinionView
from app.web.rendering import plural

COLUMN = 16


def opinion_report(view: OpinionView) -> str:
    """The whole of it; the lines of each column add up to its sum."""
    return "\n".join(_report(view))


def _report(view: OpinionView) -> Iterator[str]:
    rulebook, (advice, others) = view.rulebook, view.sums
    yield f"Second opinion: {rulebook.title} ({rulebook.id} {rulebook.version})"
    yield ""
    yield f"{view.line.said}: {view.line.word}"
    yield from wrap(view.honest, WIDTH)
    yield ""
    yield _row("Reason by reason", "The advice", "The others")
    yield "-" * WIDTH
    for gate in view.result.gates:
        first, *rest = wrap(gate.because, WIDTH - 2 * COLUMN - 1)
        yield _row(first, "by rule", "")
        yield from rest
    for family in view.families:
        yield from _lines(view, family)
    yield "-" * WIDTH
    name = "By points alone" if view.result.gates else "Together"
    yield _row(name, _points(view, advice), _points(view, others))


def _lines(view: OpinionView, family: FamilyView) -> Iterator[str]:
    line = family.line
    advice = _points(view, line.other_points) if line.other else "nothing"
    others = _points(view, line.own_points) if line.own else "nothing"
    yield _row(line.family.label, advice, others)
    for reason in family.reasons:
        said = f"{reason.rule.because}: {_counted(reason)}"
        yield from wrap(said, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _counted(reason: CountedReason) -> str:
    if reason.claim:
        return f"{plural(reason.in_favour, 'decision')} for, {reason.against} against"
    if reason.is_echo:
        return "the source of the advice says so, too; no decision found (0 : 0)"
    return "documented, not counted"


def _points(view: OpinionView, points: int) -> str:
    return f"{view.side(points)} {abs(points)}" if points else "0"


def _row(text: str, advice: str, others: str) -> str:
    row = f"{text:<{WIDTH - 2 * COLUMN}}{advice:>{COLUMN}}{others:>{COLUMN}}"
    return row.rstrip()
