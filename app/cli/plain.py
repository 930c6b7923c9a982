"""Commands that need nothing but Python: their arguments, read from the signature by argparse.

A parameter is `Annotated[type, Argument(...)]` or `Annotated[type, Option(...)]`; its type is str,
int, bool, Path, InputFile, an Enum, a list of one of them, or one of them or None.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from inspect import Parameter, signature
from pathlib import Path
from types import UnionType
from typing import IO, Any, NoReturn, Union, get_args, get_origin

from app.files import INSTALLED, NAME
from app.settings_names import OF_THE_FILE

USAGE = 2
"""The exit status when a command cannot be understood."""

InputFile = IO[bytes]
"""A file to read, opened; - is standard input."""

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter without a name on the command line."""

    help: str


@dataclass(frozen=True, slots=True)
class Option:
    """A parameter with one: `flag`, or else its name; numbers are from `least` to `most`."""

    help: str
    flag: str | None = None
    metavar: str | None = None
    least: int = 0
    most: int = sys.maxsize


class BadParameter(ValueError):  # noqa: N818  (as typer calls it)
    """What was typed does not make sense; `flag` is the option that it is about."""

    def __init__(self, message: str, flag: str = "") -> None:
        super().__init__(f"{flag}: {message}" if flag else message)


def printable(text: str) -> str:
    """The text with every character that a terminal might obey written out."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def echo(text: str, *, err: bool = False, end: str = "\n") -> None:
    """Prints the text at once."""
    print(text, end=end, file=sys.stderr if err else sys.stdout, flush=True)


def leave(status: int) -> NoReturn:
    """Ends the command with this exit status."""
    raise SystemExit(status)


def run(command: Command, name: str, typed: Sequence[str]) -> None:
    """Runs the command of that name with what was typed after it.

    Status 2 and how to use it, on standard error, if that cannot be understood.
    """
    parser = _parser(command, name)
    given = vars(parser.parse_intermixed_args(list(typed)))
    settings = given.pop("settings")
    if settings is not None:
        os.environ[OF_THE_FILE] = settings
    files = [
        value
        for value in given.values()
        if hasattr(value, "close") and value is not sys.stdin.buffer
    ]
    try:
        command(**given)
    except BadParameter as error:
        parser.error(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        leave(1)
    finally:
        for file in files:
            file.close()


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        echo(printable(message), err=True)
        leave(USAGE)


def _parser(command: Command, name: str) -> argparse.ArgumentParser:
    prog = f"{NAME} {name}" if INSTALLED else f"run.py cli {name}"
    parser = _Parser(prog=prog, description=command.__doc__, allow_abbrev=False)
    for parameter in signature(command, eval_str=True).parameters.values():
        _add(parser, parameter)
    parser.add_argument(
        "--settings",
        metavar="FILE",
        help=f"A file of settings, lines NAME=value; also {OF_THE_FILE}.",
    )
    return parser


def _add(parser: argparse.ArgumentParser, parameter: Parameter) -> None:
    kind, about = get_args(parameter.annotation)
    several = get_origin(kind) is list
    if several or get_origin(kind) in (Union, UnionType):
        kind = next(member for member in get_args(kind) if member is not type(None))
    how: dict[str, Any] = {"help": about.help}
    if isinstance(about, Argument):
        parser.add_argument(
            parameter.name, nargs="+" if several else None, **_reading(kind, None), **how
        )
        return
    flag = about.flag or f"--{parameter.name.replace('_', '-')}"
    how |= {"dest": parameter.name, "default": parameter.default}
    if kind is bool:
        parser.add_argument(flag, action="store_true", **how)
    else:
        named = about.metavar or _choices(kind) or flag.removeprefix("--").upper()
        parser.add_argument(flag, metavar=named, **_reading(kind, about), **how)


def _choices(kind: Any) -> str:
    """What may be typed where only a few words may; else nothing."""
    named = isinstance(kind, type) and issubclass(kind, Enum)
    return "|".join(str(member.value) for member in kind) if named else ""


def _reading(kind: Any, about: Option | None) -> dict[str, Any]:
    """How argparse reads a value of this type."""
    if kind is InputFile:
        return {"type": _opened}
    if kind is int and about:
        return {"type": lambda typed: _number(typed, about)}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": lambda typed: _member(kind, typed)}
    return {"type": _path if kind is Path else str}


def _path(typed: str) -> Path:
    if not typed:
        raise argparse.ArgumentTypeError("an empty path names nothing; this folder is .")
    return Path(typed)


def _opened(typed: str) -> InputFile:
    if typed == "-":
        return sys.stdin.buffer
    try:
        return Path(typed).open("rb")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise argparse.ArgumentTypeError(f"{typed} cannot be read: {reason}") from None


def _number(typed: str, about: Option) -> int:
    if not (typed.isascii() and typed.isdecimal() and about.least <= int(typed) <= about.most):
        raise argparse.ArgumentTypeError(f"a whole number from {about.least} to {about.most}")
    return int(typed)


def _member(kind: type[Enum], typed: str) -> Enum:
    try:
        return kind(typed)
    except ValueError:
        words = ", ".join(str(member.value) for member in kind)
        raise argparse.ArgumentTypeError(f"{typed} is none of {words}") from None
