"""Past a date the words of a second opinion change, and its points never."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.engine.results import Result
from app.engine.scoring import evaluate
from app.engine.second_opinion import Opinion
from app.main import create_app
from app.results.opinions import Asked, OpinionView, live_opinion
from app.settings import Settings
from tests.engine.toy import answers_to
from tests.factories import FrozenClock, shipped
from tests.web.visitor import Visitor

ADVICE = shipped().default
FIELD = shipped().second_opinion_on(ADVICE.id)
ANSWERS = answers_to(ADVICE, situation="new", kind="internal_api", docs="others")
DATES = sorted({claim.best_before for claim in FIELD.claims if claim.best_before})


def view_on(day: date) -> OpinionView:
    result: Result = evaluate(ADVICE, ANSWERS)
    return live_opinion(shipped(), FIELD, Asked(ADVICE, ANSWERS, result), {}, day)


@pytest.mark.parametrize("day", [DATES[0], DATES[-1], date(2040, 1, 1)])
def test_points_stay_whatever_the_date(day: date):
    before, now = view_on(date(2026, 12, 1)), view_on(day)
    said: list[Opinion] = [before.opinion, now.opinion]
    assert said[0] == said[1]
    assert before.compared == now.compared


def test_what_is_due_is_counted_and_half_of_the_points_take_the_word_away():
    assert (view_on(date(2026, 12, 1)).due[0], view_on(date(2026, 12, 1)).is_worn) == (0, False)
    late = view_on(date(2040, 1, 1))
    assert late.due == (2, 2)
    assert late.is_worn


def test_the_page_says_so_instead_of_one_word(sqlite_url: str):
    clock = FrozenClock(datetime(2040, 1, 1, 9, tzinfo=UTC))
    ada = Visitor(create_app(Settings(database=sqlite_url), library=shipped(), clock=clock))
    with ada.client:
        shown = ada.save({"situation": "new", "kind": "internal_api", "docs": "others"})
    told = shown.text("details", id="second-opinion")
    assert "2 of 2 reasons below were not checked since their date" in told
    assert "not checked since" in told.partition("API documentation")[2]
    assert "· agrees" not in told
