"""Checks rulebooks."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import say
from app.engine.fingerprint import scoring_fingerprint
from app.engine.rules import Rulebook
from app.rulebooks.families import file_of
from app.rulebooks.faults import RulebookError
from app.rulebooks.library import SHIPPED, load_library
from app.rulebooks.recount import recount
from app.rulebooks.released import read_sums
from app.rulebooks.sources import PREFIX, Sources


def check_rulebooks(
    directory: Annotated[
        Path,
        typer.Argument(
            exists=True,
            file_okay=False,
            show_default="the shipped ones",
            help="Where the rulebooks are.",
        ),
    ] = SHIPPED,
) -> None:
    """Check every rulebook of a directory and report on it.

    Whatever refuses a release is one line, and then the status is 1.
    """
    try:
        library = load_library(directory)
    except RulebookError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from None
    released = read_sums(directory)
    refused = [
        line
        for rulebook in library
        for line in (*_report(rulebook, released), *_recounted(rulebook, library.sources(rulebook)))
    ]
    for line in refused:
        typer.echo(line, err=True)
    if refused:
        raise typer.Exit(1)


def _report(rulebook: Rulebook, released: Container[str]) -> list[str]:
    """Prints the report; what refuses a release is returned."""
    # Here and not above: all commands are imported together, and few of them need numpy.
    from app.analysis.quality import report
    from app.cli.quality import quality_lines, refusals

    is_released = file_of(rulebook) in released
    quality = report(rulebook, datetime.now(UTC).date(), released=is_released)
    say("Rulebook", describe(rulebook))
    say("Scoring", scoring_fingerprint(rulebook))
    for label, text in quality_lines(quality):
        say(label, text)
    return list(refusals(rulebook, quality.findings))


def _recounted(rulebook: Rulebook, sources: Sources | None) -> list[str]:
    """Says what was counted anew; what does not follow from the decisions is returned."""
    if sources is None:
        return []
    made = f"{len(sources.counts)} made anew from {len(sources.sources)} decisions"
    say("Counts", f"{made}, and from them the weight of {len(rulebook.rules)} rules")
    return [f"{PREFIX}{file_of(rulebook)}: {misfit}" for misfit in recount(rulebook, sources)]


def describe(rulebook: Rulebook) -> str:
    """The rulebook in one line."""
    counted = f"{len(rulebook.questions)} questions, {len(rulebook.rules)} rules, consistent"
    beside = f", a second opinion on {rulebook.compares}" if rulebook.compares else ""
    return f"{rulebook.id} {rulebook.version}: {counted}{beside}"
