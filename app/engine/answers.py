"""Answers: read from what was sent, matched with the questions that are visible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.engine.questions import Chosen, Question, holds
from app.engine.rules import Rulebook
from app.engine.texts import cleaned, in_one_line, shortened

Answers = Mapping[str, frozenset[str] | None]
"""Question id → chosen options, never an empty set; None is "I do not know", absent is open."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one answer, in words that can stand beside its question.

    Codes: unknown_question, unknown_option, not_one, exclusive, empty, type, hidden; pages add
    not_kept.
    """

    question: str
    code: str
    message: str


def read_answers(
    rulebook: Rulebook, raw: Mapping[str, object], *, hidden: Literal["keep", "refuse"] = "keep"
) -> tuple[Answers, tuple[Problem, ...]]:
    """The good answers of `raw` and every problem with the others, both in file order.

    `raw` maps a question to an option, a list of options or None. A draft keeps answers to hidden
    questions; with `hidden="refuse"` each of them is a problem that names the parent question.
    """
    good: dict[str, frozenset[str] | None] = {}
    problems: dict[str, Problem] = {}
    for question in rulebook.questions:
        if question.id in raw:
            answer = _read(question, raw[question.id])
            if isinstance(answer, Problem):
                problems[question.id] = answer
            else:
                good[question.id] = answer
    if hidden == "refuse":
        for problem in _hidden(rulebook, good, problems):
            problems[problem.question] = problem
            del good[problem.question]
    return good, _in_file_order(rulebook, problems) + _unasked(rulebook, raw)


def as_json(rulebook: Rulebook, answers: Answers) -> dict[str, str | list[str] | None]:
    """The answers as `read_answers` takes them, questions and options in file order."""
    return {
        question.id: _option_or_list(question, answers[question.id])
        for question in rulebook.questions
        if question.id in answers
    }


def visible_questions(rulebook: Rulebook, answers: Answers) -> tuple[Question, ...]:
    """The questions that these answers leave to ask, in file order."""
    visible: list[Question] = []
    chosen: dict[str, frozenset[str]] = {}
    for question in rulebook.questions:  # parents precede children
        if not question.ask_when or holds(question.ask_when, chosen):
            visible.append(question)
            if known := answers.get(question.id):
                chosen[question.id] = known
    return tuple(visible)


def visible_answers(rulebook: Rulebook, answers: Answers) -> Answers:
    """The answers without those to hidden questions."""
    visible = visible_questions(rulebook, answers)
    return {question.id: answers[question.id] for question in visible if question.id in answers}


def chosen_options(visible: Iterable[Question], answers: Answers) -> Chosen:
    """What is known: the options chosen for each of the visible questions that has an answer."""
    return {question.id: known for question in visible if (known := answers.get(question.id))}


def _option_or_list(question: Question, options: frozenset[str] | None) -> str | list[str] | None:
    if options is None:
        return None
    in_order = [option for option in question.option_ids if option in options]
    return in_order[0] if question.kind == "one" else in_order


def _read(question: Question, raw: object) -> frozenset[str] | Problem | None:
    if raw is None:
        return None
    if isinstance(raw, str) and (chosen := question.single.get(raw)) is not None:
        return chosen
    values = [raw] if isinstance(raw, str) else raw
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return Problem(question.id, "type", "Give an option, a list of options, or null.")
    return _problem(question, values) or frozenset(values)


def _problem(question: Question, values: list[str]) -> Problem | None:
    if not values:
        return Problem(question.id, "empty", "Choose an option, or say that you do not know.")
    for value in values:
        if value not in question.option_ids:
            message = f"There is no option {_quoted(value)}; use {_listed(question.option_ids)}."
            return Problem(question.id, "unknown_option", message)
    chosen = set(values)
    if question.kind == "one" and len(values) > 1:
        return Problem(question.id, "not_one", "Choose one option only.")
    for option in question.options:
        if option.exclusive and option.id in chosen and len(chosen) > 1:
            message = f"“{option.text}” cannot go together with another option."
            return Problem(question.id, "exclusive", message)
    return None


def _hidden(rulebook: Rulebook, good: Answers, problems: Mapping[str, Problem]) -> list[Problem]:
    """A hidden answer is a problem of its own only if all its parents were read."""
    visible = {question.id for question in visible_questions(rulebook, good)}
    return [
        Problem(question.id, "hidden", f"This is asked only if {_condition(question)}.")
        for question in rulebook.questions
        if question.id in good
        and question.id not in visible
        and problems.keys().isdisjoint(question.ask_when)
    ]


def _condition(question: Question) -> str:
    return " and ".join(
        f"{parent} is {_listed(sorted(options))}" for parent, options in question.ask_when.items()
    )


def _in_file_order(rulebook: Rulebook, problems: Mapping[str, Problem]) -> tuple[Problem, ...]:
    return tuple(problems[q.id] for q in rulebook.questions if q.id in problems)


def _unasked(rulebook: Rulebook, raw: Iterable[str]) -> tuple[Problem, ...]:
    return tuple(
        Problem(key, "unknown_question", f"This rulebook has no question {_quoted(key)}.")
        for key in raw
        if key not in rulebook.question_by_id
    )


def _listed(ids: Iterable[str]) -> str:
    *rest, last = ids
    return f"{', '.join(rest)} or {last}" if rest else last


def _quoted(text: str, longest: int = 40) -> str:
    """What was sent, cut short: a message must not grow with the mistake."""
    return f"“{shortened(in_one_line(cleaned(text)), longest + 1)}”"
