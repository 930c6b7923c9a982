"""What commands print: labelled lines, so that a person can see what happened."""

from __future__ import annotations

import os
import re
from pathlib import Path
from shlex import quote

import typer

from app.settings_loading import OF_THE_FILE

WIDTH = 79
"""Characters in a line of a report."""
COMMAND = re.compile("python -m app [a-z-]+")


def say(label: str, text: str) -> None:
    """One line of the report, at once."""
    typer.echo(f"{label:<12} {as_typed(text)}")


def as_typed(text: str) -> str:
    """The text with each command told of the file of settings that this one was told of.

    Whoever types it as it stands means the same database.
    """
    file = os.environ.get(OF_THE_FILE)
    if not file:
        return text
    option = f" --settings {quote(str(Path(file).absolute()))}"
    return COMMAND.sub(lambda command: command[0] + option, text)
