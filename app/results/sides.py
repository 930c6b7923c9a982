"""Two alternatives of a rulebook, and how a page says what speaks for the one or the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.engine.explaining import Term
from app.engine.questions import Question
from app.engine.rules import Rulebook
from app.rulebooks.texts import Texts
from app.rules.words import Words

Given = tuple[str, str | tuple[str, ...]]
"""A question and the options chosen, by id."""


class Reason(NamedTuple):
    """A term as the row of a table: plain values, so that equal ones are known to be equal."""

    rule: str
    because: str
    is_presumption: bool
    points: int
    answers: tuple[Given, ...]
    claims: tuple[str, ...]


def reason(term: Term) -> Reason:
    """The term as a row."""
    line = term.contribution
    answers = tuple(line.answers.items())
    return Reason(line.rule, line.because, line.presumption, term.points, answers, line.claims)


@dataclass(frozen=True, eq=False)
class Sides:
    """Leader and rival, with all words for them; `pair` is both in file order: left and right.

    There is one object for the same two on the same day (`sides_of`), so parts of pages can be
    kept by it.
    """

    rulebook: Rulebook
    texts: Texts
    words: Words
    leader: str
    pair: tuple[str, str]

    def rightwards(self, points: int) -> int:
        """Points for the leader, as points for the side on the right."""
        return points if self.leader == self.pair[1] else -points

    def short(self, question: Question) -> str:
        """A word or two for the question, or its text."""
        return self.texts.short.get(question.id, question.text)

    def label(self, question: Question) -> str:
        """The same before an answer."""
        name = self.short(question)
        return name if name.endswith("?") else f"{name}:"

    def because_of(self, answers: Iterable[Given]) -> tuple[tuple[str, str], ...]:
        """The questions and answers a reason comes from, without what goes without saying.

        A question that is asked only if another was answered like this says that other one, too.
        """
        asked = [(self.rulebook.question_by_id[question], chosen) for question, chosen in answers]
        said = {parent for question, _ in asked for parent in question.ask_when}
        return tuple(
            (self.label(question), self.words.answer(question.id, chosen))
            for question, chosen in asked
            if question.id not in said
        )

    @property
    def illustrated(self) -> frozenset[str]:
        """The rules that the program written for each alternative illustrates."""
        pair = self.texts.code_pair
        return frozenset(pair.rules if pair else ())


@lru_cache(maxsize=256)
def sides_of(rulebook: Rulebook, texts: Texts, leader: str, rival: str, today: date) -> Sides:
    """The two; `today` marks claims past their best-before date."""
    words = Words(rulebook, today=today)
    left, right = sorted([leader, rival], key=words.rank)
    return Sides(rulebook, texts, words, leader, (left, right))
