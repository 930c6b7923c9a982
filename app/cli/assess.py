"""Assesses answers from a file: one set of answers, or a batch of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from app.cli.report import report
from app.engine.answers import Answers, Problem, read_answers
from app.engine.errors import Invalid
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.library import Library, load_library
from app.services.json_reader import read_json

BAD_INPUT = 2
"""The exit status when answers could not be used."""

PROGRESS_EVERY = 1000


class Format(StrEnum):
    """How one result is printed."""

    TEXT = "text"
    JSON = "json"


def assess(
    file: Annotated[
        typer.FileBinaryRead,
        typer.Argument(help="JSON: question → option, list or null; - is standard input."),
    ],
    format_: Annotated[
        Format, typer.Option("--format", help="How to print the result.")
    ] = Format.TEXT,
    batch: Annotated[
        bool,
        typer.Option(
            "--batch", help='Lines {"id": …, "answers": {…}}; each becomes one line of JSON.'
        ),
    ] = False,
    rulebook: Annotated[
        str | None,
        typer.Option(help="The rulebook to use: id, or id@version.", show_default="the latest"),
    ] = None,
) -> None:
    """Assess answers; status 2 says that some could not be used."""
    chosen = _rulebook(load_library(), rulebook)
    if batch:
        _assess_lines(chosen, file)
    else:
        _assess_one(chosen, file.read(), format_)


def _rulebook(library: Library, wanted: str | None) -> Rulebook:
    if wanted is None:
        return library.default
    rulebook_id, _, version = wanted.partition("@")
    try:
        return library.get(rulebook_id, version) if version else library.latest(rulebook_id)
    except KeyError:
        known = ", ".join(f"{rulebook.id}@{rulebook.version}" for rulebook in library)
        raise typer.BadParameter(f"There is no {wanted}; use one of {known}.") from None


def _assess_one(rulebook: Rulebook, data: bytes, format_: Format) -> None:
    try:
        answers = _answers(rulebook, read_json(data))
    except Invalid as error:
        typer.echo(f"{error.message}\n{error.remedy}", err=True)
        raise typer.Exit(BAD_INPUT) from None
    result = evaluate(rulebook, answers)
    if format_ is Format.JSON:
        typer.echo(json.dumps(result.record(), ensure_ascii=False, indent=2))
    else:
        typer.echo(report(rulebook, answers, result))


def _assess_lines(rulebook: Rulebook, lines: Iterable[bytes]) -> None:
    done = failed = 0
    for number, line in enumerate(lines, start=1):
        if line.strip():
            outcome = _outcome(rulebook, number, line)
            typer.echo(json.dumps(outcome, ensure_ascii=False))
            done += 1
            failed += "error" in outcome
            if done % PROGRESS_EVERY == 0:
                typer.echo(f"{done} cases …", err=True)
    typer.echo(f"{done} cases, {failed} with an error", err=True)
    if failed:
        raise typer.Exit(BAD_INPUT)


def _outcome(rulebook: Rulebook, number: int, line: bytes) -> dict[str, Any]:
    case_id: object = None
    try:
        case = read_json(line)
        if isinstance(case, dict):
            case_id = case.get("id")
        answers = _answers(rulebook, _case_answers(case))
    except Invalid as error:
        return {"id": case_id, "error": f"Line {number}: {error.message}"}
    return {"id": case_id, **evaluate(rulebook, answers).record()}


def _case_answers(case: object) -> object:
    if not isinstance(case, dict) or case.keys() != {"id", "answers"}:
        raise Invalid('A line is an object with "id" and "answers", nothing else.')
    if not isinstance(case["id"], str | int) or isinstance(case["id"], bool):
        raise Invalid('"id" is a text or a whole number.')
    return case["answers"]


def _answers(rulebook: Rulebook, raw: object) -> Answers:
    """The answers; Invalid names each question with a problem, and its options."""
    if not isinstance(raw, Mapping):
        raise Invalid("Answers are an object: question → option, list of options, or null.")
    answers, problems = read_answers(rulebook, raw, hidden="refuse")
    if problems:
        raise Invalid(
            "\n".join(_told(rulebook, problem) for problem in problems),
            remedy=f"The questions are {', '.join(rulebook.question_by_id)}.",
        )
    return answers


def _told(rulebook: Rulebook, problem: Problem) -> str:
    if problem.code == "unknown_question":
        return problem.message
    told = f"{problem.question}: {problem.message}"
    if problem.code == "unknown_option":
        return told  # the message lists the options
    options = rulebook.question_by_id[problem.question].option_ids
    return f"{told} Options: {', '.join(options)}."
