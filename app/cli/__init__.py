"""The command line, `python -m app`: one function per command, one file per group of commands."""

from __future__ import annotations

import sys

import typer

from app.engine.errors import AdvisorError
from app.settings import SettingsError


def main() -> None:
    """Runs the command that was typed; a refusal is one plain message and exit status 1."""
    try:
        build_commands()()
    except AdvisorError as error:
        sys.exit(f"{error.message} {error.remedy}".rstrip())
    except SettingsError as error:
        sys.exit(str(error))


def build_commands() -> typer.Typer:
    """All commands. What a command needs is imported by its own file."""
    from app.cli.assess import assess
    from app.cli.backup import backup
    from app.cli.doctor import doctor
    from app.cli.explain import explain
    from app.cli.impact import impact
    from app.cli.migrate import migrate
    from app.cli.purge import purge
    from app.cli.rulebook_diff import rulebook_diff
    from app.cli.rulebooks import check_rulebooks
    from app.cli.serve import serve

    commands = typer.Typer(
        add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False
    )
    for command in (
        serve,
        migrate,
        backup,
        purge,
        doctor,
        check_rulebooks,
        assess,
        explain,
        impact,
        rulebook_diff,
    ):
        commands.command()(command)
    return commands
