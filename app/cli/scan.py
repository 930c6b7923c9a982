"""Reads a repository and proposes answers, each with the lines that it rests on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from app.cli import plain
from app.cli.plain import printable
from app.cli.reading import BAD_INPUT, Format, PrintedAs, deciding, is_address
from app.cli.refusing import refuse_python_path
from app.cli.scan_table import next_steps, scan_table
from app.engine.answers import as_json
from app.rulebooks.library import load_library
from app.scan.document import document
from app.scan.prefilling import deciding_question, link, proposed_answers
from app.scan.scanning import scan as scan_folder

SUBJECT = "flask-fastapi"
"""The rulebook whose questions code can answer."""

LINKED = "Next, the questionnaire with these answers:"


def scan(
    path: Annotated[Path, plain.Argument(help="The folder of the project.")],
    format_: PrintedAs = Format.TEXT,
    answers: Annotated[
        bool, plain.Option(help="Print only the answers, as `assess` takes them.", flag="--answers")
    ] = False,
    include_unsure: Annotated[
        bool, plain.Option(help="With the answers that are not sure.", flag="--include-unsure")
    ] = False,
    url: Annotated[
        str | None,
        plain.Option(
            metavar="BASE",
            help="Where an advisor is served: end with the link that opens its questionnaire "
            "with these answers.",
        ),
    ] = None,
) -> None:
    """Propose answers from a repository; it reads it, and never imports or runs anything in it."""
    _refuse_what_does_nothing(format_, answers, include_unsure, url)
    base = None if url is None else _base(url)
    _refuse_unless_folder(path)
    refuse_python_path(path)
    rulebook = load_library().latest(SUBJECT)
    found = scan_folder(path)
    known = proposed_answers(rulebook, found, unsure=include_unsure)
    decides = deciding_question(rulebook, found, known)
    if answers:
        plain.echo(json.dumps(as_json(rulebook, known), indent=2))
        if still_open := deciding(rulebook, known):
            plain.echo(f"Open, and they can change the verdict: {still_open}", err=True)
    elif format_ is Format.JSON:
        plain.echo(document(rulebook, found, decides))
    else:
        plain.echo(f"{scan_table(rulebook, found, decides, unsure=include_unsure)}\n")
        plain.echo(LINKED if base else next_steps(path, found))
    if base is not None:
        plain.echo(link(base, rulebook, known, decides), err=format_ is Format.JSON)


def _refuse_what_does_nothing(
    format_: Format, answers: bool, include_unsure: bool, url: str | None
) -> None:
    """A usage error for options that have no effect beside the others."""
    if answers and url is not None:
        raise plain.BadParameter("Nothing but answers is printed; leave --url out.")
    if answers and format_ is Format.JSON:
        raise plain.BadParameter("Answers are JSON as they are; leave --format out.")
    if include_unsure and not answers and url is None:
        raise plain.BadParameter("Give it with --answers or --url.", flag="--include-unsure")


def _refuse_unless_folder(path: Path) -> None:
    """Status 2 and one sentence."""
    name = printable(str(path))
    try:
        problem = "" if path.is_dir() else f"{name} is no folder." if path.exists() else None
    except (OSError, ValueError):
        problem = None
    if problem == "":
        return
    plain.echo(problem or f"There is no folder {name}.", err=True)
    plain.leave(BAD_INPUT)


def _base(url: str) -> str:
    """The address of an advisor; a usage error where it is none."""
    if not is_address(url) or {*"?#"} & {*url}:
        raise plain.BadParameter(
            "Give it as https://advisor.example, without a name or password.", flag="--url"
        )
    return url
