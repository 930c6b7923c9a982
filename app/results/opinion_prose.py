"""A second opinion as plain sentences, for texts that are written down elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.results.opinion_reasons import FamilyView
from app.results.opinions import OpinionView

HEADING = "Second opinion: what others decided"


class OpinionProse(NamedTuple):
    """What it says: in short, reason by reason, the extra answers it read, and what it rests on.

    Nothing in it is markup, and nothing is escaped.
    """

    said: str
    reasons: tuple[str, ...]
    extra: tuple[tuple[str, str], ...]
    source: str


def opinion_prose(view: OpinionView) -> OpinionProse:
    """All there is to write down of a second opinion."""
    line, rulebook = view.line, view.rulebook
    word = "" if view.is_worn else f": {line.word}. {view.meaning}"
    return OpinionProse(
        said=f"{line.said}{word.rstrip('.')}. {view.honest} It changes nothing in the advice.",
        reasons=tuple(_reasons(view)),
        extra=tuple(
            (question.text, view.words.given(question.id, view.answers).text)
            for question in view.extra
        ),
        source=f"{rulebook.title} ({rulebook.id} {rulebook.version}). Source: {rulebook.source}.",
    )


def _reasons(view: OpinionView) -> Iterator[str]:
    for family in view.families:
        line = family.line
        advice = _points(view, line.other_points) if line.other else "nothing"
        others = _points(view, line.own_points) if line.own else "nothing"
        yield f"{line.family.label}: advice {advice}, others {others}{_counts(family)}"
    if view.families:
        advice, others = (_points(view, points) for points in view.sums)
        name = "By points alone" if view.result.gates else "Together"
        yield f"{name}: advice {advice}, others {others}"


def _counts(family: FamilyView) -> str:
    counted = [
        f"{reason.in_favour} for : {reason.against} against"
        for reason in family.reasons
        if reason.claim
    ]
    if family.echoed:
        counted.append(f"{abs(family.echoed)} from the advice’s source, no decision")
    return f" ({'; '.join(counted)})" if counted else ""


def _points(view: OpinionView, points: int) -> str:
    return f"{view.side(points)} by {abs(points)}" if points else "level"
