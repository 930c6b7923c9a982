"""Explains a result: what would flip it, what can no longer change it, what it rests on."""

from __future__ import annotations

import json

from app.cli import plain
from app.cli.reading import (
    AnswersFile,
    Format,
    PrintedAs,
    RulebookName,
    answers_in,
    default_rulebook,
    find_rulebook,
)
from app.engine.scoring import evaluate
from app.rulebooks.library import load_library


def explain(
    file: AnswersFile, format_: PrintedAs = Format.TEXT, rulebook: RulebookName = None
) -> None:
    """Say what would flip a verdict, whether it is settled, and what it rests on."""
    # Here and not above: all commands are imported together, and few of them need numpy.
    from app.analysis.explanation import as_record
    from app.analysis.explanation import explain as explain_result
    from app.cli.explain_text import explain_text

    library = load_library(default=default_rulebook())
    chosen = find_rulebook(library, rulebook)
    answers = answers_in(chosen, file.read())
    result = evaluate(chosen, answers)
    explanation = explain_result(chosen, answers, result)
    if format_ is Format.JSON:
        record = result.record() | as_record(chosen, explanation)
        plain.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        plain.echo(explain_text(chosen, library.texts(chosen.id), answers, result, explanation))
