"""The report for the public page: figures recomputed, claims covered, facts by age, the tilt."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

from app.analysis.contexts import context_question, points_available
from app.analysis.counts import count
from app.analysis.quality import Report, report
from app.analysis.robustness import random_answer_sets, robustness
from app.engine.scoring import evaluate
from tests.analysis.drinks import DRINKS, planted
from tests.analysis.oracle import Oracle, answer_sets, oracles
from tests.engine.toy import TOY

TODAY = date(2026, 11, 22)
REPORT = report(DRINKS, TODAY)


def test_a_rulebook_without_errors_and_warnings_is_clean():
    assert REPORT.clean
    assert not report(
        planted(("best_before = 2030-01-01", "best_before = 2020-01-01")), TODAY
    ).clean


def test_the_size_tells_what_the_exact_methods_go_through():
    size = REPORT.size
    told = (size.cutset, size.assignments, size.components, size.largest)
    assert told == (("hour", "doctor"), 5, 3, 5)


def test_the_counts_are_those_of_all_answer_sets():
    assert REPORT.complete == count(DRINKS)
    assert REPORT.with_unknown == count(DRINKS, with_unknown=True)


def test_points_available_are_the_largest_scores_of_complete_answers():
    for oracle in oracles():
        scores = [
            evaluate(oracle.rulebook, answers).scores
            for answers in answer_sets(oracle.rulebook, unknown=False)
        ]
        largest = {side: max(each[side] for each in scores) for side in scores[0]}
        assert points_available(oracle.rulebook, {}) == largest, oracle.seed


def test_a_context_is_an_option_of_the_question_that_decides_gates_or_wording():
    assert context_question(DRINKS).id == "hour"
    told = {context.options: context.points for context in REPORT.contexts}
    assert told == {
        ("morning",): {"tea": 11, "coffee": 14},
        ("evening",): {"tea": 15, "coffee": 10},
    }


def test_each_context_counts_its_own_complete_answers():
    for context in REPORT.contexts:
        assert context.counts == count(DRINKS, {"hour": frozenset(context.options)})


def test_the_shares_of_a_context_add_up_to_it():
    for context in REPORT.contexts:
        assert sum(share.counts.total for share in context.shares) == context.counts.total
        assert [share.question for share in context.shares] == ["hurry"] * len(context.shares)


def test_options_that_come_out_alike_share_a_row():
    spare = '{ id = "noon", text = "Noon", no_effect = "none" }, { id = "night", text = "Night", '
    spare += 'no_effect = "none" }, { id = "evening"'
    changed = planted(('{ id = "evening"', spare))
    rows = report(changed, TODAY).contexts
    assert [row.options for row in rows] == [("morning",), ("noon", "night"), ("evening",)]
    noon, night = (count(changed, {"hour": frozenset({each})}) for each in ("noon", "night"))
    assert rows[1].counts == noon.plus(night)


def test_every_claim_is_covered_by_rules_or_gates_or_a_reason():
    told = {
        each.claim.id: (each.rules, each.gates, each.unused_because) for each in REPORT.coverage
    }
    assert list(told) == ["T1", "T2", "T3", "T4"]
    assert told["T1"] == (("late", "chat", "solitude", "leisure"), ("orders",), None)
    assert told["T3"] == (("biscuits",), (), None)
    assert told["T4"] == ((), (), "It stirs both alike")


def ages(today: date) -> list[tuple[str, bool]]:
    changed = planted(
        ('says = "Mornings want coffee"\ntier = "loud"\nnature = "advice"',
         'says = "Coffee"\ntier = "loud"\nnature = "fact"\nbest_before = 2027-03-01'),
    )  # fmt: skip
    return [(fact.claim.id, fact.passed) for fact in report(changed, today).ageing]


def test_the_fact_to_be_checked_next_comes_first_and_is_marked_once_its_day_is_over():
    assert ages(date(2027, 3, 1)) == [("T2", False), ("T3", False)]
    assert ages(date(2027, 3, 2)) == [("T2", True), ("T3", False)]


def test_the_tilt_is_told_in_sentences_for_the_whole_and_for_each_context():
    assert REPORT.tilt == (
        "Neither side can collect more points with more answers to “What time is it?” than the "
        "other.",
        "Neither side comes out more often with more answers to “What time is it?” than the other.",
        "“Morning”: at most 11 for Tea and 14 for Coffee; of the complete answers 17% for Tea "
        "and 50% for Coffee, 33% too close to call.",
        "“Evening”: at most 15 for Tea and 10 for Coffee; of the complete answers 83% for Tea "
        "and 4% for Coffee, 12% too close to call.",
    )


def test_a_tilt_towards_one_side_is_named():
    changed = planted(
        ("points = { tea = 5 }", "points = { coffee = 5 }"),
        ('hurry = ["calm"] }\npoints = { tea = 4 }', 'hurry = ["calm"] }\npoints = { coffee = 4 }'),
    )
    assert report(changed, TODAY).tilt[0] == (
        "Coffee can collect more points, whatever the answer to “What time is it?”."
    )


MORE_OFTEN = re.compile(
    r"(?:Neither side|(?P<side>.+?)) comes out more often(?:, whatever the answer"
    r"|, with (?P<times>\d+) of (?P<all>\d+) answers| with more answers) to “(?P<question>.+?)”"
    r"|(?P<of>.+?) comes out more often with “(?P<options>.+)” to “(?P<split>.+)”\."
)


def ahead(oracle: Oracle, question: str, option: str) -> str | None:
    """The side that more of all complete answers with this option come out at, counted anew."""
    given = {question: frozenset({option})}
    complete = [case for case in oracle.completions(given) if None not in case.answers.values()]
    sides = Counter(case.side for case in complete if question in case.answers)
    first, second = oracle.rulebook.alternatives
    if sides[first.id] == sides[second.id]:
        return None
    return first.label if sides[first.id] > sides[second.id] else second.label


def test_who_comes_out_more_often_is_said_of_the_very_answers_it_is_true_of():
    said = 0
    for oracle in oracles():
        asked = {question.text: question for question in oracle.rulebook.questions}
        for sentence in report(oracle.rulebook, TODAY).tilt:
            if not (found := MORE_OFTEN.match(sentence)):
                continue
            question = asked[found["question"] or found["split"]]
            leads = {option.text: ahead(oracle, question.id, option.id)
                     for option in question.options}  # fmt: skip
            said += 1
            if found["of"]:
                told = set(found["options"].split("” / “"))
                assert told == {text for text, side in leads.items() if side == found["of"]}
            elif found["side"]:
                times = sum(side == found["side"] for side in leads.values())
                assert (times, len(leads)) == (
                    int(found["times"] or len(leads)), int(found["all"] or len(leads))
                )  # fmt: skip
            else:
                first, second = (side.label for side in oracle.rulebook.alternatives)
                told = Counter(leads.values())
                assert told[first] == told[second]
    assert said > len(oracles()) // 2


def test_without_contexts_the_whole_is_told():
    plain = replace(DRINKS, gates=(), verdicts=DRINKS.verdicts[1:], questions=(
        DRINKS.questions[0], *DRINKS.questions[2:]))  # fmt: skip
    assert context_question(plain) is None
    (sentence,) = report(plain, TODAY).tilt
    assert sentence.startswith("Over all complete answers: at most 15 for Tea and 14 for Coffee; ")


def shares(found: Report) -> list[tuple[float, float, float, float]]:
    return [(each.worst, each.low, each.median, each.reversed) for each in found.robustness]


def test_stronger_verdicts_hold_in_more_weightings():
    weak, strong = REPORT.robustness
    assert (weak.strength, strong.strength) == ("a little", "plainly")
    assert weak.median < strong.median
    assert weak.worst < strong.worst
    assert all(0 <= worst <= low <= median <= 1 for worst, low, median, _ in shares(REPORT))
    assert all(turned <= 1 - worst for worst, _, _, turned in shares(REPORT))


def test_the_sample_is_the_same_every_time():
    first, second = (random_answer_sets(DRINKS, 50, 7) for _ in range(2))
    assert first == second


def test_without_a_sweep_there_is_no_sample():
    assert robustness(replace(DRINKS, sweep=None)) == ()


def test_three_alternatives_have_a_report_without_the_counts():
    found = report(TOY, TODAY)
    assert (found.complete, found.contexts, found.robustness, found.tilt) == (None, (), (), ())
    assert found.points == {"bicycle": 12, "train": 4, "motorcar": 6}
    assert len(found.coverage) == 5
