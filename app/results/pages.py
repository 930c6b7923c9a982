"""One result as pages show it: the engine's own objects, and the words to show them in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from app.engine.answers import Answers, visible_questions
from app.engine.comparing import Assessed, Shift, difference, reference_pair
from app.engine.explaining import Contrast, CounterArgument, Term, contrast, strongest_against
from app.engine.questions import Option, Question
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.results.actions import Update
from app.results.adjusted import (
    AdjustedLine,
    AdjustedView,
    adjusted_line,
    adjusted_view,
    strange_words,
)
from app.results.balance import BalanceView, balance_view
from app.results.opinions import OpinionView, stored_opinion
from app.results.sides import Reason, Sides, reason, sides_of
from app.rulebooks.library import Library
from app.rulebooks.texts import Texts, exits_of, taken_for_granted
from app.rules.words import Words
from app.store.records import Revision

ON_PAGE_ONE = 8
"""So many reasons fit on the first printed page, with all that has to be there."""

AddressUnder = Callable[[Rulebook, Answers], str]
"""Where answers can be tried under a version of the rulebook."""


@dataclass(frozen=True)
class ResultView:
    """Everything a page says about one result; `questions` are those that were asked.

    `taken_for_granted` has a sentence for each shut gate that nobody has confirmed. `balance` shows
    where the verdict stands, without the reach of what is open. `adjusted` is the result with
    adjustments, if anybody made some. `opinion` is the second one, if it was asked for when the
    result was saved.
    """

    result: Result
    rulebook: Rulebook
    texts: Texts
    sides: Sides
    contrast: Contrast
    objections: tuple[CounterArgument, ...]
    questions: tuple[Question, ...]
    answers: Answers
    taken_for_granted: tuple[str, ...]
    balance: BalanceView | None
    adjusted: AdjustedView | None = None
    opinion: OpinionView | None = None

    @property
    def words(self) -> Words:
        """The words of the rulebook."""
        return self.sides.words

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The reasons that add up to the lead, the largest first, whichever side they are for."""
        both = self.contrast.in_favour + self.contrast.against
        return tuple(sorted(both, key=lambda term: -abs(term.points)))

    @property
    def largest(self) -> int:
        """The points of the largest reason, whoever it is for; 0 without any."""
        return abs(self.terms[0].points) if self.terms else 0

    @property
    def on_page_one(self) -> tuple[Reason, ...]:
        """The reasons that a printed result begins with."""
        return tuple(map(reason, self.terms[:ON_PAGE_ONE]))

    @cached_property
    def in_annex(self) -> tuple[Reason, ...]:
        """Those that page 1 only counts."""
        return tuple(map(reason, self.terms[ON_PAGE_ONE:]))

    def short(self, question: Question) -> str:
        """A word or two for the question, or its text."""
        return self.sides.short(question)

    def label(self, question: Question) -> str:
        """The same before an answer."""
        return self.sides.label(question)

    @property
    def pair(self) -> tuple[str, str]:
        """The two sides the terms are between, in the order of the rulebook: left and right."""
        return self.sides.pair

    def rightwards(self, points: int) -> int:
        """Points for the leader, as points for the side on the right."""
        return self.sides.rightwards(points)

    @cached_property
    def exits(self) -> tuple[str, ...]:
        """Where to look instead, if this is what the answers mean."""
        return exits_of(self.rulebook, self.texts, self.answers)

    @cached_property
    def silent(self) -> tuple[tuple[str, str], ...]:
        """The chosen options that count for no side, after their questions, each with the reason.

        The rulebook gives the reason; `unheard` are those that it does not speak of.
        """
        return tuple(
            (f"{self.label(question)} {option.text}", option.no_effect)
            for question, option in self._chosen
            if option.no_effect
        )

    def silent_among(self, questions: Collection[str]) -> bool:
        """Whether an answer to one of the questions counts for no side."""
        return any(
            option.no_effect for question, option in self._chosen if question.id in questions
        )

    @cached_property
    def unheard(self) -> tuple[str, ...]:
        """The other chosen options that no reason and no rule of this result comes from."""
        shut = {decision.gate for decision in self.result.gates}
        conditions = [self.rulebook.rule_by_id[line.rule].when for line in self.result.ledger]
        conditions += [gate.when for gate in self.rulebook.gates if gate.id in shut]
        heard = {
            (question, option)
            for condition in conditions
            for question, options in condition.items()
            for option in options
        }
        return tuple(
            f"{self.label(question)} {option.text}"
            for question, option in self._chosen
            if not option.no_effect and (question.id, option.id) not in heard
        )

    @property
    def _chosen(self) -> Iterator[tuple[Question, Option]]:
        for question in self.questions:
            given = self.answers.get(question.id) or ()
            yield from ((question, option) for option in question.options if option.id in given)

    @cached_property
    def given(self) -> tuple[Question, ...]:
        """The questions that have an answer."""
        return tuple(question for question in self.questions if self.answers.get(question.id))

    @cached_property
    def unknown(self) -> tuple[Question, ...]:
        """The questions answered with "I do not know"."""
        unknown = {question for question, chosen in self.answers.items() if chosen is None}
        return tuple(question for question in self.questions if question.id in unknown)

    @cached_property
    def open(self) -> tuple[Question, ...]:
        """The questions that were left out."""
        return tuple(question for question in self.questions if question.id not in self.answers)


def result_view(
    rulebook: Rulebook, texts: Texts, answers: Answers, result: Result, today: date
) -> ResultView:
    """The result as a page shows it; `today` only marks claims past their best-before date."""
    apart = contrast(rulebook, result)
    return ResultView(
        result=result,
        rulebook=rulebook,
        texts=texts,
        sides=sides_of(rulebook, texts, apart.leader, apart.rival, today),
        contrast=apart,
        objections=strongest_against(rulebook, answers, result),
        questions=visible_questions(rulebook, answers),
        answers=answers,
        taken_for_granted=taken_for_granted(rulebook, texts, answers),
        balance=balance_view(rulebook, answers, result),
    )


def revision_view(library: Library, revision: Revision, today: date) -> ResultView:
    """A saved result as a page shows it; NotFound if this release lacks its rulebook."""
    rulebook = library.stored(revision.rulebook_id, revision.rulebook_version)
    answers, result = revision.answers, revision.result
    view = replace(
        result_view(rulebook, library.texts(rulebook.id), answers, result, today),
        opinion=stored_opinion(library, rulebook, revision, today),
    )
    if revision.adjusted is None:
        return view
    adjusted = adjusted_view(
        library.versions(rulebook.id), rulebook, answers, result, revision.adjusted
    )
    return replace(view, adjusted=adjusted)


@dataclass(frozen=True, slots=True)
class UpdateView:
    """What a newer version says, which groups count differently now, and where to try it.

    The points of the shifts are for `leader`, who led then. `adjusted` is the outcome with the
    adjustments, `misplaced` says which of them the newer version has no place for.
    """

    newer: Update
    adjusted: AdjustedLine | None
    misplaced: tuple[str, ...]
    words: Words
    leader: str
    shifts: tuple[Shift, ...]
    address: str


def update_view(
    rulebook: Rulebook, revision: Revision, update: Update, address_under: AddressUnder
) -> UpdateView:
    """The update beside the revision, which was made with the rulebook."""
    then = Assessed(rulebook, revision.answers, revision.result)
    now = Assessed(update.rulebook, update.answers, update.result)
    pair = reference_pair(then.result, [now.result])
    return UpdateView(
        newer=update,
        adjusted=adjusted_line(update.rulebook, update.adjusted) if update.adjusted else None,
        misplaced=strange_words((rulebook, update.rulebook), update.misplaced),
        words=Words(rulebook, update.rulebook),
        leader=pair[0],
        shifts=difference(then, now, pair).shifts,
        address=address_under(update.rulebook, update.answers),
    )
