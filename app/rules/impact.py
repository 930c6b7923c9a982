"""What another version of a rulebook does to the assessments that are stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from app.analysis.impact import Impact, Stored, impact
from app.engine.rules import SECOND_OPINION, Rulebook
from app.rules.queries import stored_answers, stored_for_second
from app.store.database import Database

PROGRESS_EVERY = 10_000
"""Assessments, which take some seconds."""


def impact_on_stored(
    database: Database, old: Rulebook, new: Rulebook, progress: Callable[[int], None]
) -> Impact:
    """Assessments whose latest revision was made under `old`, judged by both; writes nothing.

    Of a second opinion those on whose latest revision `old` gave it. `progress` hears now and then
    how many are done. Invalid if answers stored under `old` do not fit it: a file other than the
    released one.
    """
    if old.role == SECOND_OPINION:
        stored = _asked(old, stored_for_second(database, old.id, old.version))
    else:
        stored = stored_answers(database, old.id, old.version)
    return impact(old, new, _counted(stored, progress))


def _asked(rulebook: Rulebook, stored: Iterable[Stored]) -> Iterator[Stored]:
    """Without the answers to questions that this rulebook does not ask."""
    known = rulebook.question_by_id
    for assessment_id, raw in stored:
        yield assessment_id, {name: raw[name] for name in raw if name in known}


def _counted(stored: Iterable[Stored], progress: Callable[[int], None]) -> Iterator[Stored]:
    for number, assessment in enumerate(stored, start=1):
        yield assessment
        if number % PROGRESS_EVERY == 0:
            progress(number)
