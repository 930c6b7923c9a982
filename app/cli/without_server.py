"""What the command says where the libraries of the server are not installed."""

from __future__ import annotations

from textwrap import wrap
from typing import NoReturn

from app.cli import PLAIN, plain, plain_command
from app.cli.output import WIDTH
from app.cli.plain import printable
from app.files import INSTALLED, NAME

WITH_SERVER = (
    "explain",
    "starter",
    "serve",
    "migrate",
    "backup",
    "restore",
    "export",
    "import",
    "purge",
    "doctor",
    "check-rulebooks",
    "impact",
    "rulebook-diff",
)
"""The commands that need the extra `server`; their modules cannot be imported without it."""

HOW = (
    f"install {NAME}[server].\n"
    "  from a checkout   pip install 'FOLDER[server]'\n"
    f"  from elsewhere    pip install '{NAME}[server] @ git+https://…'"
)
ASKS_FOR_HELP = ("", "--help")


def leave_without_server(name: str) -> NoReturn:
    """Ends what needs a library that is not here.

    Help is printed, status 0. A command that is here or needs the server: how to get it, status 1.
    Anything else is no command: which there are, status 2.
    """
    if name in ASKS_FOR_HELP:
        plain.echo(_commands())
        plain.leave(0)
    if name in PLAIN or name in WITH_SERVER:
        what = f"{name} needs" if name in WITH_SERVER else "This needs"
        plain.echo(f"{what} the server, which is not installed: {HOW}", err=True)
        plain.leave(1)
    plain.echo(f"There is no command {printable(name)}.\n\n{_commands()}", err=True)
    plain.leave(plain.USAGE)


def _commands() -> str:
    """How to use it: what is here in a line each, and what is not."""
    prog = NAME if INSTALLED else "run.py cli"
    lines = [f"usage: {prog} COMMAND …, and {prog} COMMAND --help", ""]
    lines += [f"  {name:<8} {plain_command(name).__doc__}" for name in PLAIN]
    more = f"The others need the server, which is not installed: {', '.join(WITH_SERVER)}."
    return "\n".join([*lines, "", *wrap(more, WIDTH, break_on_hyphens=False), f"For these {HOW}"])
