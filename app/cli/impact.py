"""Tells which stored verdicts another version of a rulebook would change, and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.cli.migrate import Database
from app.cli.output import say
from app.cli.reading import find_rulebook
from app.engine.analysis.impact import Impact, Move, Reassessment
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.rulebooks.library import Library, load_library
from app.rulebooks.loader import load_rulebook
from app.services.impact import impact_on_stored
from app.settings import load_settings
from app.store.database import Database as Store

Version = Annotated[str, typer.Argument(help="id@version, or the path of a rulebook file.")]


def impact(old: Version, new: Version, database: Database = None) -> None:
    """Tell which stored verdicts a new version of a rulebook changes, and why; writes nothing."""
    library = load_library()
    before, after = _rulebook(library, old), _rulebook(library, new)
    store = Store(load_settings(database=database).database_url)
    try:
        found = impact_on_stored(store, before, after)
    finally:
        store.close()
    _report(before, after, found)


def _rulebook(library: Library, named: str) -> Rulebook:
    return load_rulebook(Path(named)) if named.endswith(".toml") else find_rulebook(library, named)


def _report(before: Rulebook, after: Rulebook, found: Impact) -> None:
    say("Impact", f"{before.id} {before.version} to {after.id} {after.version}")
    total = sum(found.verdicts.values())
    say("Stored", f"{total} assessments: {found.changed} change, {found.misfitting} do not fit")
    for (old, new), count in sorted(found.verdicts.items(), key=lambda row: -row[1]):
        say("", f"{count:>8}  {old} → {new}" if old != new else f"{count:>8}  {old}, as before")
    for assessment_id, one in found.told.items():
        say("", "")
        say(assessment_id, f"{_in_short(one.before)} → {_in_short(one.after)}")
        for line in _why(one):
            say("", line)
    untold = len(found.told) < found.changed
    if untold:
        say("", f"and more: only the first {len(found.told)} are told one by one")


def _in_short(result: Result) -> str:
    return result.label if result.lead is None else f"{result.label}, lead {result.lead}"


def _why(one: Reassessment) -> Iterator[str]:
    for move in one.moves:
        yield f"{move.rule}: {_points(move, 'before')} → {_points(move, 'after')}"
    for problem in one.misfits:
        yield f"{problem.question}: {problem.message}"


def _points(move: Move, when: str) -> str:
    credited = getattr(move, when)
    return ", ".join(f"{side} {points:+d}" for side, points in credited.items()) or "no points"
