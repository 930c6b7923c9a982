"""What a reader of a report should know before they believe it; nothing here is made up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.analysis.flips import Flip
from app.engine.rules import Claim
from app.results.firmness import FirmnessView
from app.results.outlook import NotMade
from app.results.pages import ResultView


@dataclass(frozen=True, slots=True)
class Doubt:
    """An answer to challenge: what was said, and what would have to be said instead."""

    question: str
    said: str
    instead: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """The answers to challenge first, and what comes out if they are given otherwise.

    There is one where one alone changes the verdict. `missing`: it is one that nobody gave.
    """

    doubts: tuple[Doubt, ...]
    outcome: str
    missing: bool


@dataclass(frozen=True, slots=True)
class BeliefView:
    """Whether to believe a result; without the exact analysis, `challenge` is None.

    `silent` holds the chosen options that the source makes nothing of, each with the reason.
    `ages_first` is the cited claim that has to be checked again first, None if none has a date.
    """

    answered_by: str
    challenge: Challenge | None
    silent: tuple[tuple[str, str], ...]
    ages_first: Claim | None


def belief_view(
    view: ResultView, firmness: FirmnessView | NotMade | None, answered_by: str
) -> BeliefView:
    """What there is to say about one result."""
    dated = [claim for claim in view.words.claims(view.result.claims) if claim.best_before]
    return BeliefView(
        answered_by=answered_by,
        challenge=_challenge(view, firmness) if isinstance(firmness, FirmnessView) else None,
        silent=view.silent,
        ages_first=min(dated, key=lambda claim: str(claim.best_before), default=None),
    )


def _challenge(view: ResultView, firmness: FirmnessView) -> Challenge | None:
    """An answer that alone decides, else one that nobody gave, else the smallest change."""
    analysis = firmness.analysis
    if decisive := _first_to_doubt(view, analysis.pivotal.answers):
        return _as_challenge(view, decisive, missing=False)
    if unknown := _first_to_doubt(view, analysis.pivotal.unknowns):
        return _as_challenge(view, unknown, missing=True)
    if analysis.flips.flips:
        return _as_challenge(view, analysis.flips.flips[0], missing=False)
    return None


def _first_to_doubt(view: ResultView, flips: Iterable[Flip]) -> Flip | None:
    """The first flip to another side, not only to other words for the same one.

    An answer that decides what else is asked says where a project starts from: that is no matter
    of doubt, and another one is another project.
    """
    questions = view.rulebook.questions
    starting_points = {parent for question in questions for parent in question.ask_when}
    others = (flip for flip in flips if flip.leader != view.result.leader)
    return next((flip for flip in others if starting_points.isdisjoint(flip.changes)), None)


def _as_challenge(view: ResultView, flip: Flip, *, missing: bool) -> Challenge:
    words = view.words
    doubts = tuple(
        Doubt(
            words.question(question),
            words.given(question, view.answers).text,
            words.answer(question, options),
        )
        for question, options in flip.changes.items()
    )
    return Challenge(doubts, words.verdict(flip.verdict), missing)
