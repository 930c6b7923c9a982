"""The answers of several results side by side, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.engine.comparing import Assessed
from app.engine.questions import Question, holds
from app.results.pages import answer_row

NOT_THERE = "Not in this rulebook"
NOT_ASKED = "Not asked"


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """One answer; state: answered, unknown, open, hidden (not asked), or absent (no question)."""

    text: str
    state: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question with the answer of each column."""

    question: str
    cells: tuple[AnswerCell, ...]
    differs: bool


def answer_cell(one: Assessed, question_id: str) -> AnswerCell:
    """What was answered there, in the words of its own rulebook."""
    question = one.rulebook.question_by_id.get(question_id)
    if question is None:
        return AnswerCell(NOT_THERE, "absent")
    if not holds(question.ask_when, _chosen(one)):
        return AnswerCell(NOT_ASKED, "hidden")
    row = answer_row(question, one.answers)
    return AnswerCell(row.answer, row.state)


def answer_lines(columns: Sequence[Assessed]) -> tuple[AnswerLine, ...]:
    """Every question that some column was asked, in the order of the rulebooks."""
    return tuple(
        line
        for rulebook_id in dict.fromkeys(one.rulebook.id for one in columns)
        for question in _questions(columns, rulebook_id)
        if (line := _line(columns, rulebook_id, question))
    )


def _questions(columns: Iterable[Assessed], rulebook_id: str) -> Iterable[Question]:
    """The questions of all versions of a rulebook, each once."""
    found: dict[str, Question] = {}
    for one in columns:
        if one.rulebook.id == rulebook_id:
            found = {**one.rulebook.question_by_id, **found}
    return found.values()


def _line(columns: Sequence[Assessed], rulebook_id: str, question: Question) -> AnswerLine | None:
    theirs = [one if one.rulebook.id == rulebook_id else None for one in columns]
    cells = tuple(
        answer_cell(one, question.id) if one else AnswerCell(NOT_THERE, "absent") for one in theirs
    )
    if not any(cell.state in ("answered", "unknown", "open") for cell in cells):
        return None
    given = {_given(one, question.id) for one in theirs}
    return AnswerLine(question.text, cells, differs=len(given) > 1)


def _given(one: Assessed | None, question_id: str) -> tuple[bool, frozenset[str] | None]:
    """The answer, and whether there is one: open, hidden and absent are all no answer."""
    if one is None or question_id not in one.answers:
        return False, None
    return True, one.answers[question_id]


def _chosen(one: Assessed) -> dict[str, frozenset[str]]:
    return {question: options for question, options in one.answers.items() if options}
