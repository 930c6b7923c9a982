"""Answers, adjustments and extra answers of a body, with a pointer to whatever cannot be used.

What is wrong is collected, so that one answer names it all:

    faults: list[FieldError] = []
    rulebook = wanted_rulebook(library, sent.rulebook, faults)
    answers = answers_in(rulebook, sent.answers, faults)
    refuse(faults)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from app.api.adjustment_models import SentAdjustments
from app.api.models import RulebookChoice, SentAnswers
from app.api.problems import InvalidFields
from app.api.validation import MOST_TOLD, FieldError
from app.engine.adjustments import (
    NONE,
    Adjustments,
    Misplaced,
    own_weights,
    read_adjustments,
)
from app.engine.answers import Answers, Problem, as_json, read_answers
from app.engine.errors import Invalid, NotFound
from app.engine.rules import Rulebook
from app.engine.second_opinion import own_questions
from app.engine.texts import cleaned, shortened
from app.json_reader import json_pointer
from app.rulebooks.library import Library
from app.web.forms import LONGEST, as_line, in_lines, seen

Hidden = Literal["keep", "refuse"]
"""What becomes of answers to questions that are not asked; only a draft keeps them."""
EXTRA = "extra_answers"
STRANGE = "The second opinion has no question “{}” that the advice does not ask, too."


def wanted_rulebook(
    library: Library, wanted: RulebookChoice | None, faults: list[FieldError]
) -> Rulebook:
    """The rulebook to apply; the default where none is wanted, or where it is at fault."""
    if wanted is None:
        return library.default
    try:
        return library.find_startable(wanted.id, wanted.version or "")
    except NotFound as error:
        known = any(rulebook.id == wanted.id for rulebook in library.startable)
        pointer = "/rulebook/version" if known else "/rulebook/id"
        faults.append(FieldError(error.message, pointer=pointer))
        return library.default


def answers_in(
    rulebook: Rulebook,
    raw: SentAnswers,
    faults: list[FieldError],
    *,
    hidden: Hidden = "refuse",
) -> Answers:
    """The good answers of the field `answers`."""
    answers, problems = read_answers(rulebook, raw, hidden=hidden)
    faults.extend(_fault("answers", problem) for problem in problems)
    return answers


def extra_answers_in(
    second: Rulebook | None,
    first: Rulebook,
    answers: Answers,
    raw: SentAnswers,
    faults: list[FieldError],
    *,
    hidden: Hidden = "refuse",
) -> Mapping[str, Any]:
    """The good answers of the field `extra_answers`, in JSON types.

    They are to questions that only the second opinion asks; with these answers to the first.
    """
    own = {question.id for question in own_questions(second, first)} if second else frozenset()
    faults.extend(
        FieldError(STRANGE.format(shortened(name, 40)), pointer=json_pointer((EXTRA, name)))
        for name in raw
        if name not in own
    )
    asked = {name: chosen for name, chosen in raw.items() if name in own}
    if second is None or not asked:
        return {}
    shared, _ = read_answers(second, as_json(first, answers))
    every = as_json(second, shared) | asked
    read, problems = read_answers(second, every, hidden=hidden)
    faults.extend(_fault(EXTRA, problem) for problem in problems if problem.question in asked)
    return as_json(second, {name: read[name] for name in asked if name in read})


def adjustments_in(
    rulebook: Rulebook,
    sent: SentAdjustments,
    faults: list[FieldError],
    *,
    kept: Adjustments = NONE,
    at: Sequence[str] = ("adjustments",),
) -> Adjustments:
    """The adjustments; those that are `kept` may be of another version of the rulebook.

    `at` is where they stand in the body.
    """
    adjustments, wrong = read_adjustments(rulebook, sent.model_dump(), kept=kept)
    faults.extend(
        FieldError(_message(rulebook, mistake), pointer=json_pointer((*at, *_place_of(mistake))))
        for mistake in wrong
    )
    return adjustments


def line_in(field: str, raw: str, faults: list[FieldError]) -> str:
    """A text in one line, as a form of a page takes it; `field` names its length, too."""
    try:
        return as_line(seen(cleaned(raw)), LONGEST[field])
    except Invalid as error:
        faults.append(FieldError(error.message, pointer=json_pointer((field,))))
        return ""


def lines_in(field: str, raw: str, faults: list[FieldError]) -> str:
    """The same in several lines."""
    try:
        return in_lines(seen(cleaned(raw)), LONGEST[field])
    except Invalid as error:
        faults.append(FieldError(error.message, pointer=json_pointer((field,))))
        return ""


def refuse(faults: Sequence[FieldError]) -> None:
    """InvalidFields if there are any; an answer must not grow with the mistake."""
    if faults:
        raise InvalidFields(faults[:MOST_TOLD])


def _fault(field: str, problem: Problem) -> FieldError:
    return FieldError(problem.message, pointer=json_pointer((field, problem.question)))


def _place_of(mistake: Misplaced) -> tuple[str | int, ...]:
    if mistake.number is None:
        return (mistake.part,)
    return "own_reasons", mistake.number - 1, mistake.part


def _message(rulebook: Rulebook, mistake: Misplaced) -> str:
    """What is wrong, with the ids that can stand there: a form has them beside the field."""
    ids: dict[str, Iterable[str]] = {
        "side": rulebook.alternative_by_id,
        "weight": own_weights(rulebook),
    }
    known = ids.get(mistake.part)
    return f"{mistake.message} Use {' or '.join(known)}." if known else mistake.message
