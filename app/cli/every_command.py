"""All commands as one program, those of the server among them; it takes a while to import."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, get_type_hints

import typer

from app.cli import READ_PLAINLY, plain, plain_command
from app.cli.backup import backup, restore
from app.cli.doctor import doctor
from app.cli.exports import export, import_file
from app.cli.impact import impact
from app.cli.migrate import migrate
from app.cli.output import typed_database
from app.cli.purge import purge
from app.cli.rulebook_diff import rulebook_diff
from app.cli.rulebooks import check_rulebooks
from app.cli.serve import serve
from app.settings_names import OF_THE_FILE

AS_TYPED = {
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "help_option_names": [],
}
"""What follows is handed on as it was typed."""

SettingsFile = Annotated[
    Path | None,
    typer.Option(
        readable=False,  # asked when it is read, and told as everything else is
        show_default=False,
        help=f"A file of settings, lines NAME=value; also {OF_THE_FILE}.",
    ),
]


def build_commands() -> typer.Typer:
    """All commands."""
    commands = typer.Typer(
        add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False
    )
    for command in (
        serve,
        migrate,
        backup,
        restore,
        export,
        purge,
        doctor,
        check_rulebooks,
        impact,
        rulebook_diff,
    ):
        commands.command()(with_settings(command))
    commands.command("import")(with_settings(import_file))
    for name in READ_PLAINLY:
        commands.command(name, context_settings=AS_TYPED)(handing_on(name))
    return commands


def handing_on(name: str) -> Callable[[typer.Context], None]:
    """The plain command of that name, with whatever is typed after it."""
    command = plain_command(name)

    def handed(context: typer.Context) -> None:
        plain.run(command, name, context.args)

    handed.__name__, handed.__doc__ = name, command.__doc__
    handed.__annotations__ = {"context": typer.Context, "return": None}
    return handed


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option more: --settings stands for the variable ADVISOR_SETTINGS."""

    @wraps(command)
    def taking(settings: Path | None = None, **given: object) -> None:
        if settings is not None:
            os.environ[OF_THE_FILE] = str(settings)
        database = given.get("database")
        typed_database.set(database if isinstance(database, str) else None)
        try:
            command(**given)
        except plain.BadParameter as error:
            raise typer.BadParameter(str(error)) from None

    option = Parameter("settings", Parameter.KEYWORD_ONLY, default=None, annotation=SettingsFile)
    own = signature(command, eval_str=True).parameters.values()
    taking.__annotations__ = get_type_hints(command) | {"settings": Path | None}
    taking.__signature__ = Signature([*own, option])  # type: ignore[attr-defined]
    return taking
