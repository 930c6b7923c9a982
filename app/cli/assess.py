"""Assesses answers from a file: one set of answers, or a batch of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Annotated, Any

import typer

from app.cli.json_reader import read_json
from app.cli.reading import (
    BAD_INPUT,
    AdjustmentsFile,
    AnswersFile,
    Format,
    PrintedAs,
    RulebookName,
    adjustments_in,
    answers_in,
    find_rulebook,
    understood,
)
from app.cli.report import adjusted_report, report
from app.engine.adjusting import adjusted_if_any
from app.engine.adjustments import NONE, Adjustments
from app.engine.answers import Answers
from app.engine.errors import Invalid
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.library import load_library
from app.rulebooks.texts import Texts
from app.settings_loading import load_settings

PROGRESS_EVERY = 1000


def assess(
    file: AnswersFile,
    format_: PrintedAs = Format.TEXT,
    batch: Annotated[
        bool,
        typer.Option(
            "--batch", help='Lines {"id": …, "answers": {…}}; each becomes one line of JSON.'
        ),
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="With --batch: add what explain says to each line.")
    ] = False,
    adjustments: AdjustmentsFile = None,
    rulebook: RulebookName = None,
) -> None:
    """Assess answers; status 2 says that some could not be used."""
    library = load_library(default=load_settings().rulebook)
    chosen = find_rulebook(library, rulebook)
    if explain and not batch:
        raise typer.BadParameter("It goes with --batch; for one case use the command explain.")
    if adjustments and batch:
        raise typer.BadParameter("Adjustments are for one case, not for a batch.")
    if batch:
        _assess_lines(chosen, file, _explained if explain else _recorded)
    else:
        changes = adjustments_in(chosen, adjustments.read()) if adjustments else NONE
        _assess_one(chosen, library.texts(chosen.id), file.read(), changes, format_)


Printed = Callable[[Rulebook, Answers], dict[str, Any]]
"""What is printed of one set of answers."""


def _recorded(rulebook: Rulebook, answers: Answers) -> dict[str, Any]:
    return evaluate(rulebook, answers).record()


def _explained(rulebook: Rulebook, answers: Answers) -> dict[str, Any]:
    # numpy takes a tenth of a second to import, and only this needs it
    from app.analysis.explanation import as_record, explain

    result = evaluate(rulebook, answers)
    return result.record() | as_record(rulebook, explain(rulebook, answers, result))


def _assess_one(
    rulebook: Rulebook, texts: Texts, data: bytes, adjustments: Adjustments, format_: Format
) -> None:
    answers = answers_in(rulebook, data)
    result, adjusted = (
        evaluate(rulebook, answers),
        adjusted_if_any(rulebook, answers, adjustments),
    )
    if format_ is Format.JSON:
        record = result.record()
        if adjusted:
            record |= {"adjustments": adjustments.record(), "adjusted": adjusted.result.record()}
        typer.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    typer.echo(report(rulebook, texts, answers, result))
    if adjusted:
        typer.echo(f"\n{adjusted_report(rulebook, adjusted)}")


def _assess_lines(rulebook: Rulebook, lines: Iterable[bytes], printed: Printed) -> None:
    done = failed = 0
    for number, line in enumerate(lines, start=1):
        if line.strip():
            outcome = _outcome(rulebook, number, line, printed)
            typer.echo(json.dumps(outcome, ensure_ascii=False))
            done += 1
            failed += "error" in outcome
            if done % PROGRESS_EVERY == 0:
                typer.echo(f"{done} cases …", err=True)
    typer.echo(f"{done} cases, {failed} with an error", err=True)
    if failed:
        raise typer.Exit(BAD_INPUT)


def _outcome(rulebook: Rulebook, number: int, line: bytes, printed: Printed) -> dict[str, Any]:
    case_id: object = None
    try:
        case = read_json(line)
        if isinstance(case, dict):
            case_id = case.get("id")
        answers = understood(rulebook, _case_answers(case))
    except Invalid as error:
        return {"id": case_id, "error": f"Line {number}: {error.message}"}
    return {"id": case_id, **printed(rulebook, answers)}


def _case_answers(case: object) -> object:
    if not isinstance(case, dict) or case.keys() != {"id", "answers"}:
        raise Invalid('A line is an object with "id" and "answers", nothing else.')
    if not isinstance(case["id"], str | int) or isinstance(case["id"], bool):
        raise Invalid('"id" is a text or a whole number.')
    return case["answers"]
