"""The style guide, in development only: every component, on real results and made-up figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.analysis.flips import Swing
from app.analysis.settled import Interval
from app.analysis.weightings import Weightings
from app.engine.answers import read_answers
from app.engine.questions import Question
from app.engine.rules import Example, Rulebook
from app.engine.scoring import evaluate
from app.results.balance import BalanceView
from app.results.pages import ResultView, result_view
from app.rulebooks.texts import Texts
from app.site.pages import Outcome, outcomes
from app.web.rendering import Page, page
from app.web.visit import Anyone

router = APIRouter()

POINTS = BalanceView("Left", "Right", 30, 5, now=10, low=-6, high=24, stays=None, unconfirmed=False)
BALANCES = (
    POINTS,
    replace(POINTS, now=0, low=-30, high=30),
    replace(POINTS, now=-3, low=None, high=None),
    replace(POINTS, now=41, low=41, high=41),
    replace(POINTS, stays=0, unconfirmed=True),
    replace(POINTS, now=-12, low=None, high=None, stays=0),
)
"""With a reach, without an answer, too close, beyond the scale, and decided by a rule."""

Field = tuple[Question, tuple[str, ...], str | None]
"""A question, the options chosen, and what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class StyleguidePage(Page):
    """The style guide."""

    template: ClassVar[str] = "site/styleguide.html"
    fields: tuple[Field, ...]
    views: tuple[ResultView, ...]
    outcomes: tuple[Outcome, ...]
    balances: tuple[BalanceView, ...]
    swings: tuple[Swing, ...]
    decisive: dict[str, bool]
    weightings: Weightings


@router.get("/styleguide")
def show_styleguide(visit: Anyone) -> HTMLResponse:
    """Every component in every state."""
    rulebook = visit.library.default
    texts = visit.library.texts(rulebook.id)
    form = visit.url("fill_in", rulebook_id=rulebook.id)
    return page(visit, styleguide_page(rulebook, texts, visit.today, form))


def styleguide_page(rulebook: Rulebook, texts: Texts, today: date, form: str) -> StyleguidePage:
    """The style guide, with questions and examples of the rulebook; `form` fills one in."""
    first, second, *_ = rulebook.questions
    left, right = rulebook.alternative_by_id
    return StyleguidePage(
        title="Style guide",
        fields=_fields(rulebook),
        views=tuple(
            _view(rulebook, texts, example, today) for example in _one_of_each_verdict(rulebook)
        ),
        outcomes=outcomes(rulebook, form),
        balances=BALANCES,
        swings=(
            Swing(first.id, Interval(right, left, -8, 15)),
            Swing(second.id, Interval(right, left, 6, 12)),
        ),
        decisive={first.id: True},
        weightings=Weightings(total=100, agree=60, leads={left: 18, None: 22, right: 60}),
    )


def _fields(rulebook: Rulebook) -> tuple[Field, ...]:
    """A question answered, one with several answers, and one with a problem."""
    *_, last = rulebook.questions
    kinds = {question.kind: question for question in reversed(rulebook.questions)}
    fields = {
        question.id: (question, (question.option_ids[-1],), None) for question in kinds.values()
    }
    answered = fields[last.id][1] if last.id in fields else ()
    return tuple((fields | {last.id: (last, answered, "Choose one option only.")}).values())


def _one_of_each_verdict(rulebook: Rulebook) -> tuple[Example, ...]:
    by_verdict = {
        evaluate(rulebook, read_answers(rulebook, example.answers)[0]).verdict: example
        for example in rulebook.examples
    }
    return tuple(by_verdict.values())


def _view(rulebook: Rulebook, texts: Texts, example: Example, today: date) -> ResultView:
    answers, _ = read_answers(rulebook, example.answers)
    return result_view(rulebook, texts, answers, evaluate(rulebook, answers), today)
