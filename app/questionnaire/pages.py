"""The questionnaire: of an assessment, a what-if for one, or of nobody yet; and its preview."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from secrets import token_urlsafe
from typing import ClassVar

from app.engine.errors import AdvisorError
from app.engine.questions import Question, Section
from app.engine.rules import Rulebook
from app.engine.texts import set_apart
from app.questionnaire.addresses import filled_in
from app.questionnaire.forms import REVISES, FormValues, Submitted, what_if_values
from app.questionnaire.naming import Naming, is_made, made_name
from app.questionnaire.overtaken import Overtaken
from app.questionnaire.panel import Preview, preview_of
from app.questionnaire.what_if import WhatIf, what_if_of
from app.store.records import Answered, Assessment
from app.web.rendering import Page
from app.web.visit import Visit

OWN_CHANGED = "Your own reasons changed, too; saving keeps them."
LEDE = "In any order. What you skip or do not know counts for neither side."
WHAT_IF = "Try other answers and see what they come to. Leaving this page changes nothing."
HOMELESS = "Nothing you entered is lost: it is all below, and saving it makes a new assessment."
HOMELESS_STEP = (
    "The answer you just gave is below, and saving makes a new assessment of it. Those before it "
    "are with the assessment that does not open."
)
NO_COOKIE = (
    "This browser keeps no cookie from this site, so what you save here cannot be found again. "
    "Your answers are in the address of this page instead: bookmark it, or copy it. To keep "
    "results, allow cookies for this site and save once more."
)


Parts = tuple[tuple[Section, tuple[Question, ...]], ...]
"""Questions by section, in file order."""


@dataclass(frozen=True, slots=True)
class Actions:
    """The addresses the form posts to, and the fields of its own that it carries.

    `kept_at` is the address that keeps the answers of a questionnaire that belongs to nobody;
    `another` saves those of a what-if, or of an assessment that takes no more versions, as an
    assessment of its own.
    """

    save: str
    preview: str
    clear: str | None
    kept_at: str | None
    steps: str | None
    own_fields: tuple[tuple[str, str], ...]
    another: str | None = None


@dataclass(frozen=True, kw_only=True)
class QuestionnairePage(Page):
    """The questionnaire, empty, filled in, or with problems.

    `naming` is what stands in the field for the name, None where the page has no such field.
    `folded` are the questions that can no longer change the verdict, `questions` all the others.
    `values` maps a question to what is shown as chosen, `messages` to what is wrong with that;
    `problems` are for the summary: the control to go to and the message, in page order. `undo` are
    the answers that were removed a moment ago.
    """

    template: ClassVar[str] = "questionnaire/page.html"
    heading: str
    lede: str
    naming: Naming | None
    rulebook: Rulebook
    questions: Parts
    folded: Parts
    values: FormValues
    messages: Mapping[str, str]
    problems: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    preview: Preview
    actions: Actions
    intent: str
    back: str
    undo: FormValues
    what_if: WhatIf | None
    overtaken: Overtaken | None = None


@dataclass(frozen=True, kw_only=True)
class PreviewFragment:
    """The preview alone; of a what-if with what it differs in, or with what another page did."""

    preview: Preview
    what_if: WhatIf | None = None
    overtaken: Overtaken | None = None


def own_page(
    visit: Visit,
    answered: Answered,
    sent: Submitted,
    undo: FormValues | None = None,
    news: Overtaken | None = None,
) -> QuestionnairePage:
    """The questionnaire of an assessment.

    It names the version whose questions it shows: another tab may move the assessment to a newer
    one while this page is open.
    """
    assessment = answered.assessment
    to = {"assessment_id": assessment.id}
    actions = Actions(
        save=visit.url("save_answers", **to),
        preview=visit.url("save_draft_answers", **to),
        clear=visit.url("clear_answers", **to),
        kept_at=None,
        steps=visit.url("ask_own", **to),
        own_fields=_fields_of(assessment, sent, answered.draft.mark),
    )
    name = "show_assessment" if assessment.latest else "show_home"
    back = visit.url(name, **(to if assessment.latest else {}))
    naming = sent.naming or _stored_name(visit, assessment, sent)
    heading = naming.shown or sent.rulebook.title
    saved = answered.saved
    own_changed = saved is not None and saved.adjustments != answered.draft.adjustments
    notices = (OWN_CHANGED,) if own_changed else ()
    made = _page(visit, heading, LEDE, sent, notices, actions, back, naming, saved=True, undo=undo)
    return replace(made, overtaken=news)


def _fields_of(assessment: Assessment, sent: Submitted, seen: str) -> tuple[tuple[str, str], ...]:
    """What the page knows, so that it overwrites nothing unseen, and the rulebook it is about."""
    return (
        ("_latest", str(assessment.latest or 0)),
        ("_seen", seen),
        ("_turn", "0"),
        ("_rulebook_id", sent.rulebook.id),
        ("_rulebook", sent.rulebook.version),
    )


def not_kept(shown: QuestionnairePage, error: AdvisorError) -> QuestionnairePage:
    """The same page, with why nothing of it was kept."""
    problems = (("main", error.told), *shown.problems)
    return replace(shown, problems=problems, preview=replace(shown.preview, kept=False))


def with_another(visit: Visit, shown: QuestionnairePage) -> QuestionnairePage:
    """The same page, with a button that saves its answers as an assessment of their own."""
    another = visit.url("save_filled_in", rulebook_id=shown.rulebook.id)
    return replace(shown, actions=replace(shown.actions, another=another))


def what_if_page(
    visit: Visit,
    answered: Answered,
    sent: Submitted,
    notices: tuple[str, ...] = (),
    news: Overtaken | None = None,
) -> QuestionnairePage:
    """Other answers for an assessment: looking changes nothing, saving makes a revision.

    It does not show the draft, so it would have to be told before it replaces one.
    """
    assessment = answered.assessment
    to = {"assessment_id": assessment.id}
    own = _fields_of(assessment, sent, news.mark if news else "")
    kept_at = filled_in(visit, sent.rulebook.id, what_if_values(assessment.id, sent.rulebook, {}))
    actions = Actions(
        save=visit.url("save_answers", **to),
        preview=visit.url("preview_filled_in", rulebook_id=sent.rulebook.id),
        clear=None,
        kept_at=kept_at,
        steps=None,
        own_fields=(*own, (f"_{REVISES}", assessment.id)),
        another=visit.url("save_filled_in", rulebook_id=sent.rulebook.id),
    )
    back = visit.url("show_assessment", **to)
    heading = f"What if: {set_apart(assessment.title)}"
    what_if = what_if_of(sent.rulebook, answered, sent.answers)
    made = _page(
        visit, heading, WHAT_IF, sent, notices, actions, back, None, saved=False, what_if=what_if
    )
    return replace(made, overtaken=news)


def loose_page(
    visit: Visit,
    sent: Submitted,
    *notices: str,
    undo: FormValues | None = None,
    intent: str | None = None,
) -> QuestionnairePage:
    """The questionnaire of nobody yet: saving it makes an assessment.

    `intent` is the key of the form that this one takes the place of, if it does.
    """
    to = {"rulebook_id": sent.rulebook.id}
    version = {"_rulebook": (sent.rulebook.version,)}
    actions = Actions(
        save=visit.url("save_filled_in", **to),
        preview=visit.url("preview_filled_in", **to),
        clear=visit.url("clear_filled_in", **to),
        kept_at=filled_in(visit, sent.rulebook.id, version),
        steps=visit.url("ask_loose", **to),
        own_fields=(("_rulebook", sent.rulebook.version),),
    )
    back, title = visit.url("show_home"), sent.rulebook.title
    naming = sent.named
    return _page(
        visit,
        title,
        LEDE,
        sent,
        notices,
        actions,
        back,
        naming,
        saved=False,
        undo=undo,
        intent=intent,
    )


def _stored_name(visit: Visit, assessment: Assessment, sent: Submitted) -> Naming:
    """The title, as far as it was not made of the answers."""
    made = made_name(sent.rulebook, visit.library.texts(sent.rulebook.id), sent.answers)
    title = "" if is_made(assessment.title, made) else assessment.title
    return Naming(title, title)


def _page(
    visit: Visit,
    heading: str,
    lede: str,
    sent: Submitted,
    notices: tuple[str, ...],
    actions: Actions,
    back: str,
    naming: Naming | None,
    *,
    saved: bool,
    undo: FormValues | None = None,
    intent: str | None = None,
    what_if: WhatIf | None = None,
) -> QuestionnairePage:
    texts = visit.library.texts(sent.rulebook.id)
    preview = preview_of(sent.rulebook, texts, sent.answers, saved=saved)
    messages = {problem.question: problem.message for problem in sent.problems}
    moot = _moot(preview) - messages.keys()
    return QuestionnairePage(
        title=f"Questionnaire: {heading}",
        heading=heading,
        lede=lede,
        naming=naming,
        rulebook=sent.rulebook,
        questions=_by_section(sent.rulebook, lambda question: question.id not in moot),
        folded=_by_section(sent.rulebook, lambda question: question.id in moot),
        values=sent.values,
        messages=messages,
        problems=(*_problems_of(naming), *_summary(sent)),
        notices=notices,
        preview=preview,
        actions=actions,
        intent=intent or token_urlsafe(16),
        back=back,
        undo=undo or {},
        what_if=what_if,
    )


def _problems_of(naming: Naming | None) -> Iterator[tuple[str, str]]:
    if naming and naming.problem:
        yield "name", naming.problem


def _moot(preview: Preview) -> set[str]:
    """The questions that can no longer change the verdict."""
    return {
        entry.question
        for _, entries in preview.contents
        for entry in entries
        if entry.state == "moot"
    }


def _by_section(rulebook: Rulebook, belongs: Callable[[Question], bool]) -> Parts:
    parts = (
        (section, tuple(q for q in rulebook.questions if q.section == section.id and belongs(q)))
        for section in rulebook.sections
    )
    return tuple((section, questions) for section, questions in parts if questions)


def _summary(sent: Submitted) -> Iterator[tuple[str, str]]:
    """The control to go to and what is wrong, in page order; what is no question comes last."""
    messages = {problem.question: problem.message for problem in sent.problems}
    for section in sent.rulebook.sections:
        for question in sent.rulebook.questions:
            if question.section == section.id and question.id in messages:
                yield control_id(question.id, question.option_ids[0]), messages[question.id]
    for problem in sent.problems:
        if problem.question not in sent.rulebook.question_by_id:
            yield "main", problem.message


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
    """The HTML id of one control, as `templates/macros/forms.html` writes it."""
    return f"{question}--{value}"
