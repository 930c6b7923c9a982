"""What a rulebook version that is just released changes; `python3 run.py test` prints it.

`.venv/bin/python -m tests.release_report` prints nothing while SHA256SUMS names no new version.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from app.analysis.impact import Reassessment, reassess
from app.cli.impact_report import rules_lines, why_lines
from app.cli.output import say
from app.cli.quality import Line
from app.engine.answers import read_answers
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.families import file_of
from app.rulebooks.library import SHIPPED, load_library
from app.rulebooks.released import SUMS, read_sums
from tests.factories import shipped
from tests.rulebooks.test_flask_fastapi import MIXED, STATEMENTS, rows

Cases = list[tuple[str, Mapping[str, object]]]
"""Names and raw answers."""


def decisions() -> Cases:
    """The published decisions that the newest second opinion counts."""
    library = shipped()
    book = library.second_opinion_on(library.default.id)
    sources = library.sources(book) if book else None
    return [(one.id, one.answers) for one in sources.sources.values()] if sources else []


CASES: dict[str, Cases] = {
    "flask-fastapi": [(name, raw) for name, raw, _ in rows(STATEMENTS) + rows(MIXED)],
    "field-evidence": decisions(),
}
"""By rulebook: what its first version had to get right, or the decisions it counts."""


def main(directory: Path = SHIPPED) -> None:
    """Prints the report of each version that is just released."""
    for old, new in releases(directory):
        for label, text in (*rules_lines(old, new), *case_lines(old, new)):
            say(label, text)


def releases(directory: Path) -> Iterator[tuple[Rulebook, Rulebook]]:
    """Each version that SHA256SUMS has gained, after the released one before it."""
    earlier = earlier_sums(directory)
    if earlier is None:
        return
    now = read_sums(directory)
    released = [each for each in load_library(directory) if file_of(each) in now]
    for old, new in pairwise(released):
        if old.id == new.id and file_of(new) not in earlier:
            yield old, new


def earlier_sums(directory: Path) -> set[str] | None:
    """The files SHA256SUMS named before the last commit; None if git does not know.

    Where that commit is not at hand (a shallow clone) it is the last one. Older commits are not
    asked: what they released has been reported.
    """
    for commit in ("HEAD^", "HEAD"):
        command = ["git", "-C", str(directory), "show", f"{commit}:./{SUMS}"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            return None
        if done.returncode == 0:
            return {line.split(maxsplit=1)[1] for line in done.stdout.splitlines()}
    return None


def case_lines(old: Rulebook, new: Rulebook) -> Iterator[Line]:
    """The changed cases, each with its answers and the reason."""
    changed = list(changed_cases(old, new))
    cases = len(CASES.get(new.id, []))
    yield "Cases", f"{len(changed)} of {cases} come out otherwise or no longer fit"
    for name, raw, one in changed:
        yield "", ""
        yield name, f"{in_short(one.before)} → {in_short(one.after)}"
        yield "", " ".join(f"{question}={_told(given)}" for question, given in raw.items())
        yield from why_lines(one)


def _told(given: object) -> str:
    return "+".join(given) if isinstance(given, list) else str(given)


def changed_cases(
    old: Rulebook, new: Rulebook
) -> Iterator[tuple[str, Mapping[str, object], Reassessment]]:
    """The cases with another verdict, strength or points, or with answers that do not fit."""
    for name, raw in CASES.get(new.id, []):
        before = evaluate(old, read_answers(old, raw)[0])
        found = reassess(new, raw, before)
        if in_short(before) != in_short(found.after) or found.misfits:
            yield name, raw, found


def in_short(result: Result) -> str:
    """Verdict, strength and points, as in the tables of the design."""
    points = ":".join(map(str, result.scores.values()))
    return f"{result.verdict} {result.strength or '-'} {points}"


if __name__ == "__main__":
    main()
