"""Checks decisions that were written down: whether the newest rules at hand say the same."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Annotated

from app.cli import plain
from app.cli.check_text import UNUSABLE, Outcome, outcome_text, summary
from app.cli.reading import default_rulebook
from app.cli.refusing import refuse_python_path
from app.decisions.checking import check_answers, check_decision
from app.decisions.machine import FORMAT, read_machine_part
from app.decisions.reading import machine_text
from app.engine.errors import Invalid
from app.json_reader import read_json
from app.rulebooks.library import Library, load_library

MOST_BYTES = 1 << 20
MENTIONED = b"framework-advisor"
STEP_SUMMARY = "GITHUB_STEP_SUMMARY"


def check(
    files: Annotated[
        list[Path],
        plain.Argument(help="Records, or JSON files of answers."),
    ],
    skip_others: Annotated[
        bool,
        plain.Option(
            help="Pass over files that never mention framework-advisor, such as other records.",
            flag="--skip-others",
        ),
    ] = False,
    summary_file: Annotated[
        Path | None,
        plain.Option(help="Add a summary in Markdown to this file.", flag="--summary"),
    ] = None,
) -> None:
    """Check decisions: status 1 if one does not hold under the newest rules, 2 if unreadable."""
    refuse_python_path(Path.cwd())
    library = load_library(default=default_rulebook())
    outcomes = [outcome for file in files if (outcome := _outcome(library, file, skip_others))]
    for outcome in outcomes:
        plain.echo(outcome_text(outcome))
    if skip_others and not outcomes:
        plain.echo("No file here mentions framework-advisor; nothing was checked.")
    status = max((outcome.status for outcome in outcomes), default=0)
    named = summary_file or os.environ.get(STEP_SUMMARY)
    if named and outcomes:
        try:
            with Path(named).open("a", encoding="utf-8") as target:
                target.write(summary(outcomes))
        except OSError as error:
            plain.echo(f"The summary cannot be written: {error.strerror}.", err=True)
            status = UNUSABLE
    if status:
        plain.leave(status)


def _outcome(library: Library, file: Path, skip_others: bool) -> Outcome | None:
    """What came of one file; None if it is passed over."""
    try:
        data = _bytes_of(file)
        if skip_others and MENTIONED not in data:
            return None
        raw = _machine_part(data)
        if isinstance(raw, dict) and "format" not in raw:
            checked = check_answers(library, library.default.id, raw)
        else:
            checked = check_decision(library, read_machine_part(library, raw))
    except Invalid as error:
        return Outcome(str(file), None, error.told.replace("\n", " ").strip())
    return Outcome(str(file), checked)


def _bytes_of(file: Path) -> bytes:
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise Invalid("It is no file.", remedy="")
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise Invalid(f"{error.strerror}.", remedy="") from None
    except ValueError:
        raise Invalid("No file has such a name.", remedy="") from None
    if len(data) > MOST_BYTES:
        raise Invalid("It is larger than a record can be, 1 MB.", remedy="")
    return data.removeprefix(b"\xef\xbb\xbf")


def _machine_part(data: bytes) -> object:
    """What is in the machine part of a record; answers in JSON are themselves."""
    if data.lstrip().startswith(b"{"):
        return read_json(data)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Invalid("It is not UTF-8.", remedy="") from None
    try:
        return read_json(machine_text(text).encode())
    except Invalid as error:
        if FORMAT not in text:
            raise
        message = error.message.replace("This is not JSON", "Its machine part is not JSON")
        raise Invalid(message, remedy="") from None
