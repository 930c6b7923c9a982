"""What `check` says of each file: for a terminal, and as Markdown for a summary of a job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.cli.plain import printable
from app.decisions.checking import Checked, Verdicts
from app.decisions.markdown import inert

HOLDS, MOVED, UNUSABLE = 0, 1, 2
"""The exit status of one file; that of many is the highest."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A file by the name it was given, and what was found, or why it cannot be checked."""

    name: str
    checked: Checked | None
    problem: str = ""

    @property
    def status(self) -> int:
        """One of the three above."""
        if self.checked is None:
            return UNUSABLE
        return HOLDS if self.checked.holds else MOVED


def outcome_text(outcome: Outcome) -> str:
    """The lines about one file; the first is enough where nothing is to be done."""
    return "\n".join(
        (f"{printable(outcome.name)}: {_headline(outcome)}", *_lines(outcome)),
    )


def summary(outcomes: Iterable[Outcome]) -> str:
    """All files in Markdown, those first with which something is to be done."""
    parts = ["## Decisions"]
    for outcome in sorted(outcomes, key=lambda outcome: -outcome.status):
        parts.append(f"**{inert(outcome.name)}**: {inert(_headline(outcome))}")
        lines = [f"* {inert(line)}" for line in _lines(outcome)]
        if lines:
            parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _headline(outcome: Outcome) -> str:
    checked = outcome.checked
    if checked is None:
        return f"cannot be checked. {outcome.problem}"
    if not checked.holds:
        decided = f"it was decided under {checked.recorded}"
        return f"does not hold under the rules {checked.newest}; {decided}."
    if checked.verdict is None:
        return f"all of it is still asked by the rules {checked.newest}."
    return f"holds under the rules {checked.newest}: {checked.verdict.now}."


def _lines(outcome: Outcome) -> Iterator[str]:
    checked = outcome.checked
    if checked is None:
        return
    yield from _verdict("Verdict", checked.verdict)
    yield from _verdict("With own reasons", checked.own)
    yield from (f"  No longer asked: {question}" for question in checked.not_asked)
    yield from (f"  Moved: {rule}" for rule in checked.rules)
    yield from (f"  Asked now, and not answered: {question}" for question in checked.asked)
    if checked.idle:
        yield f"  {checked.idle} of the adjustments have no place in the newest rules."
    if not checked.holds:
        yield (
            "  What to do: answer again under the newest rules, and write a record that supersedes "
            "this one (framework-advisor record ANSWERS --supersedes NAME)."
        )


def _verdict(label: str, verdicts: Verdicts | None) -> Iterator[str]:
    if verdicts and verdicts.moved:
        yield f"  {label}: {verdicts.then} → {verdicts.now}"
