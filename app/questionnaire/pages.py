"""The questionnaire as its page shows it: sections, questions, problems and the preview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.engine.answers import Answers, Problem
from app.engine.questions import UNKNOWN, Question
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.results.outlook import NotMade, OutlookView, outlook_view
from app.results.sides import Side, sides
from app.store.records import Assessment
from app.web.rendering import Page


@dataclass(frozen=True, slots=True)
class OptionField:
    """One radio or checkbox."""

    id: str
    value: str
    text: str
    checked: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class QuestionField:
    """One question with what was chosen and what is wrong with it."""

    question: Question
    number: int
    options: tuple[OptionField, ...]
    unknown: OptionField
    problem: str | None
    conditional: bool

    @property
    def first_control(self) -> str:
        """The id of the control an error summary links to."""
        return self.options[0].id


@dataclass(frozen=True, slots=True)
class SectionFields:
    """A heading with its questions."""

    id: str
    title: str
    fields: tuple[QuestionField, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the answers so far come to."""

    result: Result
    sides: tuple[Side, ...]
    saved: bool
    outlook: OutlookView | NotMade | None


@dataclass(frozen=True, slots=True)
class Actions:
    """The addresses the form posts to, and the fields of its own that it carries."""

    save: str
    preview: str
    clear: str | None
    own_fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class QuestionnairePage(Page):
    """The questionnaire, empty, filled in, or with problems."""

    template: ClassVar[str] = "questionnaire/page.html"
    heading: str
    lede: str
    rulebook: Rulebook
    sections: tuple[SectionFields, ...]
    problems: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    preview: Preview
    actions: Actions
    intent: str
    back: str


@dataclass(frozen=True, kw_only=True)
class ClearPage(Page):
    """Asks before a draft is emptied."""

    template: ClassVar[str] = "questionnaire/clear.html"
    assessment: Assessment
    action: str
    back: str


@dataclass(frozen=True, kw_only=True)
class PreviewFragment:
    """The preview alone."""

    preview: Preview


def preview_of(rulebook: Rulebook, answers: Answers, *, saved: bool) -> Preview:
    """What the answers come to; `saved` says whether they were stored as a draft."""
    result = evaluate(rulebook, answers)
    return Preview(result, sides(rulebook, result), saved, outlook_view(rulebook, answers, result))


def questionnaire_page(
    rulebook: Rulebook,
    values: Mapping[str, Iterable[str]],
    problems: Iterable[Problem],
    *,
    title: str,
    heading: str,
    lede: str,
    preview: Preview,
    actions: Actions,
    intent: str,
    back: str,
    notices: tuple[str, ...] = (),
) -> QuestionnairePage:
    """The page; `values` maps a question to the form values shown as chosen."""
    found = tuple(problems)
    sections = sections_of(rulebook, values, found)
    return QuestionnairePage(
        title=title,
        heading=heading,
        lede=lede,
        rulebook=rulebook,
        sections=sections,
        problems=summary_of(rulebook, sections, found),
        notices=notices,
        preview=preview,
        actions=actions,
        intent=intent,
        back=back,
    )


def sections_of(
    rulebook: Rulebook, values: Mapping[str, Iterable[str]], problems: Iterable[Problem]
) -> tuple[SectionFields, ...]:
    """All sections, their questions numbered in file order."""
    messages = {problem.question: problem.message for problem in problems}
    fields = [
        _question_field(question, number, set(values.get(question.id, ())), messages)
        for number, question in enumerate(rulebook.questions, 1)
    ]
    return tuple(
        SectionFields(
            section.id,
            section.title,
            tuple(field for field in fields if field.question.section == section.id),
        )
        for section in rulebook.sections
    )


def summary_of(
    rulebook: Rulebook, sections: Iterable[SectionFields], problems: Iterable[Problem]
) -> tuple[tuple[str, str], ...]:
    """The error summary: control to go to, and what is wrong, in page order."""
    strangers = (one for one in problems if one.question not in rulebook.question_by_id)
    named = tuple(
        (field.first_control, field.problem)
        for section in sections
        for field in section.fields
        if field.problem
    )
    return named + tuple(("main", one.message) for one in strangers)


def reveal_rules(rulebook: Rulebook) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each conditional question, the controls of each condition; one of each must be on.

    A parent's own conditions count too: a question under a hidden parent is hidden.
    """
    conditions: dict[str, tuple[tuple[str, ...], ...]] = {}
    for question in rulebook.questions:
        own = tuple(
            tuple(control_id(parent, option) for option in sorted(options))
            for parent, options in question.ask_when.items()
        )
        inherited = tuple(row for parent in question.ask_when for row in conditions[parent])
        conditions[question.id] = own + inherited
    return tuple((question, row) for question, rows in conditions.items() for row in rows)


def control_id(question: str, value: str) -> str:
    """The HTML id of one control."""
    return f"{question}--{value}"


def _question_field(
    question: Question, number: int, chosen: set[str], messages: Mapping[str, str]
) -> QuestionField:
    options = tuple(
        OptionField(
            control_id(question.id, option.id),
            option.id,
            option.text,
            option.id in chosen,
            option.exclusive,
        )
        for option in question.options
    )
    unknown = OptionField(
        control_id(question.id, UNKNOWN), UNKNOWN, "I do not know", UNKNOWN in chosen, True
    )
    return QuestionField(
        question, number, options, unknown, messages.get(question.id), bool(question.ask_when)
    )
