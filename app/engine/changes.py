"""Which single answers would make another verdict, found by trying each; needs no numpy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.engine.answers import Answers, visible_answers, visible_questions
from app.engine.questions import Question
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate


class Change(NamedTuple):
    """A question, another option for it, and the label of the verdict that this would give."""

    question: Question
    option: str
    label: str


def single_changes(rulebook: Rulebook, answers: Answers) -> tuple[Change, ...]:
    """Each option that, chosen alone in place of what was answered, changes the verdict.

    Questions that nobody answered are among them. In file order.
    """
    known = visible_answers(rulebook, answers)
    return tuple(_changes(rulebook, known))


def deciding_questions(changes: Iterable[Change], answers: Answers) -> tuple[Question, ...]:
    """The questions of these changes that are open: not answered, or with "I do not know"."""
    still_open = (change.question for change in changes if not answers.get(change.question.id))
    return tuple({question.id: question for question in still_open}.values())


def _changes(rulebook: Rulebook, known: Answers) -> Iterator[Change]:
    now = evaluate(rulebook, known).verdict
    for question in visible_questions(rulebook, known):
        for option in question.option_ids:
            chosen = frozenset({option})
            if known.get(question.id) == chosen:
                continue
            result = evaluate(rulebook, {**known, question.id: chosen})
            if result.verdict != now:
                yield Change(question, option, result.label)
