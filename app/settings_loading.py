"""Loads the settings: from variables that start with ADVISOR_, and from a file of them."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource

from app.settings import Settings
from app.settings_addresses import at_home
from app.settings_file import Line, SettingsFileError, read_settings_file
from app.settings_names import OF_THE_FILE as OF_THE_FILE
from app.settings_names import PREFIX, SettingsError

OF_RUN_PY = f"{PREFIX}VENV"
"""It is read before there is a program to read settings, so it is none of a file's."""
LINK_BY_NAME = re.compile(
    r"\w+_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR|PORT_\w+))?)"
)
LINK = re.compile(r"(tcp|udp|sctp)://\S+:\d+")
LINKED_CONTAINER = re.compile(r"/[^/\s]+/[^/\s]+")


class _Variables(EnvSettingsSource):
    """The settings in the given variables; an empty one counts as not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(Settings)
        self.env_vars = {name.lower(): value for name, value in environ.items() if value}


def load_settings(environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """The settings of these variables, overruled by those `given` (None means not given).

    Without `environ` they are those of this process. They overrule the file that ADVISOR_SETTINGS
    names, if it does. Raises SettingsError for a name that no setting has, a value that cannot be
    used, and a file or a line of it that cannot be read.
    """
    environ = os.environ if environ is None else environ
    foreign = of_the_platform(environ)
    environ = {name: value for name, value in environ.items() if name not in foreign}
    _refuse_unknown_names(environ)
    overruling = _Variables(environ)()
    overruling |= {name: value for name, value in given.items() if value is not None}
    if "settings" in overruling:
        overruling["settings"] = _file_of_settings(str(overruling["settings"]))
    lines = _lines(overruling.get("settings"))
    written = _Variables({name: line.value for name, line in lines.items()})()
    try:
        return Settings(**(written | overruling))
    except ValidationError as error:
        raise SettingsError(_one_sentence(error, overruling, lines)) from None


def _file_of_settings(typed: str) -> Path:
    try:
        return Path(at_home(typed)).absolute()
    except ValueError as error:
        raise SettingsError(f"The setting {OF_THE_FILE} cannot be used: {error}.") from None


def _lines(path: Path | None) -> dict[str, Line]:
    """Variable → line of the file, each a setting's."""
    if path is None:
        return {}
    try:
        lines = read_settings_file(path)
    except SettingsFileError as error:
        raise SettingsError(f"The settings of {path} cannot be read: {error}.") from None
    known = [name for name in variables() if name != OF_THE_FILE]
    for name, line in lines.items():
        if name.upper() == OF_RUN_PY:
            raise SettingsError(
                f"Line {line.number} of {path}: {name} is read before any file; set it in the "
                "environment."
            )
        if name.upper() not in known:
            hint = _hint(name.upper(), known)
            raise SettingsError(f"Line {line.number} of {path}: there is no setting {name}; {hint}")
    return {name.upper(): line for name, line in lines.items()}


def variables() -> dict[str, str]:
    """Each environment variable with what it is for."""
    return {
        PREFIX + name.upper(): field.description or ""
        for name, field in Settings.model_fields.items()
    }


def of_the_platform(environ: Mapping[str, str]) -> list[str]:
    """The names among these that begin like a setting and were put there by a platform.

    Kubernetes and Docker give a container the addresses of each service beside it, under names
    that begin with that of the service: one called `advisor` makes `ADVISOR_PORT=tcp://…`.
    """
    return sorted(
        name
        for name, value in environ.items()
        if name.upper().startswith(PREFIX)
        and (LINK_BY_NAME.fullmatch(name.upper()) or _is_link_by_value(name.upper(), value))
    )


def _is_link_by_value(name: str, value: str) -> bool:
    if name.endswith("_PORT"):
        return LINK.fullmatch(value) is not None
    return name.endswith("_NAME") and LINKED_CONTAINER.fullmatch(value) is not None


def _refuse_unknown_names(environ: Mapping[str, str]) -> None:
    known = variables()
    for name in sorted(environ):
        if name.upper().startswith(PREFIX) and name.upper() not in {*known, OF_RUN_PY}:
            raise SettingsError(f"There is no setting {name}; {_hint(name.upper(), known)}")


def _hint(name: str, known: Iterable[str]) -> str:
    shorts = [other.removeprefix(PREFIX) for other in known]
    near = difflib.get_close_matches(name.removeprefix(PREFIX), shorts, n=1)
    return f"did you mean {PREFIX}{near[0]}?" if near else f"known are {', '.join(known)}."


def _one_sentence(
    error: ValidationError, overruling: Mapping[str, Any], lines: Mapping[str, Line]
) -> str:
    fault = error.errors(include_url=False, include_input=False)[0]
    message = str(fault["msg"]).removeprefix("Value error, ").rstrip(".")
    if fault["type"] in ("int_parsing", "int_from_float"):
        message = "it has to be a whole number, as in 5000"
    if not fault["loc"]:
        return f"{message}."
    name = str(fault["loc"][0])
    variable = PREFIX + name.upper()
    sentence = f"The setting {variable} cannot be used: {message[0].lower()}{message[1:]}."
    if variable in lines and name not in overruling:
        return f"Line {lines[variable].number} of {overruling['settings']}: {sentence}"
    return sentence
