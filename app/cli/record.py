"""Writes a decision record: Markdown for a repository, with all that `check` needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated

from app.cli import plain
from app.cli.plain import printable
from app.cli.reading import (
    AdjustmentsFile,
    AnswersFile,
    RulebookName,
    adjustments_in,
    answers_in,
    deciding,
    default_rulebook,
    find_rulebook,
    is_address,
    second_on,
)
from app.decisions.machine import Decision
from app.decisions.record import Aside, Record, record_text, superseded_line
from app.engine.adjustments import NONE
from app.engine.scoring import evaluate
from app.rulebooks.library import Library, load_library

LONGEST_TITLE = 200
FILE_NAME = re.compile(r"[^/\\<>\x00-\x1f\x7f]+\.md")


def record(
    file: AnswersFile,
    title: Annotated[
        str | None,
        plain.Option(help="What was decided."),
    ] = None,
    number: Annotated[
        int | None,
        plain.Option(least=1, most=9999, help="Its number among your records."),
    ] = None,
    supersedes: Annotated[
        str | None,
        plain.Option(
            metavar="NAME",
            help="The file name of the record that it replaces, as 0007-x.md.",
        ),
    ] = None,
    url: Annotated[
        str | None,
        plain.Option(help="Where the decision was made, to link back to."),
    ] = None,
    adjustments: AdjustmentsFile = None,
    rulebook: RulebookName = None,
    second_opinion: Annotated[
        bool, plain.Option(help="Tell what others decided, too; it is no part of what is checked.")
    ] = False,
) -> None:
    """Write a decision record (MADR 4, Markdown) from answers; status 2 if they cannot be used."""
    _refuse_odd(supersedes, url)
    library = load_library(default=default_rulebook())
    chosen = find_rulebook(library, rulebook)
    changes = adjustments_in(chosen, adjustments.read()) if adjustments else NONE
    decision = Decision(chosen, answers_in(chosen, file.read()), changes)
    label = evaluate(chosen, decision.answers).label
    called = (title or "").strip()[:LONGEST_TITLE] or f"{chosen.title} {label}"
    today = datetime.now(UTC).date()
    aside = _second_opinion(library, decision, today) if second_opinion else None
    around = Record(called, today, url, number, supersedes, aside)
    plain.echo(record_text(around, decision, library.texts(chosen.id)), end="")
    for note in _notes(around, deciding(chosen, decision.answers)):
        plain.echo(note, err=True)


def _refuse_odd(supersedes: str | None, url: str | None) -> None:
    if supersedes is not None and not FILE_NAME.fullmatch(supersedes):
        raise plain.BadParameter("Give its file name, as 0007-x.md.", flag="--supersedes")
    if url is not None and not is_address(url):
        raise plain.BadParameter(
            "Give it as https://advisor.example/…, without a name or password.", flag="--url"
        )


def _notes(around: Record, still_open: str) -> Iterator[str]:
    """What to know and to do beside the record; `still_open` names questions, if there are any."""
    if still_open:
        yield f"The record says proposed, since these are open and can change it: {still_open}"
    if around.number is not None:
        yield f"Save it as {around.file_name}"
    if around.supersedes is not None:
        line = superseded_line(around)
        yield f"Put into {printable(around.supersedes)}, in place of its status: {line}"


def _second_opinion(library: Library, decision: Decision, today: date) -> Aside:
    rulebook, answers = decision.rulebook, decision.answers
    second = second_on(library, rulebook)
    # The views of pages take a while to import, and only this needs them.
    from app.results.decision_record import aside_of
    from app.results.opinions import Asked, live_opinion

    asked = Asked(rulebook, answers, evaluate(rulebook, answers))
    return aside_of(live_opinion(library, second, asked, {}, today))
