"""Answers as forms and addresses carry them: field = question, value = option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from app.engine.answers import Answers, Problem, read_answers
from app.engine.errors import Invalid
from app.engine.questions import UNKNOWN
from app.engine.rules import Rulebook
from app.web.forms import Fields

OWN_MARK = "_"
"""The form's own fields start with it; every other field is a question."""

REVISES = "revises"
"""In an address: the assessment that saving the filled-in questionnaire is to revise."""

FormValues = Mapping[str, tuple[str, ...]]
"""Question → values as sent, in the order sent."""


def values_of(fields: Fields) -> FormValues:
    """What was sent for each question."""
    asked = (one for one in fields.names if not one.startswith(OWN_MARK) and one != REVISES)
    return {name: fields.many(name) for name in asked}


def refuse_strangers(fields: Fields, *own: str) -> None:
    """Invalid if the form holds a field of its own kind that it should not."""
    for name in fields.names:
        if name.startswith(OWN_MARK) and name not in own:
            raise Invalid(f"The form has no field “{name[:40]}”.")


@dataclass(frozen=True, slots=True)
class Submitted:
    """A questionnaire as it was sent: as typed, as understood, and what is wrong with it."""

    rulebook: Rulebook
    values: FormValues
    answers: Answers
    problems: tuple[Problem, ...]


def submitted(rulebook: Rulebook, fields: Fields) -> Submitted:
    """What a form or an address says about the questions of the rulebook."""
    values = values_of(fields)
    return Submitted(rulebook, values, *answers_of(rulebook, values))


def stored(rulebook: Rulebook, answers: Answers) -> Submitted:
    """Answers from the store, as if they had been sent."""
    return Submitted(rulebook, form_values(answers), answers, ())


def answers_of(rulebook: Rulebook, values: FormValues) -> tuple[Answers, tuple[Problem, ...]]:
    """The good answers and every problem with the others."""
    clashing = {one for one, sent in values.items() if UNKNOWN in sent and len(sent) > 1}
    raw = {
        one: None if sent == (UNKNOWN,) else list(sent)
        for one, sent in values.items()
        if one not in clashing
    }
    answers, problems = read_answers(rulebook, raw)
    message = "“I do not know” cannot go together with another option."
    clashes = tuple(
        Problem(one.id, "exclusive", message) for one in rulebook.questions if one.id in clashing
    )
    strangers = tuple(
        Problem(one, "unknown_question", f"This rulebook has no question “{one[:40]}”.")
        for one in clashing
        if one not in rulebook.question_by_id
    )
    return answers, problems + clashes + strangers


def form_values(answers: Answers) -> FormValues:
    """Answers as the values a form would send."""
    return {
        question: (UNKNOWN,) if chosen is None else tuple(sorted(chosen))
        for question, chosen in answers.items()
    }


def address_of(values: FormValues) -> str:
    """The values as the query of an address."""
    return urlencode(values, doseq=True)


def what_if_values(assessment_id: str, rulebook: Rulebook, values: FormValues) -> FormValues:
    """The values of an address that opens them as a what-if for the assessment."""
    return {REVISES: (assessment_id,), "_rulebook": (rulebook.version,), **values}
