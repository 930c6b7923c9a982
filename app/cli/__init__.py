"""The command line, `python -m app`: one function per command, one file per group of commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, get_type_hints

import typer

from app.cli.output import as_typed, typed_database
from app.engine.errors import AdvisorError
from app.settings import SettingsError
from app.settings_loading import OF_THE_FILE

SettingsFile = Annotated[
    Path | None,
    typer.Option(
        readable=False,  # asked when it is read, and told as everything else is
        show_default=False,
        help=f"A file of settings, lines NAME=value; also {OF_THE_FILE}.",
    ),
]


def main() -> None:
    """Runs the command that was typed; a refusal is one plain message and exit status 1."""
    try:
        build_commands()()
    except AdvisorError as error:
        sys.exit(as_typed(f"{error.message} {_remedy(error)}".rstrip()))
    except SettingsError as error:
        sys.exit(str(error))


def _remedy(error: AdvisorError) -> str:
    """What to do; a page sends people to whoever runs the site, and that is who reads this."""
    from app.cli.checkup import RESTORE
    from app.store.faults import UnusableDatabase

    return (
        f"Nothing was changed. {RESTORE}"
        if error.remedy == UnusableDatabase.remedy
        else error.remedy
    )


def build_commands() -> typer.Typer:
    """All commands. What a command needs is imported by its own file."""
    from app.cli.assess import assess
    from app.cli.backup import backup, restore
    from app.cli.check import check
    from app.cli.doctor import doctor
    from app.cli.explain import explain
    from app.cli.impact import impact
    from app.cli.migrate import migrate
    from app.cli.purge import purge
    from app.cli.record import record
    from app.cli.rulebook_diff import rulebook_diff
    from app.cli.rulebooks import check_rulebooks
    from app.cli.scan import scan
    from app.cli.serve import serve

    commands = typer.Typer(
        add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False
    )
    for command in (
        serve,
        migrate,
        backup,
        restore,
        purge,
        doctor,
        check_rulebooks,
        scan,
        assess,
        record,
        check,
        explain,
        impact,
        rulebook_diff,
    ):
        commands.command()(with_settings(command))
    return commands


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option more: --settings stands for the variable ADVISOR_SETTINGS."""

    @wraps(command)
    def taking(settings: Path | None = None, **given: object) -> None:
        if settings is not None:
            os.environ[OF_THE_FILE] = str(settings)
        database = given.get("database")
        typed_database.set(database if isinstance(database, str) else None)
        command(**given)

    option = Parameter("settings", Parameter.KEYWORD_ONLY, default=None, annotation=SettingsFile)
    own = signature(command, eval_str=True).parameters.values()
    taking.__annotations__ = get_type_hints(command) | {"settings": Path | None}
    taking.__signature__ = Signature([*own, option])  # type: ignore[attr-defined]
    return taking
