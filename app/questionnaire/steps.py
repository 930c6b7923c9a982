"""One question at a time: which one is next, how many are left, and when it is enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from app.analysis.remaining import Remaining, remaining
from app.engine.answers import Answers, visible_questions
from app.engine.presuming import presumed
from app.engine.questions import Question
from app.engine.rules import Rulebook
from app.questionnaire.forms import Submitted
from app.questionnaire.naming import Naming
from app.questionnaire.pages import QuestionnairePage
from app.questionnaire.panel import Effect, Preview, effect_of
from app.results.outlook import OutlookView
from app.rulebooks.texts import Texts
from app.rules.words import Words
from app.web.rendering import Page

ASK, ASKED = "_ask", "_asked"
"""In a form: the question to go to, and the question that this page asked."""

NOTHING_CHOSEN = "Choose an option, or say that you do not know."


@dataclass(frozen=True, kw_only=True)
class StepPage(Page):
    """One question, or the end; `form` is the whole questionnaire that it is a part of.

    `method` is "get" where the answers are in the address: then nothing but answers is `hidden`.
    `given` are the questions that were answered before, with their answers in words; `worth` are
    those that a rule takes for granted, where nothing is left to ask and it is not settled.
    """

    template: ClassVar[str] = "questionnaire/step.html"
    form: QuestionnairePage
    preview: Preview
    question: Question | None
    problem: str
    notices: tuple[str, ...]
    effect: Effect | None
    left: Remaining | None
    given: tuple[tuple[Question, str], ...]
    worth: tuple[Question, ...]
    method: str
    action: str
    hidden: tuple[tuple[str, str], ...]
    all_at: str


def next_step(rulebook: Rulebook, preview: Preview, answers: Answers) -> str | None:
    """The question that tells most; the first open one where no exact analysis is made.

    None once it is settled, or nothing is left: what was answered, even by "I do not know", is
    never asked again.
    """
    seen = preview.outlook
    if isinstance(seen, OutlookView) and not seen.too_many:
        return seen.next
    visible = visible_questions(rulebook, answers)
    return next((question.id for question in visible if question.id not in answers), None)


def step_page(
    form: QuestionnairePage,
    texts: Texts,
    sent: Submitted,
    *,
    ask: str,
    asked: str,
    method: str,
    action: str,
    all_at: str,
    naming: Naming | None = None,
    notices: tuple[str, ...] = (),
) -> StepPage:
    """The page that asks for `ask`, or for what is next; `asked` was asked by the page before."""
    rulebook, answers, preview = sent.rulebook, sent.answers, form.preview
    visible = {question.id: question for question in visible_questions(rulebook, answers)}
    problem = form.messages.get(asked, "")
    if asked in visible and not ask and asked not in sent.values:
        problem = NOTHING_CHOSEN
    wanted = asked if problem else ask
    name = wanted if wanted in visible else next_step(rulebook, preview, answers)
    question = visible[name] if name else None
    words = Words(rulebook)
    return StepPage(
        title=f"{question.text if question else preview.headline[0]} – {form.heading}",
        form=form,
        preview=preview,
        question=question,
        problem=problem,
        notices=notices,
        effect=effect_of(rulebook, texts, answers, preview.result, asked),
        left=_left(rulebook, preview, answers) if question else None,
        given=tuple(
            (one, words.answer(one.id, answers[one.id]))
            for one in visible.values()
            if one.id in answers and one.id != name
        ),
        worth=tuple(visible[q] for q in visible if q in presumed(rulebook, answers)),
        method=method,
        action=action,
        hidden=tuple(_hidden(sent, name, naming)),
        all_at=all_at,
    )


def _left(rulebook: Rulebook, preview: Preview, answers: Answers) -> Remaining | None:
    """How many questions are left, this one included; None where that is not worked out."""
    seen = preview.outlook
    if not isinstance(seen, OutlookView) or seen.too_many or seen.next is None:
        return None
    return remaining(rulebook, answers)


def _hidden(
    sent: Submitted, question: str | None, naming: Naming | None
) -> Iterator[tuple[str, str]]:
    """What the form carries along beside the answer to its question."""
    yield "_rulebook", sent.rulebook.version
    if naming:
        yield from (("_name", naming.typed), ("_shown", naming.shown))
    if question:
        yield ASKED, question
    for name, values in sent.values.items():
        if name != question:
            yield from ((name, value) for value in values)
