"""Assesses answers from a file: one set of answers, or a batch of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, NamedTuple

from app.cli import plain
from app.cli.reading import (
    BAD_INPUT,
    AdjustmentsFile,
    AnswersFile,
    Format,
    PrintedAs,
    RulebookName,
    adjustments_in,
    answers_in,
    default_rulebook,
    find_rulebook,
    second_answers_in,
    second_on,
    understood,
)
from app.cli.report import adjusted_report, report
from app.engine.adjusting import adjusted_if_any
from app.engine.adjustments import NONE, Adjustments
from app.engine.answers import Answers
from app.engine.errors import Invalid
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.json_reader import read_json
from app.rulebooks.library import Library, load_library

PROGRESS_EVERY = 1000


def assess(
    file: AnswersFile,
    format_: PrintedAs = Format.TEXT,
    batch: Annotated[
        bool,
        plain.Option(
            help='Lines {"id": …, "answers": {…}}; each becomes one line of JSON.', flag="--batch"
        ),
    ] = False,
    explain: Annotated[
        bool,
        plain.Option(help="With --batch: add what explain says to each line.", flag="--explain"),
    ] = False,
    adjustments: AdjustmentsFile = None,
    rulebook: RulebookName = None,
    second_opinion: Annotated[
        bool,
        plain.Option(
            help="Add what others decided; the answers may hold those to its own questions.",
            flag="--second-opinion",
        ),
    ] = False,
) -> None:
    """Assess answers; status 2 says that some could not be used."""
    library = load_library(default=default_rulebook())
    chosen = find_rulebook(library, rulebook)
    if explain and not batch:
        raise plain.BadParameter("It goes with --batch; for one case use the command explain.")
    if adjustments and batch:
        raise plain.BadParameter("Adjustments are for one case, not for a batch.")
    if second_opinion and batch:
        raise plain.BadParameter("A second opinion is for one case, not for a batch.")
    second = second_on(library, chosen) if second_opinion else None
    if batch:
        _assess_lines(chosen, file, _explained if explain else _recorded)
    else:
        changes = adjustments_in(chosen, adjustments.read()) if adjustments else NONE
        _assess_one(library, chosen, file.read(), changes, format_, second)


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
    library: Library,
    rulebook: Rulebook,
    data: bytes,
    adjustments: Adjustments,
    format_: Format,
    second: Rulebook | None,
) -> None:
    if second:
        answers, extra = second_answers_in(rulebook, second, data)
    else:
        answers, extra = answers_in(rulebook, data), {}
    result = evaluate(rulebook, answers)
    adjusted = adjusted_if_any(rulebook, answers, adjustments)
    opinion = _opinion(library, second, rulebook, answers, extra) if second else None
    if format_ is Format.JSON:
        record = result.record()
        if adjusted:
            record |= {"adjustments": adjustments.record(), "adjusted": adjusted.result.record()}
        if opinion:
            record |= {"second_opinion": opinion.record}
        plain.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    plain.echo(report(rulebook, library.texts(rulebook.id), answers, result))
    if adjusted:
        plain.echo(f"\n{adjusted_report(rulebook, adjusted)}")
    if opinion:
        plain.echo(f"\n{opinion.text}")


class _Opinion(NamedTuple):
    record: dict[str, Any]
    text: str


def _opinion(
    library: Library,
    second: Rulebook,
    rulebook: Rulebook,
    answers: Answers,
    extra: Mapping[str, object],
) -> _Opinion:
    # The views of pages take a while to import, and only this needs them.
    from app.cli.opinion_text import opinion_report
    from app.results.opinion_record import opinion_record
    from app.results.opinions import Asked, live_opinion
    from app.store.session import utc_now

    asked = Asked(rulebook, answers, evaluate(rulebook, answers))
    view = live_opinion(library, second, asked, extra, utc_now().date())
    return _Opinion(opinion_record(view), opinion_report(view))


def _assess_lines(rulebook: Rulebook, lines: Iterable[bytes], printed: Printed) -> None:
    done = failed = 0
    for number, line in enumerate(lines, start=1):
        if line.strip():
            outcome = _outcome(rulebook, number, line, printed)
            plain.echo(json.dumps(outcome, ensure_ascii=False))
            done += 1
            failed += "error" in outcome
            if done % PROGRESS_EVERY == 0:
                plain.echo(f"{done} cases …", err=True)
    plain.echo(f"{done} cases, {failed} with an error", err=True)
    if failed:
        plain.leave(BAD_INPUT)


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
