"""The whole scan: a folder is read, and each question that code can answer is asked of it."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.scan.proposals import Finding, Proposal, Undecided
from app.scan.questions.concurrency import concurrency
from app.scan.questions.docs import docs
from app.scan.questions.extensions import extensions
from app.scan.questions.horizon import horizon
from app.scan.questions.kind import kind
from app.scan.questions.situation import situation
from app.scan.questions.team import async_skill, type_hints
from app.scan.questions.upkeep import upkeep
from app.scan.questions.validation import validation
from app.scan.repository import Repository
from app.scan.survey import Survey
from app.scan.walking import Skipped

QUESTIONS: tuple[Callable[[Survey], Finding | None], ...] = (
    situation,
    upkeep,
    kind,
    concurrency,
    validation,
    docs,
    horizon,
    type_hints,
    async_skill,
    extensions,
)
"""What is asked, in the order of the questionnaire; about the other questions code says nothing."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a folder says, what it leaves open, and what of it was not read.

    `lost` are files of which statements could not be read, with the first line of each.
    """

    proposals: tuple[Proposal, ...]
    undecided: tuple[Undecided, ...]
    modules: int
    lines: int
    skipped: tuple[Skipped, ...]
    passed_over: dict[str, int]
    lost: dict[str, tuple[int, ...]]


def scan(top: Path) -> Scan:
    """Reads the folder and nothing outside; imports and runs nothing; never raises for its content.

    NotADirectoryError if it is no folder.
    """
    if not top.is_dir():
        raise NotADirectoryError(str(top))
    with _undisturbed():
        return _scan(top)


def _scan(top: Path) -> Scan:
    repository = Repository(top)
    survey = Survey(repository)
    found = [ask(survey) for ask in QUESTIONS]
    return Scan(
        proposals=tuple(finding for finding in found if isinstance(finding, Proposal)),
        undecided=tuple(finding for finding in found if isinstance(finding, Undecided)),
        modules=len(repository.modules),
        lines=survey.lines,
        skipped=tuple(repository.skipped),
        passed_over={role.value: count for role, count in sorted(repository.passed_over.items())},
        lost=repository.lost,
    )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the garbage collector, and without warnings of Python about the code that is read.

    Trees of syntax are many small objects without a cycle: to look for one takes most of the time,
    also once at the end, if they are still there.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if was_on:
            gc.enable()
