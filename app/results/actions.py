"""Revisions: save a result, and find it again as it was."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.answers import Answers, Problem, as_json, read_answers
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.library import Library
from app.store.records import Revision


@dataclass(frozen=True, slots=True)
class Update:
    """What a newer version of the rulebook says to the answers of a revision.

    `misfits` are the answers it has no question or option for; they are left out, never guessed.
    """

    rulebook: Rulebook
    answers: Answers
    misfits: tuple[Problem, ...]
    result: Result


def update_of(library: Library, revision: Revision) -> Update | None:
    """What the latest version of its rulebook says to a revision; None if that is its own."""
    latest = library.latest(revision.rulebook_id)
    if latest.version == revision.rulebook_version:
        return None
    own = library.get(revision.rulebook_id, revision.rulebook_version)
    answers, misfits = read_answers(latest, as_json(own, revision.answers))
    return Update(latest, answers, misfits, evaluate(latest, answers))
