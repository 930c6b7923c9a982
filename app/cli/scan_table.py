"""A scan for a terminal: each answer with its lines, what is open, what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from shlex import quote
from textwrap import wrap

from app.cli.output import WIDTH
from app.cli.plain import printable
from app.engine.questions import Question
from app.engine.rules import Rulebook
from app.files import INSTALLED, NAME
from app.scan.document import text_path
from app.scan.proposals import Evidence, Proposal
from app.scan.scanning import Scan

MOST_NAMED = 3
"""So many paths are named of what was left out for one reason."""

SURE = {"high": "", "medium": ", not sure"}


def scan_table(
    rulebook: Rulebook, scan: Scan, decides: Question | None, *, unsure: bool = False
) -> str:
    """All of it; at the end stands what code cannot answer.

    `unsure` tells whether answers that are not sure were counted when `decides` was found.
    """
    lines = [
        *_said(rulebook, scan),
        *_open(rulebook, scan),
        *_not_read(scan),
        *_asked(decides, unsure),
    ]
    return "\n".join(lines)


def _said(rulebook: Rulebook, scan: Scan) -> Iterator[str]:
    count = f"{scan.modules} module{'' if scan.modules == 1 else 's'}"
    yield f"{count} of Python read, {scan.lines:,} lines; nothing was imported or run."
    for proposal in scan.proposals:
        yield ""
        yield from _proposal(rulebook, proposal)


def _proposal(rulebook: Rulebook, proposal: Proposal) -> Iterator[str]:
    question = rulebook.question_by_id[proposal.question]
    yield question.text
    yield f"  {question.option(proposal.option).text}{SURE[proposal.confidence]}"
    yield from _evidence(proposal.evidence)


def _evidence(evidence: Iterable[Evidence]) -> Iterator[str]:
    for line in evidence:
        place = f"{printable(text_path(line.path))}:{line.line}"
        yield from _wrapped(f"{place}: {printable(line.why)}", "    ")


def _open(rulebook: Rulebook, scan: Scan) -> Iterator[str]:
    for undecided in scan.undecided:
        yield ""
        yield rulebook.question_by_id[undecided.question].text
        yield from _wrapped(f"Open: {undecided.why}", "  ")
        yield from _evidence(undecided.evidence)


def _not_read(scan: Scan) -> Iterator[str]:
    lines = [*_left_out(scan), *_lost(scan)]
    if lines:
        yield ""
        yield "Not read"
        yield from lines


def _left_out(scan: Scan) -> Iterator[str]:
    if scan.passed_over:
        others = (f"{count} in {role}" for role, count in scan.passed_over.items())
        yield from _wrapped(f"modules that do not run in production: {', '.join(others)}", "  ")
    by_reason = sorted(scan.skipped, key=lambda skipped: skipped.why)
    for why, group in groupby(by_reason, key=lambda skipped: skipped.why):
        paths = [printable(text_path(skipped.path)) for skipped in group]
        yield from _wrapped(f"{why}: {_some(paths)}", "  ")


def _lost(scan: Scan) -> Iterator[str]:
    if scan.lost:
        places = [
            f"{printable(text_path(path))}:{line}"
            for path, lines in scan.lost.items()
            for line in lines
        ]
        why = "statements in a grammar that this Python does not read, or with a mistake"
        yield from _wrapped(f"{why}: {_some(places)}", "  ")


def _some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _asked(decides: Question | None, unsure: bool) -> Iterator[str]:
    yield ""
    if decides:
        yield "What code cannot tell, and what decides:"
        yield f"  {decides.text}"
    else:
        counted = "these answers" if unsure else "the sure ones"
        yield f"No single answer that is missing above changes the verdict of {counted}."


def next_steps(path: Path, scan: Scan) -> str:
    """What to type next, with the folder as it was typed: for the questionnaire, for a record."""
    tool = NAME if INSTALLED else "python3 run.py cli"
    this = f"{tool} scan {quote(str(path))}"
    lines = [
        "Next, in the questionnaire of your advisor, or by a decision record:",
        f"  {this} --url https://advisor.example",
        f"  {this} --answers > answers.json",
        f"  {tool} record answers.json > decision.md",
    ]
    if any(proposal.confidence == "medium" for proposal in scan.proposals):
        lines.append("The first two leave out what is not sure; --include-unsure takes it, too.")
    return "\n".join(printable(text_path(line)) for line in lines)


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
