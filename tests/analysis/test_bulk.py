"""Many answer sets at once give what evaluating each of them gives."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from app.analysis import bulk
from app.analysis.bulk import Encoded, fired_rules, recode, rescore
from app.engine.answers import as_json, read_answers
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.library import load_library
from app.rulebooks.loader import parse_rulebook
from tests.analysis.columns import columns_of
from tests.analysis.second_version import FIRST, second_version
from tests.engine import naive
from tests.engine.random_rulebooks import NAME, random_answers, random_toml
from tests.engine.toy import TOY, TOY_PATH

RULEBOOK = load_library().default


def stored(rulebook: Rulebook, raw: dict[str, object]) -> dict[str, object]:
    return dict(as_json(rulebook, read_answers(rulebook, raw)[0]))


def encode(rulebook: Rulebook, raws: list[dict[str, object]]) -> Encoded:
    return bulk.encode(rulebook, columns_of(raws), len(raws))


def results(rulebook: Rulebook, raws: list[dict[str, object]]) -> list[tuple[object, ...]]:
    found = []
    for raw in raws:
        result = evaluate(rulebook, read_answers(rulebook, raw)[0])
        scores = list(result.scores.values())
        found.append((result.verdict, scores, result.lead or 0, result.basis == "rule"))
    return found


def scored(rulebook: Rulebook, raws: list[dict[str, object]]) -> list[tuple[object, ...]]:
    found = rescore(rulebook, encode(rulebook, raws).codes)
    return [
        (rulebook.verdicts[verdict].id, scores, lead, by_rule)
        for verdict, scores, lead, by_rule in zip(
            found.verdict.tolist(),
            found.scores.T.tolist(),
            found.lead.tolist(),
            found.by_rule.tolist(),
            strict=True,
        )
    ]


def test_vectorised_equals_single_on_random_rulebooks_with_two_to_four_alternatives():
    rng = Random(11)
    for seed in range(40):
        toml = random_toml(Random(seed))
        rulebook, book = parse_rulebook(NAME, toml), naive.read(toml)
        raws = [stored(rulebook, random_answers(rng, book)) for _ in range(50)]
        assert scored(rulebook, raws) == results(rulebook, raws), seed


def test_so_it_is_on_the_toy_and_over_several_chunks(monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 7)
    rng, book = Random(12), naive.read(TOY_PATH.read_bytes())
    raws = [stored(TOY, random_answers(rng, book)) for _ in range(200)]
    assert scored(TOY, raws) == results(TOY, raws)


def test_the_rules_that_fire_are_those_of_the_ledger():
    rng, book = Random(13), naive.read(TOY_PATH.read_bytes())
    raws = [stored(TOY, random_answers(rng, book)) for _ in range(200)]
    fired = fired_rules(TOY, encode(TOY, raws).codes)
    for raw, row in zip(raws, fired, strict=True):
        ledger = {line.rule for line in evaluate(TOY, read_answers(TOY, raw)[0]).ledger}
        assert {TOY.rules[number].id for number in np.flatnonzero(row)} == ledger


def test_nothing_at_all_can_be_scored():
    assert rescore(RULEBOOK, encode(RULEBOOK, []).codes).verdict.shape == (0,)


MISFITS = [
    {"no_such_question": "x"},
    {"kind": "no_such_option"},
    {"kind": ["public_api", "website"]},
    {"situation": "existing_flask", "limits": ["none", "docs"]},
    {"situation": "existing_flask", "limits": ["docs", "moon"]},
]


def test_an_answer_that_does_not_fit_is_marked_and_left_out():
    fitting = [{"kind": "public_api", "docs": None}, {"kind": ["website"], "limits": ["docs"]}]
    encoded = encode(RULEBOOK, [*MISFITS, *fitting])
    assert encoded.misfits.tolist() == [True] * len(MISFITS) + [False] * len(fitting)
    without = [{}, {}, {}, {"situation": "existing_flask"}, {"situation": "existing_flask"}]
    assert scored(RULEBOOK, MISFITS) == results(RULEBOOK, without)


def test_answers_to_hidden_questions_are_marked():
    raws = [{"limits": ["docs"]}, {"limits": None}, {"situation": "existing_flask", "limits": None}]
    hidden = rescore(RULEBOOK, encode(RULEBOOK, raws).codes).hidden
    assert hidden.tolist() == [True, False, False]


def test_codes_are_translated_for_another_version_as_if_they_were_read_anew():
    rng, book = Random(15), naive.read(FIRST.read_bytes())
    new = second_version()
    raws = [stored(RULEBOOK, random_answers(rng, book)) for _ in range(300)]
    known = [{q: answer for q, answer in raw.items() if answer is not None} for raw in raws]
    recoded, anew = recode(RULEBOOK, new, encode(RULEBOOK, raws).codes), encode(new, known)
    assert (recoded.codes == anew.codes).all()
    assert (recoded.misfits == anew.misfits).all()
    assert recoded.misfits.any()


def test_answers_to_a_question_that_is_gone_do_not_fit():
    shorter = replace(RULEBOOK, questions=RULEBOOK.questions[:-1])
    raws = [{"track_record": "long"}, {"track_record": None}, {"kind": "website"}]
    recoded = recode(RULEBOOK, shorter, encode(RULEBOOK, raws).codes)
    assert recoded.misfits.tolist() == [True, False, False]
    assert recoded.codes.shape == (15, 3)
