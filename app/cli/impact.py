"""Tells what another version of a rulebook changes: exact counts, and the stored verdicts."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.migrate import Database
from app.cli.output import say
from app.cli.reading import version_named
from app.rulebooks.library import load_library
from app.settings_loading import load_settings
from app.store.database import Database as Store

Version = Annotated[str, typer.Argument(help="id@version, or the path of a rulebook file.")]


def impact(old: Version, new: Version, database: Database = None) -> None:
    """Tell what a new version of a rulebook changes: counts, and stored verdicts; writes nothing.

    First the exact counts of all answers by context, then the assessments stored under the old
    version whose verdict changes, and why.
    """
    # Here and not above: all commands are imported together, and few of them need numpy.
    from app.cli.impact_report import rules_lines, stored_lines
    from app.rules.impact import impact_on_stored

    library = load_library()
    before, after = version_named(library, old), version_named(library, new)
    for label, text in rules_lines(before, after):
        say(label, text)
    store = Store(load_settings(database=database).database_url)
    try:
        stored = impact_on_stored(store, before, after, _tell_progress)
    finally:
        store.close()
    for label, text in stored_lines(stored):
        say(label, text)


def _tell_progress(number: int) -> None:
    typer.echo(f"{number:,} stored assessments …", err=True)
