"""The first questions and their balance at home: what it is like, before anything is begun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.analysis.memo import memo
from app.analysis.next_question import worths
from app.analysis.space import compares_two
from app.engine.questions import Question
from app.engine.rules import Rulebook
from app.questionnaire.forms import FormValues, what_is_usable
from app.questionnaire.panel import Preview, preview_of
from app.rulebooks.texts import Texts
from app.web.forms import Fields

QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Taste:
    """Some questions, and what is chosen there."""

    questions: tuple[Question, ...]
    values: FormValues
    notices: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TasteOutcome:
    """What the answers come to, alone: what changes while they are given."""

    template: ClassVar[str] = "site/_taste.html"
    preview: Preview


def taste(rulebook: Rulebook, texts: Texts, query: Fields) -> tuple[Taste, Preview]:
    """The questions with the answers of the address; what cannot be used there is named."""
    usable, notices = what_is_usable(rulebook, query)
    shown = Taste(taste_questions(rulebook), usable.values, notices)
    return shown, preview_of(rulebook, texts, usable.answers, saved=False)


@memo
def taste_questions(rulebook: Rulebook) -> tuple[Question, ...]:
    """Those that tell most before anything is known; the first, where nobody can work that out.

    None of them depends on another answer, so that they can stand there together.
    """
    asked = [question for question in rulebook.questions if not question.ask_when]
    if not compares_two(rulebook):
        return tuple(asked[:QUESTIONS])
    telling = [worth.question for worth in worths(rulebook, {})[:QUESTIONS]]
    return tuple(question for question in asked if question.id in telling)
