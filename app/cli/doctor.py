"""Looks the whole installation over: what runs, in which mode, what is wrong, what to do."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Annotated

import typer

from app.cli.checkup import (
    Findings,
    look_at_database,
    look_at_file,
    look_at_log,
    look_at_rights,
)
from app.cli.migrate import Database
from app.cli.output import say
from app.cli.rulebooks import describe
from app.cli.warnings import warnings
from app.files import NAME, release
from app.rulebooks.faults import RulebookError
from app.rulebooks.library import Library, load_library
from app.settings import PREFIX, Settings
from app.settings_loading import load_settings, of_the_platform
from app.store.location import file_path, server_address, without_secrets


def doctor(
    database: Database = None,
    recompute: Annotated[
        bool, typer.Option("--recompute", help="Also compute every stored result anew.")
    ] = False,
) -> None:
    """Say what runs and in which mode, what is wrong and what to do; status 1 if anything is.

    Status 2 if the file is no database of this release, or not there; none is made.
    """
    settings = load_settings(database=database)
    findings = Findings()
    say("Release", _release())
    _tell_settings(settings)
    for warning in warnings(settings):
        say("Warning", warning)
    library = _look_at_rulebooks(settings, findings)
    path = file_path(settings.database_url)
    if path is None or _look_at_files(path, findings):
        look_at_database(settings, library, findings, anew=recompute)
    say("Result", f"{findings.count} wrong, see above" if findings.count else "nothing is wrong")
    no_database = path is not None and findings.unusable
    raise typer.Exit(2 if no_database else min(findings.count, 1))


def _look_at_files(path: Path, findings: Findings) -> bool:
    """Whether the database can be opened, and nothing is lost by that."""
    if not look_at_rights(path, findings):
        return False
    look_at_file(path, findings)
    return look_at_log(path, findings)


def _release() -> str:
    python = f"Python {platform.python_version()}"
    return f"{NAME} {release()}, {python}, {platform.system()}"


def _tell_settings(settings: Settings) -> None:
    label = "Settings"
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if name == "database" and "://" in value:
            value = without_secrets(server_address(value))  # without its password
        origin = "" if name in settings.model_fields_set else " (default)"
        shown_value = "none" if value in (None, "") else value
        say(label, f"{PREFIX}{name.upper()}={shown_value}{origin}")
        label = ""
    if foreign := of_the_platform(os.environ):
        say("Not ours", f"{', '.join(foreign)}: put there by a platform, and not read")


def _look_at_rulebooks(settings: Settings, findings: Findings) -> Library | None:
    """The rulebooks, unless they are not what was released."""
    try:
        library = load_library()
    except RulebookError as error:
        findings.wrong(error.message, "Install this release again: its rulebooks never change.")
        return None
    startable = [rulebook.id for rulebook in library.startable]
    if settings.rulebook not in startable:
        remedy = f"Set {PREFIX}RULEBOOK to one of {', '.join(startable)}."
        findings.wrong(f"There is no rulebook “{settings.rulebook}”.", remedy)
    for rulebook in library:
        say("Rulebook", describe(rulebook))
    return library
