"""A second opinion as pages show it: one word for the whole, then family by family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from app.engine.answers import Answers, visible_questions
from app.engine.questions import Question
from app.engine.results import Result
from app.engine.rules import Family, Rule, Rulebook
from app.engine.scoring import evaluate
from app.engine.second_opinion import (
    Opinion,
    SecondOpinion,
    answers_to_second,
    compare,
    give_opinion,
    opinion_of,
    own_questions,
)
from app.results.judging import second_of
from app.results.opinion_lines import HONEST, OpinionLine, meaning, opinion_line
from app.results.opinion_reasons import FamilyView, counted_reasons
from app.rulebooks.library import Library
from app.rulebooks.record import Record
from app.rules.record import Behind, where_behind
from app.rules.words import Words
from app.store.records import Revision


@dataclass(frozen=True, slots=True)
class Asked:
    """What a second opinion is asked on: a rulebook, answers to it, and what it said to them."""

    first: Rulebook
    answers: Answers
    result: Result


@dataclass(frozen=True, slots=True)
class Today:
    """What the newest version says to the same answers, extra ones included."""

    version: str
    line: OpinionLine


@dataclass(frozen=True)
class OpinionView:
    """The opinion of the second rulebook beside the result of the first.

    `is_live`: it was worked out now, not when the result was saved. `answers` are those that it
    was given, to its visible questions. `record` is how it did beside the rulebook it `compares`
    itself with, `is_checked` whether something of that one's source was checked; `today` is what a
    newer version of it says, if there is one.
    """

    first: Rulebook
    result: Result
    rulebook: Rulebook
    words: Words
    opinion: Opinion
    compared: SecondOpinion
    families: tuple[FamilyView, ...]
    answers: Answers
    is_live: bool
    has_sources: bool
    is_checked: bool
    record: Record | None
    compares: Rulebook
    today: Today | None

    @cached_property
    def line(self) -> OpinionLine:
        """All of it in one line."""
        return opinion_line(self.rulebook, self.result, self.opinion)

    @property
    def meaning(self) -> str:
        """What its one word says, in full sentences."""
        return meaning(self.first, self.rulebook, self.compared.word)

    @property
    def honest(self) -> str:
        """What to say wherever it is shown."""
        return HONEST

    @property
    def note(self) -> str | None:
        """What its verdict says besides."""
        verdicts = self.rulebook.verdicts
        return next(row.note for row in verdicts if row.id == self.opinion.verdict)

    @cached_property
    def sums(self) -> tuple[int, int]:
        """What both rulebooks put between the sides, by points alone."""
        lines = self.compared.lines
        return sum(line.other_points for line in lines), sum(line.own_points for line in lines)

    @property
    def behind(self) -> tuple[Behind, ...]:
        """Where the trial of its record went better for the first rulebook."""
        return where_behind(self.rulebook, self.record) if self.record else ()

    @cached_property
    def open(self) -> tuple[Question, ...]:
        """Its own questions that nobody answered."""
        visible = {question.id for question in visible_questions(self.rulebook, self.answers)}
        asked = own_questions(self.rulebook, self.first)
        return tuple(q for q in asked if q.id in visible and q.id not in self.answers)

    @cached_property
    def extra(self) -> tuple[Question, ...]:
        """Its own questions that somebody answered."""
        return tuple(q for q in own_questions(self.rulebook, self.first) if self.answers.get(q.id))

    @cached_property
    def unanswered(self) -> tuple[Family, ...]:
        """What the first rulebook does not ask about at all, and nobody answered here either."""
        waiting = {question.id for question in self.open}
        shown = {view.line.family.id for view in self.families}
        return tuple(
            family
            for family in self.rulebook.families
            if not family.other
            and family.id not in shown
            and any(waiting & rule.when.keys() for rule in self._rules_of(family))
        )

    def _rules_of(self, family: Family) -> Iterator[Rule]:
        return (rule for rule in self.rulebook.rules if rule.group in family.own)

    @cached_property
    def without_taste(self) -> Opinion | None:
        """What it would be without the answers to questions of taste; None if there are none."""
        answers = self.answers
        taste = {q.id for q in self.rulebook.questions if q.taste and answers.get(q.id)}
        if not taste:
            return None
        others = {name: answers[name] for name in answers if name not in taste}
        return opinion_of(evaluate(self.rulebook, others), {})

    def outcome_of(self, opinion: Opinion) -> str:
        """Another opinion of the same rulebook, in words."""
        return opinion_line(self.rulebook, self.result, opinion).said

    @property
    def taste(self) -> tuple[Question, ...]:
        """The questions of taste that somebody answered."""
        questions = self.rulebook.questions
        return tuple(q for q in questions if q.taste and self.answers.get(q.id))

    @property
    def due(self) -> tuple[int, int]:
        """How many reasons rest on something not looked at again in time, of how many."""
        reasons = [reason for view in self.families for reason in view.reasons]
        return sum(reason.is_due for reason in reasons), len(reasons)

    @cached_property
    def is_worn(self) -> bool:
        """Whether half its points or more rest on such things: then it has no one word."""
        points = [
            (abs(reason.points), counted.is_due)
            for view in self.families
            for reason, counted in zip(view.line.own, view.reasons, strict=True)
        ]
        due = sum(size for size, is_due in points if is_due)
        return bool(due) and 2 * due >= sum(size for size, _ in points)

    @cached_property
    def echoed(self) -> int:
        """Of the points of the second those that no decision is behind, whatever their side."""
        return sum(abs(view.echoed) for view in self.families)

    @property
    def sides(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """Both sides, the one that points above nothing speak for first: name and rank."""
        return (self.side(1), self.rank(1)), (self.side(-1), self.rank(-1))

    def side(self, points: int) -> str:
        """Whom points between the two sides speak for."""
        left, right = self.compared.pair
        return self.first.alternative_by_id[left if points > 0 else right].label

    def rank(self, points: int) -> int:
        """The rank of that side."""
        left, right = self.compared.pair
        return list(self.first.alternative_by_id).index(left if points > 0 else right)


def stored_opinion(
    library: Library, first: Rulebook, revision: Revision, today: date
) -> OpinionView | None:
    """The opinion that was stored with the revision, if one was and its rules are still here."""
    second, opinion = second_of(library, revision), revision.opinion
    if second is None or opinion is None:
        return None
    asked = Asked(first, revision.answers, revision.result)
    return _view(library, asked, second, opinion, today)


def live_opinion(
    library: Library, second: Rulebook, asked: Asked, extra: Mapping[str, Any], today: date
) -> OpinionView:
    """What the second rulebook says now to these answers, and to extra ones."""
    opinion = give_opinion(second, asked.first, asked.answers, extra)
    return _view(library, asked, second, opinion, today, is_live=True)


def todays_opinion(
    library: Library, second: Rulebook, first: Rulebook, revision: Revision, today: date
) -> OpinionView:
    """What the second rulebook says now to a revision; the extra answers are its own."""
    extra = revision.opinion.extra_answers if revision.opinion else {}
    asked = Asked(first, revision.answers, revision.result)
    return live_opinion(library, second, asked, extra, today)


def _view(
    library: Library,
    asked: Asked,
    second: Rulebook,
    opinion: Opinion,
    today: date,
    *,
    is_live: bool = False,
) -> OpinionView:
    words = Words(second, today=today)
    sources = library.sources(second)
    counts = sources.counts if sources else {}
    backed = {claim.id for claim in second.claims if claim.nature == "fact" or claim.id in counts}
    compared = compare(asked.first, asked.result, second, opinion, backed)
    return OpinionView(
        first=asked.first,
        result=asked.result,
        rulebook=second,
        words=words,
        opinion=opinion,
        compared=compared,
        families=tuple(
            FamilyView(line, tuple(counted_reasons(second, words, counts, backed, line)))
            for line in compared.lines
        ),
        answers=answers_to_second(second, asked.first, asked.answers, opinion.extra_answers),
        is_live=is_live,
        has_sources=sources is not None,
        is_checked=library.evidence(asked.first.id) is not None,
        record=library.record(second),
        compares=library.latest(asked.first.id),
        today=_today(library, asked, opinion),
    )


def _today(library: Library, asked: Asked, opinion: Opinion) -> Today | None:
    newest = library.second_opinion_on(asked.first.id)
    if newest is None or newest.version == opinion.rulebook.version:
        return None
    now = give_opinion(newest, asked.first, asked.answers, opinion.extra_answers)
    return Today(newest.version, opinion_line(newest, asked.result, now))
