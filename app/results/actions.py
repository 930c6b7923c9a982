"""Saved results under another version of the rules, and all of them computed anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.engine.adjusting import Adjusted, adjusted_if_any
from app.engine.adjustments import NONE, Adjustments, divided
from app.engine.answers import Answers, Problem, as_json, read_answers
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.engine.second_opinion import give_opinion
from app.results.queries import StoredResult, stored_results
from app.rulebooks.library import Library
from app.store.database import Database
from app.store.packing import unpack
from app.store.records import Revision
from app.store.second_opinions import opinion_values


@dataclass(frozen=True, slots=True)
class Update:
    """What a newer version of the rulebook says to the answers of a revision.

    `misfits` are the answers it has no question or option for; they are left out, never guessed.
    So are the adjustments it has no place for: the `misplaced`.
    """

    rulebook: Rulebook
    answers: Answers
    misfits: tuple[Problem, ...]
    result: Result
    adjusted: Adjusted | None
    misplaced: Adjustments


def update_of(library: Library, revision: Revision) -> Update | None:
    """What the latest version of its rulebook says to a revision; None if that is its own."""
    own = library.stored(revision.rulebook_id, revision.rulebook_version)
    latest = library.latest(revision.rulebook_id)
    if latest.version == revision.rulebook_version:
        return None
    answers, misfits = read_answers(latest, as_json(own, revision.answers))
    adjustments = revision.adjusted.adjustments if revision.adjusted else NONE
    _, misplaced = divided(latest, adjustments)
    adjusted = adjusted_if_any(latest, answers, adjustments)
    return Update(latest, answers, misfits, evaluate(latest, answers), adjusted, misplaced)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """One stored result; `difference` says in which way it is not what comes out today."""

    place: str
    difference: str | None


def recompute(database: Database, library: Library) -> Iterator[Recomputed]:
    """Each stored result in turn; nothing is written, and little is held in memory."""
    for stored in stored_results(database):
        place = f"workspace {stored.workspace_id}, {stored.assessment_id}.{stored.n}"
        yield Recomputed(place, _difference(stored, library))


def _difference(stored: StoredResult, library: Library) -> str | None:
    version = f"{stored.rulebook_id} {stored.rulebook_version}"
    try:
        rulebook = library.get(stored.rulebook_id, stored.rulebook_version)
    except KeyError:
        return f"its rulebook {version} is not in this release"
    if rulebook.sha256 != stored.rulebook_sha256:
        return f"it was computed from another file of {version}"
    try:
        raw, record = json.loads(stored.answers), unpack(stored.result)
    except ValueError:
        return "what is stored is no JSON"
    if not isinstance(raw, dict):
        return "its answers are no answers"
    answers, problems = read_answers(rulebook, raw, hidden="refuse")
    if problems:
        misfits = ", ".join(problem.question for problem in problems)
        return f"its answers do not fit {version}: {misfits}"
    fresh = evaluate(rulebook, answers).record()
    listed = {name: fresh[name] for name in stored.outcome}
    changed = changed_names(fresh, record) + changed_names(listed, stored.outcome)
    if changed:
        return f"engine {stored.engine_version} had other values for {', '.join(changed)}"
    return _difference_of_adjusted(rulebook, answers, stored) or _difference_of_opinion(
        library, rulebook, answers, stored
    )


def _difference_of_opinion(
    library: Library, rulebook: Rulebook, answers: Answers, stored: StoredResult
) -> str | None:
    """In which way the second opinion is not what comes out today."""
    if stored.opinion is None:
        return None
    row = dict(stored.opinion)
    named = f"{row['rulebook_id']} {row['rulebook_version']}"
    try:
        second = library.get(row["rulebook_id"], row["rulebook_version"])
        for name in ("extra_answers", "credits"):
            row[name] = json.loads(row[name])
        fresh = give_opinion(second, rulebook, answers, row["extra_answers"])
    except KeyError:
        return f"the rulebook {named} of its second opinion is not in this release"
    except (ValueError, TypeError, AttributeError):
        return "its second opinion is none"
    changed = changed_names(opinion_values(fresh), row)
    if changed:
        return f"the second opinion of {named} had other values for {', '.join(changed)}"
    return None


def _difference_of_adjusted(
    rulebook: Rulebook, answers: Answers, stored: StoredResult
) -> str | None:
    """In which way the second result is not what comes out today."""
    if stored.adjustments is None and stored.adjusted is None:
        return None
    try:
        adjustments = Adjustments.from_record(json.loads(stored.adjustments or "null"))
        record = unpack(stored.adjusted) if stored.adjusted is not None else None
        again = adjusted_if_any(rulebook, answers, adjustments)
    except (ValueError, LookupError, TypeError, AttributeError):
        return "its adjustments are no adjustments"
    if again is None or record is None:
        return "adjustments and adjusted result are not there together"
    changed = changed_names(again.result.record(), record)
    if changed:
        return f"with adjustments there were other values for {', '.join(changed)}"
    return None


def changed_names(fresh: dict[str, Any], stored: object) -> list[str]:
    """The names under which the stored record has something else than the fresh one, or nothing."""
    if not isinstance(stored, dict):
        return ["everything"]
    names = [*fresh, *(name for name in stored if name not in fresh)]
    return [name for name in names if name not in stored or fresh.get(name) != stored[name]]
