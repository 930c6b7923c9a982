"""Checks rulebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import say
from app.engine.rules import Rulebook
from app.rulebooks.faults import RulebookError
from app.rulebooks.library import SHIPPED, load_library


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
    """Check every rulebook of a directory; each fault is one line, and then the status is 1."""
    try:
        library = load_library(directory)
    except RulebookError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from None
    for rulebook in library:
        say("Rulebook", describe(rulebook))


def describe(rulebook: Rulebook) -> str:
    """The rulebook in one line."""
    counted = f"{len(rulebook.questions)} questions, {len(rulebook.rules)} rules"
    return f"{rulebook.id} {rulebook.version}: {counted}, consistent"
