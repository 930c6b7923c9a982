"""Smallest flips: k and the complete set, for every target, with and without frozen questions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from app.analysis import search
from app.analysis.flips import Flip, single_changes, smallest_flips
from app.engine.answers import Answers, read_answers
from app.engine.questions import Option, Question
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from tests.analysis.drinks import DRINKS
from tests.analysis.oracle import Case, Oracle, oracles, possible_answers
from tests.factories import shipped

RULEBOOK = shipped().default

Change = frozenset[tuple[str, frozenset[str]]]


def changes_to(case: Case, answers: Answers, frozen: Collection[str]) -> Change | None:
    """What leads from the answers to this case; None if that is not allowed."""
    changed = set()
    for question, chosen in case.answers.items():
        if (chosen or frozenset()) != (answers.get(question) or frozenset()):
            if chosen is None or question in frozen:
                return None
            changed.add((question, chosen))
    return frozenset(changed)


def brute_force(
    oracle: Oracle, answers: Answers, target: str | None, frozen: Collection[str]
) -> dict[Change, str]:
    """The smallest changes and the verdict that each leads to, needless ticks included."""
    now = evaluate(oracle.rulebook, answers).verdict
    found: dict[Change, str] = {}
    for case in oracle.cases:
        if case.verdict != now and target in (None, case.verdict):
            changes = changes_to(case, answers, frozen)
            if changes is not None:
                found[changes] = case.verdict
    fewest = min(map(len, found), default=0)
    return {changes: verdict for changes, verdict in found.items() if len(changes) == fewest}


def without_needless_ticks(
    rulebook: Rulebook, answers: Answers, found: dict[Change, str]
) -> set[tuple[Change, str]]:
    return {
        (changes, verdict)
        for changes, verdict in found.items()
        if not any(
            other_verdict == verdict and spares_ticks(rulebook, answers, dict(other), dict(changes))
            for other, other_verdict in found.items()
            if other != changes
        )
    }


def spares_ticks(
    rulebook: Rulebook,
    answers: Answers,
    fewer: dict[str, frozenset[str]],
    more: dict[str, frozenset[str]],
) -> bool:
    """Whether both differ in multiple choices only, and the first touches fewer ticks there."""
    if fewer.keys() != more.keys():
        return False
    for question, chosen in fewer.items():
        if rulebook.question_by_id[question].kind == "one":
            if chosen != more[question]:
                return False
        else:
            now = answers.get(question) or frozenset()
            if not (chosen ^ now) <= (more[question] ^ now):
                return False
    return True


def in_sets(flips: tuple[Flip, ...]) -> set[tuple[Change, str]]:
    return {(frozenset(flip.changes.items()), flip.verdict) for flip in flips}


def frozen_sets(oracle: Oracle) -> list[list[str]]:
    rng = Random(oracle.seed)
    names = [question.id for question in oracle.rulebook.questions]
    return [[], rng.sample(names, rng.randint(1, len(names)))]


def disagreements(number: int) -> Iterator[tuple[object, ...]]:
    for oracle in oracles():
        targets = [None, *(row.id for row in oracle.rulebook.verdicts)]
        for answers in oracle.some_answers(number):
            for frozen in frozen_sets(oracle):
                for target in targets:
                    found = brute_force(oracle, answers, target, frozen)
                    expected = without_needless_ticks(oracle.rulebook, answers, found)
                    flips = smallest_flips(oracle.rulebook, answers, target=target, frozen=frozen)
                    if in_sets(flips.flips) != expected:
                        yield oracle.seed, answers, target, frozen


def test_the_smallest_flips_are_found_and_no_others():
    assert list(disagreements(2)) == []


def test_of_two_changes_every_pair_is_found_down_to_a_lead_of_exactly_too_close():
    """On the shipped rulebook: in small ones a single change is nearly always enough."""
    rng, leads = Random(9), []
    judged = [q for q in RULEBOOK.questions if q.type == "judgement" and not q.ask_when]
    for _ in range(20):
        answers: Answers = {q.id: rng.choice(possible_answers(q)) for q in judged}
        smallest = smallest_flips(RULEBOOK, answers, target="flask")
        if smallest.flips and len(smallest.flips[0].changes) == 2 and not smallest.facts_changed:
            assert in_sets(smallest.flips) == pairs_that_flip(judged, answers)
            leads += [flip.lead for flip in smallest.flips]
    assert RULEBOOK.too_close in leads


def pairs_that_flip(judged: list[Question], answers: Answers) -> set[tuple[Change, str]]:
    """Every two changed judgements that lead to Flask."""
    others = [(q.id, chosen) for q in judged for chosen in possible_answers(q)]
    changes = [change for change in others if answers.get(change[0]) != change[1]]
    found = set()
    for pair in combinations(changes, 2):
        if pair[0][0] != pair[1][0]:
            verdict = evaluate(RULEBOOK, {**answers, **dict(pair)}).verdict
            if verdict == "flask":
                found.add((frozenset(pair), verdict))
    return found


def test_every_single_change_that_matters_is_found():
    for oracle in oracles():
        for answers in oracle.some_answers(3):
            found = brute_force(oracle, answers, None, ())
            single = {changes: verdict for changes, verdict in found.items() if len(changes) == 1}
            expected = without_needless_ticks(oracle.rulebook, answers, single)
            assert in_sets(single_changes(oracle.rulebook, answers)) == expected, oracle.seed


def test_a_flip_names_the_lead_and_the_leader_that_it_gives():
    for oracle in oracles():
        for answers in oracle.some_answers(3):
            for flip in smallest_flips(oracle.rulebook, answers, frozen=()).flips:
                result = evaluate(oracle.rulebook, {**answers, **flip.changes})
                told = (flip.verdict, flip.leader, flip.lead)
                assert told == (result.verdict, result.leader, result.lead), oracle.seed


def given(**raw: str | list[str]) -> Answers:
    answers, problems = read_answers(RULEBOOK, raw, hidden="refuse")
    assert not problems
    return answers


FIVE = [
    given(situation="new", kind="public_api", load="high", horizon="long"),
    given(situation="existing_flask", limits=["throughput"], upkeep="maintenance"),
    given(situation="existing_flask", limits=["none"], kind="internal_api"),
    given(kind="internal_tool", horizon="quick", extensions="exact", type_hints="comfortable"),
    given(situation="existing_fastapi", kind="simple_crud", web_experience="new"),
]


@pytest.mark.parametrize("answers", FIVE, ids=["api", "slow app", "working app", "tool", "crud"])
def test_changing_exactly_the_answers_that_a_flip_names_flips_the_verdict(answers):
    before = evaluate(RULEBOOK, answers).verdict
    flips = smallest_flips(RULEBOOK, answers).flips
    assert flips
    verdicts = [evaluate(RULEBOOK, {**answers, **flip.changes}).verdict for flip in flips]
    assert verdicts == [flip.verdict for flip in flips]
    assert before not in verdicts


def facts_in(flip: Flip) -> list[str]:
    types = {question.id: question.type for question in RULEBOOK.questions}
    return [question for question in flip.changes if types[question] == "fact"]


def test_facts_are_frozen_as_long_as_there_is_a_flip_without_them():
    found = smallest_flips(RULEBOOK, FIVE[0])
    assert not found.facts_changed
    assert [facts_in(flip) for flip in found.flips] == [[]] * len(found.flips)


def test_else_facts_change_but_none_that_a_verdict_row_names():
    found = smallest_flips(RULEBOOK, FIVE[2])
    assert found.facts_changed
    assert {question for flip in found.flips for question in flip.changes} == {"limits"}


def test_an_unknown_fact_is_frozen_too():
    assert all("kind" not in flip.changes for flip in smallest_flips(RULEBOOK, {}).flips)


def test_with_nothing_frozen_pretending_another_situation_would_do():
    flips = smallest_flips(RULEBOOK, FIVE[2], frozen=()).flips
    assert {"situation": frozenset({"new"})} in [dict(flip.changes) for flip in flips]


def test_needless_ticks_are_dropped():
    flips = smallest_flips(RULEBOOK, FIVE[2], target="migrate", frozen=()).flips
    ticks = [set(flip.changes["limits"]) for flip in flips if "limits" in flip.changes]
    assert ticks == [{"throughput"}, {"async"}, {"validation"}, {"docs"}]


def test_flips_are_ranked_by_facts_then_lead_then_file_order():
    flips = smallest_flips(RULEBOOK, FIVE[3], frozen=()).flips
    ranks = [(len(facts_in(flip)), -(flip.lead or 0)) for flip in flips]
    assert ranks == sorted(ranks)
    assert len({len(flip.changes) for flip in flips}) == 1


def test_nothing_flips_to_the_verdict_that_is_there_already():
    now = evaluate(RULEBOOK, FIVE[0]).verdict
    assert smallest_flips(RULEBOOK, FIVE[0], target=now).flips == ()


def test_a_search_that_finds_too_many_stops_and_says_so(monkeypatch):
    everything = smallest_flips(RULEBOOK, FIVE[0])
    assert everything.complete
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    capped = smallest_flips(RULEBOOK, FIVE[0])
    assert not capped.complete
    assert len(capped.flips) == 2
    assert in_sets(capped.flips) <= in_sets(everything.flips)


def even_and_odd(number: int) -> Rulebook:
    """So many questions of 10 points for either side, and 5 for knowing the hour: never level."""
    (hour, *_), (early, *_) = DRINKS.questions, DRINKS.rules
    questions = [
        Question(f"q{n}", "table", "?", "one", "judgement", AYE_NAY) for n in range(number)
    ]
    rules = [
        replace(early, id=f"{side}{n}", when={f"q{n}": frozenset({option})}, points={side: 10},
                group=f"g{n}")
        for n in range(number)
        for side, option in (("tea", "aye"), ("coffee", "nay"))
    ]  # fmt: skip
    morning = replace(early, points={"coffee": 5})
    return replace(
        DRINKS,
        questions=(hour, *questions),
        rules=(morning, *rules),
        gates=(),
        verdicts=DRINKS.verdicts[1:],
        too_close=5,
    )


AYE_NAY = (Option("aye", "Aye"), Option("nay", "Nay"))


def test_a_goal_that_looks_near_but_cannot_be_met_is_given_up_soon():
    """Three to the power of 24 answer sets would have to be tried, were dead ends not known."""
    rulebook = even_and_odd(24)
    answers = {"hour": frozenset({"morning"})}
    assert smallest_flips(rulebook, answers, target="water", frozen=["hour"]).flips == ()
    assert len(smallest_flips(rulebook, answers, target="pot", frozen=["hour"]).flips) == 24
