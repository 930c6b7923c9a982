"""What a result says of the answers that do not count, for any rulebook and any answers."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings

from app.engine.answers import Answers
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.results.pages import result_view
from app.rulebooks.texts import neutral_texts
from tests.engine.strategies import cases, derandomised
from tests.rounds import rounds


@settings(derandomised, max_examples=rounds(60))
@given(case=cases())
def test_an_answer_speaks_for_a_side_or_is_named_as_one_that_does_not(
    case: tuple[Rulebook, Answers],
):
    rulebook, answers = case
    result = evaluate(rulebook, answers)
    view = result_view(rulebook, neutral_texts([rulebook]), answers, result, date(2026, 11, 22))
    spoken = {
        (question, option)
        for line in (*result.ledger, *result.gates)
        for question, chosen in line.answers.items()
        for option in ((chosen,) if isinstance(chosen, str) else chosen)
    }
    named = {answer for answer, _ in view.silent} | set(view.unheard)
    for question in view.questions:
        for option in question.options:
            if option.id in (answers.get(question.id) or ()):
                said = f"{view.label(question)} {option.text}"
                heard = (question.id, option.id) in spoken and not option.no_effect
                assert heard != (said in named)
