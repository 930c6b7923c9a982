"""Answers as forms and addresses carry them: field = question, value = option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.engine.answers import Answers, Problem, read_answers
from app.engine.errors import Invalid
from app.engine.questions import UNKNOWN
from app.engine.rules import Rulebook
from app.engine.texts import cut
from app.questionnaire.naming import Naming
from app.store.records import TITLE_LENGTH
from app.web.forms import MOST_NAMED, Fields
from app.web.quoting import as_query

OWN_MARK = "_"
"""The form's own fields start with it; every other field is a question."""

REVISES = "revises"
"""In an address: the assessment that saving the filled-in questionnaire is to revise."""

LAST = "_last"
"""In a form: the question that was answered last; a script fills it in."""

NAME, SHOWN = "_name", "_shown"
"""In a form: the name as it stands there, and as it stood when the page was made."""

PAGE = "_page"
"""In a form: the key of one way through the questions one by one."""

FormValues = Mapping[str, tuple[str, ...]]
"""Question → values as sent, in the order sent."""


def values_of(fields: Fields) -> FormValues:
    """What was sent for each question."""
    values: dict[str, list[str]] = {}
    for name, value in fields.pairs:
        if not name.startswith(OWN_MARK) and name != REVISES:
            values.setdefault(name, []).append(value)
    return {name: tuple(sent) for name, sent in values.items()}


def refuse_strangers(fields: Fields, *own: str) -> None:
    """Invalid if the form holds a field of its own kind that it should not."""
    for name in fields.names:
        if name.startswith(OWN_MARK) and name not in own:
            raise Invalid(f"The form has no field “{cut(name, 40)}”.")


@dataclass(frozen=True, slots=True)
class Submitted:
    """A questionnaire as it was sent: as typed, as understood, and what is wrong with it.

    `last` is the question that was answered last, where the page knew it. Without a `naming` the
    page shows the name that is stored, if there is one.
    """

    rulebook: Rulebook
    values: FormValues
    answers: Answers
    problems: tuple[Problem, ...]
    last: str = ""
    naming: Naming | None = None

    @property
    def refused(self) -> bool:
        """Whether anything in it cannot be used."""
        return bool(self.problems or (self.naming and self.naming.problem))

    @property
    def strange(self) -> bool:
        """Whether it holds a field that is no question, which no page of ours sends."""
        known = self.rulebook.question_by_id
        return any(problem.question not in known for problem in self.problems)

    @property
    def named(self) -> Naming:
        """What it says about the name; nothing, if it had no field for that."""
        return self.naming or Naming()


def submitted(rulebook: Rulebook, fields: Fields) -> Submitted:
    """What a form or an address says about the questions of the rulebook."""
    values = values_of(fields)
    answers, problems = answers_of(rulebook, values)
    naming = read_naming(fields) if NAME in fields else None
    return Submitted(rulebook, values, answers, problems, fields.one(LAST), naming)


def read_naming(fields: Fields) -> Naming:
    """The name in a form, with what is wrong with it; nothing typed is lost."""
    shown = fields.one(SHOWN, longest=TITLE_LENGTH)
    try:
        return Naming(fields.one(NAME, longest=TITLE_LENGTH), shown)
    except Invalid as refused:
        return Naming(fields.first(NAME), shown, refused.message)


def stored(rulebook: Rulebook, answers: Answers) -> Submitted:
    """Answers from the store, as if they had been sent."""
    return Submitted(rulebook, form_values(answers), answers, ())


def what_is_usable(rulebook: Rulebook, query: Fields) -> tuple[Submitted, tuple[str, ...]]:
    """What an address can mean, and a notice for each part of it that cannot be used."""
    sent = submitted(rulebook, query)
    notices = tuple(_notice(rulebook, problem) for problem in sent.problems)
    return stored(rulebook, sent.answers), notices


def _notice(rulebook: Rulebook, problem: Problem) -> str:
    question = rulebook.question_by_id.get(problem.question)
    asked = f"“{question.text}”" if question else "The address"
    says = problem.message
    if question and problem.code == "unknown_option":
        there_are = ", ".join(f"“{option.text}”" for option in question.options)
        says = f"What the address has is none of {there_are}."
    return f"{asked}: {says} This was left out."


def answers_of(rulebook: Rulebook, values: FormValues) -> tuple[Answers, tuple[Problem, ...]]:
    """The good answers and every problem with the others; of many strangers only the first."""
    asked = {name: sent for name, sent in values.items() if name in rulebook.question_by_id}
    clashing = {name for name, sent in asked.items() if UNKNOWN in sent and len(sent) > 1}
    raw = {
        name: None if sent == (UNKNOWN,) else list(sent)
        for name, sent in asked.items()
        if name not in clashing
    }
    answers, problems = read_answers(rulebook, raw)
    message = "“I do not know” cannot go together with another option."
    clashes = tuple(
        Problem(question.id, "exclusive", message)
        for question in rulebook.questions
        if question.id in clashing
    )
    strangers = tuple(name for name in values if name not in asked)
    return answers, problems + clashes + _unasked(strangers)


def _unasked(strangers: tuple[str, ...]) -> tuple[Problem, ...]:
    """What to say of fields that are no question: an answer must not grow with the mistake."""
    named = tuple(
        Problem(name, "unknown_question", f"This rulebook has no question “{cut(name, 40)}”.")
        for name in strangers[:MOST_NAMED]
    )
    rest = strangers[MOST_NAMED:]
    if not rest:
        return named
    message = f"And {len(rest)} more fields name no question of this rulebook."
    return (*named, Problem(rest[0], "unknown_question", message))


def form_values(answers: Answers) -> FormValues:
    """Answers as the values a form would send."""
    return {
        question: (UNKNOWN,) if chosen is None else tuple(sorted(chosen))
        for question, chosen in answers.items()
    }


def address_of(values: FormValues) -> str:
    """The values as the query of an address."""
    return as_query([(name, value) for name, sent in values.items() for value in sent])


def address_values(query: Fields) -> FormValues:
    """What an address of a questionnaire says, to be written anew; any other field is dropped."""
    own = {name: query.many(name) for name in ("_rulebook", REVISES)}
    return {**own, **values_of(query)}


def what_if_values(assessment_id: str, rulebook: Rulebook, values: FormValues) -> FormValues:
    """The values of an address that opens them as a what-if for the assessment."""
    return {REVISES: (assessment_id,), "_rulebook": (rulebook.version,), **values}
