"""What a form asks for, and what a peer has to write then: decided as the advisor decides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.answers import as_json, read_answers
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.second_opinion import Opinion
from app.questionnaire.actions import UNNAMED, changes_nothing, pinned_rulebook
from app.questionnaire.forms import Submitted, refuse_strangers, submitted
from app.questionnaire.known import (
    Known,
    is_late,
    refuse_unknown_draft,
    refuse_unknown_result,
)
from app.questionnaire.loose import OWN_FIELDS, intent_of, known_of_draft
from app.questionnaire.naming import made_name, new_title
from app.results.judging import judge
from app.store.intents import KEY, Intent
from app.store.records import Answered
from app.web.forms import Fields, Misread
from benchmarks.peers.site import LIBRARY, random_id


@dataclass(frozen=True, slots=True)
class Title:
    """A title to give; one that was made of the answers gets a number if it is taken."""

    text: str
    is_made: bool


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """An assessment to save, with its first revision."""

    intent: Intent
    title: Title
    rulebook: Rulebook
    answers: Mapping[str, Any]
    result: Result
    opinion: Opinion | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft to keep: its answers in JSON types, and the form and turn that wrote it."""

    rulebook: Rulebook
    answers: Mapping[str, Any]
    page: str
    turn: int


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a draft: another one, or none if it says what was saved; and of the title."""

    title: Title | None = None
    draft: Draft | None = None
    drops: bool = False


def new_assessment(form: Fields, rulebook_id: str) -> NewAssessment:
    """What the questionnaire of nobody yet asks to be saved; Misread if it has problems."""
    refuse_strangers(form, *OWN_FIELDS)
    sent = submitted(LIBRARY.find(rulebook_id, form.one("_rulebook")), form)
    if sent.refused:
        raise Misread
    rulebook = sent.rulebook
    second = LIBRARY.second_opinion_on(rulebook.id)
    judged = judge(rulebook, sent.answers, second=second)
    made = made_name(rulebook, LIBRARY.texts(rulebook_id), sent.answers)
    typed = sent.named.typed
    return NewAssessment(
        intent=intent_of(form),
        title=Title(typed or made or rulebook.title, is_made=not typed),
        rulebook=rulebook,
        answers=judged.answers,
        result=judged.result,
        opinion=judged.opinion,
    )


def sent_to(answered: Answered, form: Fields) -> Submitted:
    """What the questionnaire of an assessment says; Misread if it has problems."""
    refuse_strangers(form, *OWN_FIELDS)
    pinned = pinned_rulebook(LIBRARY, answered.draft)
    version = form.one("_rulebook") or pinned.version
    sent = submitted(LIBRARY.find(pinned.id, version), form)
    if sent.refused:
        raise Misread
    return sent


def change_of(answered: Answered, sent: Submitted, form: Fields) -> Change:
    """What has to be written; Changed if another page was faster."""
    known, draft, rulebook = known_of_draft(form), answered.draft, sent.rulebook
    given = as_json(rulebook, sent.answers)
    if is_late(answered, known):
        return Change()
    title = _title(answered, sent)
    if (draft.rulebook_version, draft.answers) == (rulebook.version, given):
        return Change(title)
    refuse_unknown_result(answered, known)
    refuse_unknown_draft(answered, known)
    adjustments = draft.adjustments
    if answered.saved and changes_nothing(answered.saved, rulebook, sent.answers, adjustments):
        return Change(title, drops=True)
    return Change(title, Draft(rulebook, given, *_turn(known)))


def _turn(known: Known | None) -> tuple[str, int]:
    if known is None or not KEY.fullmatch(known.page):
        return random_id(), 0
    return known.page, known.turn


def _title(answered: Answered, sent: Submitted) -> Title | None:
    texts = LIBRARY.texts(sent.rulebook.id)
    before = read_answers(sent.rulebook, answered.draft.answers)[0]
    made_before, made = (made_name(sent.rulebook, texts, a) for a in (before, sent.answers))
    naming = sent.named or UNNAMED
    title = new_title(answered.assessment.title, naming, made_before, made)
    return None if title is None else Title(title, is_made=title == made)
