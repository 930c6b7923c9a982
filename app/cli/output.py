"""What commands print: labelled lines, so that a person can see what happened."""

from __future__ import annotations

import os
import re
from contextvars import ContextVar
from shlex import quote

from app.cli import plain
from app.files import INSTALLED, NAME, place_of
from app.settings_names import OF_THE_FILE

WIDTH = 79
"""Characters in a line of a report."""
COMMAND = re.compile("python -m app [a-z-]+")
typed_database: ContextVar[str | None] = ContextVar("typed_database", default=None)
"""What `--database` of the command named, if it was typed."""


def say(label: str, text: str) -> None:
    """One line of the report, at once."""
    plain.echo(f"{label:<12} {as_typed(text)}")


def as_typed(text: str) -> str:
    """The text with each command told of the file of settings and the database of this one.

    Whoever types it as it stands means the same database.
    """
    file, database = os.environ.get(OF_THE_FILE), typed_database.get()
    options = f" --settings {quote(os.path.abspath(os.path.expanduser(file)))}" if file else ""
    if database and "--database" not in text:
        place = database if "://" in database else str(place_of(os.path.expanduser(database)))
        options += f" --database {quote(place)}"
    completed = COMMAND.sub(lambda command: command[0] + options, text)
    return completed.replace("python -m app ", f"{NAME} ") if INSTALLED else completed
