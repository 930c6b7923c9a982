"""The answers of several results side by side, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.engine.answers import Answers
from app.engine.comparing import Assessed
from app.engine.questions import Question, holds
from app.engine.rules import Rulebook
from app.engine.second_opinion import own_questions
from app.rules.words import Given, Words

NOT_THERE = Given("Not in this rulebook", "absent")
NOT_ASKED = Given("Not asked", "hidden")
NO_SECOND = Given("No second opinion", "absent")


class ForSecond(NamedTuple):
    """What a second rulebook was asked about a result of the first, extra answers included."""

    first: Rulebook
    second: Rulebook
    answers: Answers


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question with the answer of each column."""

    question: str
    cells: tuple[Given, ...]
    differs: bool


def given_in(assessed: Assessed, question_id: str) -> Given:
    """What was answered there, in the words of its own rulebook."""
    question = assessed.rulebook.question_by_id.get(question_id)
    if question is None:
        return NOT_THERE
    chosen = {name: options for name, options in assessed.answers.items() if options}
    if not holds(question.ask_when, chosen):
        return NOT_ASKED
    return Words(assessed.rulebook).given(question_id, assessed.answers)


def answer_lines(columns: Sequence[Assessed]) -> tuple[AnswerLine, ...]:
    """Every question that some column was asked, in the order of the rulebooks."""
    return tuple(
        line
        for rulebook_id in dict.fromkeys(column.rulebook.id for column in columns)
        for question in _questions(columns, rulebook_id)
        if (line := _line(columns, rulebook_id, question))
    )


def extra_lines(columns: Sequence[ForSecond | None]) -> tuple[AnswerLine, ...]:
    """Each extra question that was answered in some column; None: it has no second opinion."""
    asked = {
        question.id: question
        for column in columns
        if column
        for question in own_questions(column.second, column.first)
        if question.id in column.answers
    }
    return tuple(_extra_line(columns, question) for question in asked.values())


def _extra_line(columns: Sequence[ForSecond | None], question: Question) -> AnswerLine:
    cells = tuple(
        Words(column.second).given(question.id, column.answers) if column else NO_SECOND
        for column in columns
    )
    answers = {_answer_in(column.answers if column else {}, question.id) for column in columns}
    return AnswerLine(question.text, cells, differs=len(answers) > 1)


def _questions(columns: Iterable[Assessed], rulebook_id: str) -> Iterable[Question]:
    """The questions of all versions of a rulebook, each once."""
    questions: dict[str, Question] = {}
    for column in columns:
        if column.rulebook.id == rulebook_id:
            questions = {**column.rulebook.question_by_id, **questions}
    return questions.values()


def _line(columns: Sequence[Assessed], rulebook_id: str, question: Question) -> AnswerLine | None:
    theirs = [column if column.rulebook.id == rulebook_id else None for column in columns]
    cells = tuple(given_in(column, question.id) if column else NOT_THERE for column in theirs)
    if all(cell in (NOT_THERE, NOT_ASKED) for cell in cells):
        return None
    answers = {_answer(column, question.id) for column in theirs}
    return AnswerLine(question.text, cells, differs=len(answers) > 1)


def _answer(column: Assessed | None, question_id: str) -> tuple[bool, frozenset[str] | None]:
    """The answer, and whether there is one: open, hidden and absent are all no answer."""
    return _answer_in(column.answers if column else {}, question_id)


def _answer_in(answers: Answers, question_id: str) -> tuple[bool, frozenset[str] | None]:
    return question_id in answers, answers.get(question_id)
