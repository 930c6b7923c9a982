"""The command line: one function per command, one file per group of commands.

A command is imported when it is typed. Those that read answers, records and repositories need
nothing but Python: neither the database nor the web, nor what reads the other commands' arguments.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from app.cli import plain
from app.cli.output import as_typed
from app.engine.errors import AdvisorError
from app.files import release
from app.settings_names import SettingsError

if TYPE_CHECKING:
    import typer

PLAIN = ("scan", "assess", "record", "check")
"""The commands that need nothing but Python, each in the module of its name."""

NEEDING = {"explain": "numpy", "starter": "jinja2"}
"""Commands that need one library of the server, each in the module of its name."""

READ_PLAINLY = (*PLAIN, *NEEDING)
"""Those whose arguments are read without the server's libraries."""


def main() -> None:
    """Runs the command that was typed; a refusal is one plain message and exit status 1."""
    if sys.argv[1:2] in (["-h"], ["help"]):
        sys.argv[1:] = [*sys.argv[2:], "--help"]
    name, typed = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    try:
        if name == "--version":
            plain.echo(release())
        elif name in READ_PLAINLY:
            if name in NEEDING and find_spec(NEEDING[name]) is None:  # before it reads anything
                raise ModuleNotFoundError(name=NEEDING[name])
            plain.run(plain_command(name), name, typed)
        else:
            build_commands()()
    except AdvisorError as error:
        sys.exit(as_typed(f"{error.message} {_remedy(error)}".rstrip()))
    except SettingsError as error:
        sys.exit(str(error))
    except ModuleNotFoundError as error:
        if (error.name or "app").partition(".")[0] == "app":
            raise
        from app.cli.without_server import leave_without_server

        leave_without_server(name)


def plain_command(name: str) -> plain.Command:
    """The command of that name, one of READ_PLAINLY."""
    command: plain.Command = getattr(import_module(f"app.cli.{name}"), name)
    return command


def build_commands() -> typer.Typer:
    """All commands."""
    from app.cli.every_command import build_commands as build

    return build()


def _remedy(error: AdvisorError) -> str:
    """What to do; a page sends people to whoever runs the site, and that is who reads this."""
    if "app.store.faults" not in sys.modules:  # so it is none of those, and they take long
        return error.remedy
    from app.cli.checkup import RESTORE
    from app.store.faults import UnusableDatabase

    return (
        f"Nothing was changed. {RESTORE}"
        if error.remedy == UnusableDatabase.remedy
        else error.remedy
    )
