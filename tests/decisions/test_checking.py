"""Whether a decision holds, beside what two evaluations say by themselves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.decisions.checking import check_decision
from app.decisions.machine import Decision
from app.engine.adjusting import adjusted
from app.engine.adjustments import NONE, Adjustments, OwnReason
from app.engine.answers import as_json, read_answers, visible_answers
from app.engine.scoring import evaluate
from app.rulebooks.library import Library
from tests.analysis.second_version import second_version
from tests.engine.strategies import answers_to, derandomised
from tests.factories import shipped

SECOND = second_version()
LIBRARY = Library([*shipped(), SECOND])
FIRST = LIBRARY.get("flask-fastapi", "1.0.0")
OWN = Adjustments(("new-api",), (), (OwnReason("Ours", "flask", "bottom_line"),))


@derandomised
@given(answers_to(FIRST), st.sampled_from([NONE, OWN]))
def test_a_decision_holds_if_both_verdicts_do_and_all_is_still_asked(answers, own):
    checked = check_decision(LIBRARY, Decision(FIRST, answers, own))
    raw = as_json(FIRST, visible_answers(FIRST, answers))
    carried, problems = read_answers(SECOND, raw, hidden="refuse")
    before, after = evaluate(FIRST, answers), evaluate(SECOND, carried)
    assert checked.verdict is not None
    assert checked.verdict.moved == (before.verdict != after.verdict)
    owns = [adjusted(FIRST, answers, own).verdict, adjusted(SECOND, carried, own).verdict]
    assert (checked.own is not None) == bool(own)
    holds = before.verdict == after.verdict and not problems and owns[0] == owns[1]
    assert checked.holds == holds
    counted = [{line.rule: line.credited for line in one.ledger} for one in (before, after)]
    moved = {
        rule
        for rule in counted[0] | counted[1]
        if dict(counted[0].get(rule, {})) != dict(counted[1].get(rule, {}))
    }
    gates = {gate.gate for gate in before.gates} ^ {gate.gate for gate in after.gates}
    assert {line.partition(":")[0] for line in checked.rules} == moved | gates


@derandomised
@given(answers_to(SECOND))
def test_under_its_own_newest_version_every_decision_holds(answers):
    checked = check_decision(LIBRARY, Decision(SECOND, answers, OWN))
    assert checked.holds
    assert (checked.rules, checked.not_asked, checked.asked) == ((), (), ())
