"""What is answered otherwise in one set of answers than in another, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.engine.answers import Answers
from app.rules.words import Words


class ChangedAnswer(NamedTuple):
    """A question, its text, and how it is answered before and after."""

    question: str
    text: str
    before: str
    after: str


class Given(NamedTuple):
    """Answers, and the words of the rules they were given to."""

    answers: Answers
    words: Words

    def to(self, question: str) -> object:
        """Whether it was answered, and how; no answer is something else than not to know."""
        return question in self.answers, self.answers.get(question)


def changed_answers(
    questions: Iterable[str], before: Given, after: Given
) -> Iterator[ChangedAnswer]:
    """The questions that are answered otherwise, in their order."""
    for question in questions:
        if before.to(question) != after.to(question):
            yield ChangedAnswer(
                question,
                after.words.question(question),
                before.words.given(question, before.answers).text,
                after.words.given(question, after.answers).text,
            )
