"""The pages of a second opinion: its own questions, and what it says of an older version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from secrets import token_urlsafe
from typing import Any, ClassVar

from app.analysis.next_question import worths
from app.analysis.space import compares_two
from app.engine.answers import Answers, as_json, read_answers, visible_questions
from app.engine.errors import NotFound
from app.engine.questions import Question
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.engine.second_opinion import answers_to_second, own_questions
from app.questionnaire.actions import Opened
from app.questionnaire.forms import FormValues, Submitted, form_values, submitted
from app.questionnaire.pages import control_id
from app.questionnaire.saved import UNSAVED
from app.results.opinions import Asked, OpinionView, live_opinion, todays_opinion
from app.results.outlook import OutlookView, outlook_view
from app.rulebooks.library import Library
from app.rules.words import Words
from app.store.records import Assessment, Revision
from app.web.forms import Fields
from app.web.rendering import Page, plural
from app.web.visit import Visit

SEEN = "_seen"
OWN_FIELDS = ("_key", "_latest", SEEN)


@dataclass(frozen=True, kw_only=True)
class MorePage(Page):
    """The questions that only the second opinion reads, and what it says so far.

    `settled`: no answer to them can change what it says.
    """

    template: ClassVar[str] = "second_opinions/more.html"
    assessment_title: str
    questions: tuple[Question, ...]
    values: FormValues
    messages: Mapping[str, str]
    problems: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    opinion: OpinionView
    settled: bool
    next_version: int
    latest: int
    seen: str
    save_at: str
    keep_at: str
    back: str
    intent: str


@dataclass(frozen=True, kw_only=True)
class OpinionPage(Page):
    """What today's second rulebook says of a version that was saved without asking it."""

    template: ClassVar[str] = "second_opinions/page.html"
    assessment: Assessment
    revision: Revision
    opinion: OpinionView
    back: str


def second_for(library: Library, first: Rulebook) -> Rulebook:
    """The rulebook that gives a second opinion on this one; NotFound if none does."""
    second = library.second_opinion_on(first.id)
    if second is None:
        raise NotFound("There is no second opinion on the results of these rules.")
    return second


def sent_extra(second: Rulebook, first: Rulebook, form: Fields) -> Submitted:
    """What was sent for its own questions; a field for any other question is a problem."""
    return submitted(replace(second, questions=own_questions(second, first)), form)


def extra_of(second: Rulebook, opened: Opened, sent: Submitted) -> dict[str, Any]:
    """The extra answers of the draft once this is kept: those that were not shown stay."""
    kept = opened.answered.draft.extra_answers
    shown = {question.id for question in asked_now(second, opened, kept)}
    hidden = {name: chosen for name, chosen in kept.items() if name not in shown}
    return hidden | as_json(second, sent.answers)


def with_saved(second: Rulebook, opened: Opened, sent: Submitted) -> tuple[Submitted, list[str]]:
    """What was sent, with the extra answers saved meanwhile where it has none; what to say of it.

    So saving it loses none of them, and an answer that is another one here is named.
    """
    kept, _ = read_answers(second, opened.answered.draft.extra_answers)
    shown = asked_now(second, opened, opened.answered.draft.extra_answers)
    theirs = {q.id: kept[q.id] for q in shown if q.id in kept}
    words = Words(second)
    added = {name: theirs[name] for name in theirs if name not in sent.answers}
    changed = [name for name in theirs if name not in added and theirs[name] != sent.answers[name]]
    merged = replace(
        sent,
        values={**form_values(added), **sent.values},
        answers={**added, **sent.answers},
    )
    notes = [
        f"{begin} {' '.join(f'{words.question(q)} {words.answer(q, theirs[q])}.' for q in named)}"
        for begin, named in (
            ("Filled in below from there:", added),
            ("There it says otherwise:", changed),
        )
        if named
    ]
    return merged, notes


def asked_now(second: Rulebook, opened: Opened, extra: Mapping[str, Any]) -> tuple[Question, ...]:
    """Its own questions that are asked with these answers, the one that tells most first.

    Extra answers change nothing about the order, so that it stays while somebody answers.
    """
    given = answers_to_second(second, opened.rulebook, opened.answers, extra)
    own = own_questions(second, opened.rulebook)
    visible = [q for q in visible_questions(second, given) if q in own]
    ranks = _ranks(second, opened)
    return tuple(sorted(visible, key=lambda question: ranks.get(question.id, len(ranks))))


def _ranks(second: Rulebook, opened: Opened) -> dict[str, int]:
    if not compares_two(second):
        return {}
    shared = answers_to_second(second, opened.rulebook, opened.answers, {})
    return {worth.question: rank for rank, worth in enumerate(worths(second, shared))}


def more_page(
    visit: Visit, second: Rulebook, opened: Opened, sent: Submitted | None, *notices: str
) -> MorePage:
    """The form, with what is kept, or with what was sent instead."""
    assessment = opened.answered.assessment
    extra = extra_of(second, opened, sent) if sent else opened.answered.draft.extra_answers
    result = evaluate(opened.rulebook, opened.answers)
    asked = Asked(opened.rulebook, opened.answers, result)
    opinion = live_opinion(visit.library, second, asked, extra, visit.today)
    given = opinion.answers
    own = {q.id: given[q.id] for q in own_questions(second, opened.rulebook) if q.id in given}
    problems = sent.problems if sent else ()
    to = {"assessment_id": assessment.id}
    back = "show_assessment" if assessment.latest else "edit_assessment"
    questions = asked_now(second, opened, extra)
    return MorePage(
        title=_title(questions, given),
        assessment_title=assessment.title,
        questions=questions,
        values=sent.values if sent else form_values(own),
        messages={problem.question: problem.message for problem in problems},
        problems=tuple(
            (_control(second, problem.question), problem.message) for problem in problems
        ),
        notices=(*notices, *_unsaved(opened)),
        opinion=opinion,
        settled=_is_settled(second, given),
        next_version=(assessment.latest or 0) + 1,
        latest=assessment.latest or 0,
        seen=opened.answered.draft.extra_mark,
        save_at=visit.url("save_more", **to),
        keep_at=visit.url("keep_more", **to),
        back=visit.url(back, **to),
        intent=token_urlsafe(16),
    )


def _title(questions: tuple[Question, ...], given: Answers) -> str:
    """How many there are, and once some are answered, how many of them."""
    answered = sum(question.id in given for question in questions)
    if not answered:
        return f"{plural(len(questions), 'more question')} for the second opinion"
    return f"Questions for the second opinion: {answered} of {len(questions)} answered"


def _unsaved(opened: Opened) -> tuple[str, ...]:
    """That other answers are saved with these, if there are any."""
    saved, draft = opened.answered.saved, opened.answered.draft
    return (UNSAVED,) if saved and saved.answers != draft.answers else ()


def _control(second: Rulebook, question: str) -> str:
    asked = second.question_by_id.get(question)
    return control_id(question, asked.option_ids[0]) if asked else "main"


def _is_settled(second: Rulebook, given: Answers) -> bool:
    seen = outlook_view(second, given, evaluate(second, given))
    return isinstance(seen, OutlookView) and seen.settled


def opinion_page(visit: Visit, assessment: Assessment, revision: Revision) -> OpinionPage:
    """What it says today of that version; the extra answers are those it was saved with."""
    first = visit.library.stored(revision.rulebook_id, revision.rulebook_version)
    second = second_for(visit.library, first)
    return OpinionPage(
        title="Second opinion, under today’s rules",
        assessment=assessment,
        revision=revision,
        opinion=todays_opinion(visit.library, second, first, revision, visit.today),
        back=visit.url("show_revision", assessment_id=assessment.id, n=revision.n),
    )
