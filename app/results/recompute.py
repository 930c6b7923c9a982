"""Computes every stored result anew, from its answers and its pinned rulebook (G13)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from app.engine.answers import read_answers
from app.engine.scoring import evaluate
from app.results.stored_results import StoredResult, stored_results
from app.rulebooks.library import Library
from app.store.database import Database


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
        raw, record = json.loads(stored.answers), json.loads(stored.result)
    except ValueError:
        return "what is stored is no JSON"
    if not isinstance(raw, dict):
        return "its answers are no answers"
    answers, problems = read_answers(rulebook, raw, hidden="refuse")
    if problems:
        return f"its answers do not fit {version}: {', '.join(one.question for one in problems)}"
    fresh = evaluate(rulebook, answers).record()
    listed = {name: fresh[name] for name in stored.outcome}
    changed = _changed(fresh, record) + _changed(listed, stored.outcome)
    if changed:
        return f"engine {stored.engine_version} had other values for {', '.join(changed)}"
    return None


def _changed(fresh: dict[str, object], stored: object) -> list[str]:
    if not isinstance(stored, dict):
        return ["everything"]
    names = [*fresh, *(name for name in stored if name not in fresh)]
    return [one for one in names if one not in stored or fresh.get(one) != stored[one]]
