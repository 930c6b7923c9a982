"""What commands print: labelled lines, so that a person can see what happened."""

from __future__ import annotations

import typer

WIDTH = 79
"""Characters in a line of a report."""


def say(label: str, text: str) -> None:
    """One line of the report, at once."""
    typer.echo(f"{label:<12} {text}")
