"""One result as pages show it: the engine's own objects, and the words to show them in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from app.engine.answers import Answers, visible_questions
from app.engine.comparing import Assessed, Shift, difference, reference_pair
from app.engine.explaining import Contrast, CounterArgument, Term, contrast, strongest_against
from app.engine.questions import Question
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
from app.rulebooks.library import Library
from app.rulebooks.texts import Texts, taken_for_granted
from app.rules.words import Words
from app.store.records import Revision

AddressUnder = Callable[[Rulebook, Answers], str]
"""Where answers can be tried under a version of the rulebook."""


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything a page says about one result; `questions` are those that were asked.

    `taken_for_granted` has a sentence for each shut gate that nobody has confirmed. `adjusted` is
    the result with adjustments, if anybody made some.
    """

    result: Result
    rulebook: Rulebook
    words: Words
    contrast: Contrast
    objections: tuple[CounterArgument, ...]
    questions: tuple[Question, ...]
    answers: Answers
    taken_for_granted: tuple[str, ...]
    adjusted: AdjustedView | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """The reasons that add up to the lead, those for the leader first."""
        return self.contrast.in_favour + self.contrast.against

    @property
    def missing(self) -> tuple[Question, ...]:
        """The questions without an answer, "I do not know" included."""
        return tuple(
            question for question in self.questions if self.answers.get(question.id) is None
        )


def result_view(
    rulebook: Rulebook, texts: Texts, answers: Answers, result: Result, today: date
) -> ResultView:
    """The result as a page shows it; `today` only marks claims past their best-before date."""
    return ResultView(
        result=result,
        rulebook=rulebook,
        words=Words(rulebook, today=today),
        contrast=contrast(rulebook, result),
        objections=strongest_against(rulebook, answers, result),
        questions=visible_questions(rulebook, answers),
        answers=answers,
        taken_for_granted=taken_for_granted(rulebook, texts, answers),
    )


def revision_view(library: Library, revision: Revision, today: date) -> ResultView:
    """A saved result as a page shows it; NotFound if this release lacks its rulebook."""
    rulebook = library.find(revision.rulebook_id, revision.rulebook_version)
    answers, result = revision.answers, revision.result
    view = result_view(rulebook, library.texts(rulebook.id), answers, result, today)
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
