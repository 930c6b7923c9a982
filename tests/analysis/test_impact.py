"""What a second version does to stored assessments: sums, reasons, and answers that do not fit."""

from __future__ import annotations

from collections import Counter
from random import Random

from app.analysis import impact as module
from app.analysis.impact import Move, impact, moved_rules, reassess
from app.engine.answers import Problem, as_json, read_answers, visible_answers
from app.engine.results import Result
from app.engine.scoring import evaluate
from tests.analysis.second_version import FIRST, second_version
from tests.engine import naive
from tests.engine.random_rulebooks import random_answers
from tests.factories import shipped

OLD = shipped().get("flask-fastapi", "1.0.0")
NEW = second_version()


def stored(number: int) -> list[tuple[str, dict[str, object]]]:
    """Visible answers, as a revision keeps them."""
    rng, book = Random(14), naive.read(FIRST.read_bytes())
    found = []
    for place in range(number):
        answers, problems = read_answers(OLD, random_answers(rng, book))
        assert not problems
        found.append((f"assessment {place}", dict(as_json(OLD, visible_answers(OLD, answers)))))
    return found


STORED = stored(500)


def old_result(raw: dict[str, object]) -> Result:
    return evaluate(OLD, read_answers(OLD, raw)[0])


def new_result(raw: dict[str, object]) -> Result:
    return evaluate(NEW, read_answers(NEW, raw, hidden="refuse")[0])


def misfits(raw: dict[str, object]) -> list[Problem]:
    """Answers that are lost; not knowing what is not asked any more is none."""
    problems = read_answers(NEW, raw, hidden="refuse")[1]
    return [each for each in problems if raw[each.question] is not None]


def test_rows_sum_to_the_old_counts_and_columns_to_the_new_ones():
    found = impact(OLD, NEW, STORED)
    rows, columns = Counter[str](), Counter[str]()
    for (before, after), number in found.verdicts.items():
        rows[before] += number
        columns[after] += number
    assert rows == Counter(old_result(raw).verdict for _, raw in STORED)
    assert columns == Counter(new_result(raw).verdict for _, raw in STORED)


def test_each_assessment_is_in_the_cell_of_its_two_verdicts():
    pairs = Counter((old_result(raw).verdict, new_result(raw).verdict) for _, raw in STORED)
    assert impact(OLD, NEW, STORED).verdicts == pairs


def test_those_that_change_or_do_not_fit_are_told_one_by_one():
    found = impact(OLD, NEW, STORED)
    told = {
        name
        for name, raw in STORED
        if old_result(raw).verdict != new_result(raw).verdict or misfits(raw)
    }
    assert set(found.cases) == told
    for name, reassessment in found.cases.items():
        raw = dict(STORED)[name]
        assert (reassessment.before, reassessment.after) == (old_result(raw), new_result(raw))


def test_the_numbers_count_all_though_the_first_ones_only_are_told(monkeypatch):
    monkeypatch.setattr(module, "MOST_CASES", 3)
    found = impact(OLD, NEW, STORED)
    assert len(found.cases) == 3
    assert found.changed == sum(
        old_result(raw).verdict != new_result(raw).verdict for _, raw in STORED
    )
    assert found.misfitting == sum(bool(misfits(raw)) for _, raw in STORED)


def test_the_same_version_changes_nothing():
    found = impact(OLD, OLD, STORED)
    assert (found.changed, found.misfitting, found.cases) == (0, 0, {})
    assert all(before == after for before, after in found.verdicts)


def test_a_reassessment_names_the_rules_whose_credit_moved():
    raw = {"situation": "new", "structure": "built_in", "debugging": "explicit"}
    found = reassess(NEW, raw, old_result(raw))
    assert found.moves == (
        Move("built-in", {"fastapi": 3}, {"fastapi": 2}),
        Move("explicit-debugging", {"flask": 2}, {}),
    )
    assert found.misfits == ()


def test_the_moves_account_for_the_difference_of_the_scores():
    for _, raw in STORED[:100]:
        before, after = old_result(raw), new_result(raw)
        moves = moved_rules(before, after)
        for side in before.scores:
            moved = sum(move.after.get(side, 0) - move.before.get(side, 0) for move in moves)
            assert after.scores[side] - before.scores[side] == moved


def test_not_knowing_what_is_not_asked_any_more_is_no_loss():
    raw = {"situation": "existing_other", "docs": None}
    assert reassess(NEW, raw, old_result(raw)).misfits == ()


def test_answers_that_no_longer_fit_are_listed_and_never_guessed():
    raw = {"situation": "existing_other", "kind": "internal_api", "docs": "others", "load": "high"}
    found = reassess(NEW, raw, old_result(raw))
    assert [(misfit.question, misfit.code) for misfit in found.misfits] == [
        ("kind", "unknown_option"),
        ("docs", "hidden"),
    ]
    fitting = {question: raw[question] for question in ("situation", "load")}
    assert found.after == evaluate(NEW, read_answers(NEW, fitting)[0])
