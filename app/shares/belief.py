"""What a reader of a report should know before they believe it; nothing here is made up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from app.analysis.flips import Flip
from app.engine.rules import Claim
from app.results.firmness import FirmnessView
from app.results.outlook import NotMade
from app.results.pages import ResultView

READABLE = 3
"""So many changes are listed one by one; more of them nobody challenges."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An answer to challenge: what was said, and what would have to be said instead."""

    question: str
    said: str
    instead: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """The answers to challenge first, and what comes out if they are given otherwise.

    `missing`: nobody gave one of them. `fact`: it is one fact, which is true or not.
    """

    doubts: tuple[Doubt, ...]
    outcome: str
    missing: bool
    fact: bool

    @property
    def listed(self) -> bool:
        """Whether there are few enough to be read one by one."""
        return len(self.doubts) <= READABLE


@dataclass(frozen=True, slots=True)
class BeliefView:
    """Whether to believe a result; without the exact analysis, `challenge` is None.

    `ages_first` is the cited claim that has to be checked again first, None if none has a date.
    """

    answered_by: str
    challenge: Challenge | None
    ages_first: Claim | None


def belief_view(
    view: ResultView, firmness: FirmnessView | NotMade | None, answered_by: str
) -> BeliefView:
    """What there is to say about one result."""
    dated = [claim for claim in view.words.claims(view.result.claims) if claim.best_before]
    return BeliefView(
        answered_by=answered_by,
        challenge=_challenge(view, firmness) if isinstance(firmness, FirmnessView) else None,
        ages_first=min(dated, key=lambda claim: str(claim.best_before), default=None),
    )


def _challenge(view: ResultView, firmness: FirmnessView) -> Challenge | None:
    """A judgement that alone decides, else what nobody gave, else the fewest judgements together.

    Nobody doubts a fact before that: one is to be checked where judgements take too many changes.
    """
    pivotal, smallest = firmness.analysis.pivotal, firmness.analysis.flips
    to_another_side = (
        *_to_doubt(view, pivotal.answers, "judgement"),
        *_to_doubt(view, pivotal.unknowns, "judgement"),
        *_to_doubt(view, pivotal.unknowns, "fact"),
    )
    together = () if smallest.facts_changed else smallest.flips[:1]
    flip = next(
        chain(
            to_another_side,
            (flip for flip in together if len(flip.changes) <= READABLE),
            _to_doubt(view, pivotal.answers, "fact"),
            smallest.flips,
        ),
        None,
    )
    return _as_challenge(view, flip) if flip else None


def _to_doubt(view: ResultView, flips: Iterable[Flip], kind: str) -> Iterator[Flip]:
    """The flips of this kind to another side, not only to other words for the same one.

    An answer that decides what else is asked says where a project starts from: that is no matter
    of doubt, and another one is another project.
    """
    questions = view.rulebook.question_by_id
    starting_points = {parent for question in questions.values() for parent in question.ask_when}
    for flip in flips:
        of_kind = all(questions[question].type == kind for question in flip.changes)
        elsewhere = flip.leader != view.result.leader
        if of_kind and elsewhere and starting_points.isdisjoint(flip.changes):
            yield flip


def _as_challenge(view: ResultView, flip: Flip) -> Challenge:
    words, questions = view.words, view.rulebook.question_by_id
    doubts = tuple(
        Doubt(
            words.question(question),
            words.given(question, view.answers).text,
            words.answer(question, options),
        )
        for question, options in flip.changes.items()
    )
    return Challenge(
        doubts=doubts,
        outcome=words.verdict(flip.verdict),
        missing=any(not view.answers.get(question) for question in flip.changes),
        fact=len(doubts) == 1 and questions[next(iter(flip.changes))].type == "fact",
    )
