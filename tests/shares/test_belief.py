"""What a report challenges first, for any answers to the shipped rules."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings

from app.engine.answers import Answers, visible_answers
from app.engine.scoring import evaluate
from app.results.firmness import FirmnessView, firmness_view
from app.results.pages import result_view
from app.shares.belief import belief_view
from tests.engine.strategies import answers_to, derandomised
from tests.factories import shipped
from tests.rounds import rounds

LIBRARY = shipped()
RULEBOOK = LIBRARY.latest("flask-fastapi")


@settings(derandomised, max_examples=rounds(25))
@given(raw=answers_to(RULEBOOK))
def test_a_fact_is_only_challenged_where_no_judgement_alone_turns_the_verdict(raw: Answers):
    answers = visible_answers(RULEBOOK, raw)
    result = evaluate(RULEBOOK, answers)
    texts = LIBRARY.texts(RULEBOOK.id)
    view = result_view(RULEBOOK, texts, answers, result, date(2026, 11, 22))
    firmness = firmness_view(RULEBOOK, answers, result, None)
    assert isinstance(firmness, FirmnessView)
    challenge = belief_view(view, firmness, "").challenge
    judged = {
        RULEBOOK.question_by_id[question].text
        for flip in firmness.analysis.pivotal.answers
        if flip.leader != result.leader
        for question in flip.changes
        if RULEBOOK.question_by_id[question].type == "judgement"
    }
    if judged:
        assert challenge
        (doubt,) = challenge.doubts
        assert doubt.question in judged
        assert not challenge.fact
