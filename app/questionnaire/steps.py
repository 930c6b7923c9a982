"""One question at a time: which one is next, how many are left, and when it is enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from app.analysis.remaining import Remaining, remaining
from app.engine.answers import Answers, Problem, visible_questions
from app.engine.errors import AdvisorError
from app.engine.presuming import presumed
from app.engine.questions import Question
from app.engine.rules import Rulebook
from app.questionnaire.forms import NAME, PAGE, SHOWN, Submitted
from app.questionnaire.pages import QuestionnairePage, loose_page, own_page
from app.questionnaire.panel import Effect, Preview, effect_of
from app.results.outlook import OutlookView
from app.rules.words import Words
from app.store.records import Answered
from app.web.forms import Fields
from app.web.rendering import Page
from app.web.visit import Visit

ASK, ASKED = "_ask", "_asked"
"""In a form: the question to go to, and the question that this page asked."""

WHOLE = "_whole"
"""In a form: the button that leads to all questions on one page."""

NOTHING_CHOSEN = "Choose an option, or say that you do not know."


@dataclass(frozen=True, kw_only=True)
class StepPage(Page):
    """One question, or the end; `form` is the whole questionnaire that it is a part of.

    `problem` is about the question, at the end about the name. `method` is "get" where the answers
    are in the address: then nothing but answers is `hidden`.
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


def loose_step(
    visit: Visit, fields: Fields, sent: Submitted, notices: tuple[str, ...] = ()
) -> StepPage:
    """The next question of nobody yet; a name goes along in the form, and into no address."""
    form = loose_page(visit, sent)
    action = visit.url("ask_loose", rulebook_id=sent.rulebook.id)
    carried = _carried(form, fields) if sent.named.typed else ()
    return _step(visit, form, fields, sent, action, carried, notices)


def own_step(visit: Visit, fields: Fields, answered: Answered, sent: Submitted) -> StepPage:
    """The next question of an assessment, or the one that is named."""
    form = own_page(visit, answered, sent)
    action = visit.url("ask_own", assessment_id=answered.assessment.id)
    return _step(visit, form, fields, sent, action, _carried(form, fields), ())


def step_not_kept(
    visit: Visit, fields: Fields, answered: Answered, sent: Submitted, error: AdvisorError
) -> StepPage:
    """The question that was answered once more, with why the answer was not kept."""
    problem = Problem(fields.one(ASKED), "not_kept", error.told)
    step = own_step(visit, fields, answered, replace(sent, problems=(*sent.problems, problem)))
    return replace(step, preview=replace(step.preview, kept=False))


def _carried(form: QuestionnairePage, fields: Fields) -> tuple[tuple[str, str], ...]:
    """What a form that is posted says of itself beside the answers; the name, if it was typed."""
    naming = form.naming
    named = naming and (naming.changed or naming.problem)
    return (
        *((name, value) for name, value in form.actions.own_fields if name != "_rulebook"),
        (PAGE, fields.one(PAGE) or form.intent),
        *(((NAME, naming.typed), (SHOWN, naming.shown)) if naming and named else ()),
    )


def _step(
    visit: Visit,
    form: QuestionnairePage,
    fields: Fields,
    sent: Submitted,
    action: str,
    carried: tuple[tuple[str, str], ...],
    notices: tuple[str, ...],
) -> StepPage:
    """The page that asks for what is named, or for what is next, after what was asked before."""
    rulebook, answers, preview = sent.rulebook, sent.answers, form.preview
    visible = {question.id: question for question in visible_questions(rulebook, answers)}
    problem = _problem(form, fields, sent, visible)
    wanted = fields.one(ASKED if problem else ASK)
    name = wanted if wanted in visible else next_step(rulebook, preview, answers)
    question = visible[name] if name else None
    words, granted = Words(rulebook), presumed(rulebook, answers)
    texts = visit.library.texts(rulebook.id)
    if question is None:
        problem = sent.named.problem
        kept = carried or _carried(form, fields)
        carried = (
            ("_key", form.intent),
            *((name, value) for name, value in kept if name not in (NAME, SHOWN)),
        )
    return StepPage(
        title=f"{question.text if question else preview.headline[0]} – {form.heading}",
        form=form,
        preview=preview,
        question=question,
        problem=problem,
        notices=notices,
        effect=effect_of(rulebook, texts, answers, preview.result, fields.one(ASKED)),
        left=_left(rulebook, preview, answers) if question else None,
        given=tuple(
            (earlier, words.answer(earlier.id, answers[earlier.id]))
            for earlier in visible.values()
            if earlier.id in answers and earlier.id != name
        ),
        worth=tuple(each for each in visible.values() if each.id in granted),
        method="post" if carried else "get",
        action=action,
        hidden=(*carried, *_answers(sent, name)),
    )


def _problem(
    form: QuestionnairePage, fields: Fields, sent: Submitted, visible: Mapping[str, Question]
) -> str:
    """What is wrong with the answer that was sent, if anything is."""
    asked = fields.one(ASKED)
    if asked in visible and not fields.one(ASK) and asked not in sent.values:
        return NOTHING_CHOSEN
    return form.messages.get(asked, "")


def _left(rulebook: Rulebook, preview: Preview, answers: Answers) -> Remaining | None:
    """How many questions are left, this one included; None where that is not worked out."""
    seen = preview.outlook
    if not isinstance(seen, OutlookView) or seen.too_many or seen.next is None:
        return None
    return remaining(rulebook, answers)


def _answers(sent: Submitted, question: str | None) -> Iterator[tuple[str, str]]:
    """What every form carries along beside the answer to its question."""
    yield "_rulebook", sent.rulebook.version
    if question:
        yield ASKED, question
    for name, values in sent.values.items():
        if name != question:
            yield from ((name, value) for value in values)
