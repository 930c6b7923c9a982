"""What can be proved about the first rulebook: the figures of the design, recomputed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app.analysis.checks import check
from app.analysis.contexts import contexts
from app.analysis.counts import Counts, count
from app.analysis.quality import report
from app.analysis.refusals import over_budget
from app.analysis.weightings import weightings
from tests.factories import shipped
from tests.rulebooks.test_flask_fastapi import MIXED, STATEMENTS, result_of, rows

RULEBOOK = shipped().get("flask-fastapi", "1.0.0")
GOLDEN = Path(__file__).with_name("counts-flask-fastapi-1.0.0.json")
TODAY = date(2026, 11, 22)

# In the order of STATEMENTS: the weightings of 2,286 that agree, or "rule".
AGREE = """
2286 2286 2286 2286 2286 2286 2286 2286 rule rule rule 1290 1290 1290 1584 2286 1584 1584 rule rule
2286 2286 1584 1962 1962 1584
"""

# In the order of MIXED: the weightings for Flask / for FastAPI / too close to call.
SPREAD = """
0/1290/996 972/42/1272 1290/0/996 138/396/1752 14/1402/870 2286/0/0
198/216/1872 0/2286/0 1584/0/702 0/0/2286 0/2286/0 2286/0/0
"""

AGREEING = [(raw, n) for (_, raw, _), n in zip(rows(STATEMENTS), AGREE.split(), strict=True)]
SPREADING = [(raw, n) for (_, raw, _), n in zip(rows(MIXED), SPREAD.split(), strict=True)]


@pytest.mark.parametrize("raw, agree", AGREEING)
def test_each_statement_holds_in_the_weightings_of_the_design(raw, agree):
    result = result_of(raw)
    swept = weightings(RULEBOOK, result)
    kept = "rule" if result.basis == "rule" else str(swept.leads[result.leader])
    assert kept == agree
    assert swept.agree == (2286 if agree == "rule" else int(agree))


@pytest.mark.parametrize("raw, agree", AGREEING)
def test_no_weighting_gives_the_opposite_of_a_statement(raw, agree):
    if agree != "rule":
        result = result_of(raw)
        leads = weightings(RULEBOOK, result).leads
        against = [n for side, n in leads.items() if side and side != result.leader]
        assert not any(against)


@pytest.mark.parametrize("raw", [raw for name, raw, _ in rows(STATEMENTS) if name in ("B1", "B2")])
def test_the_first_two_bottom_lines_hold_in_all_weightings(raw):
    assert weightings(RULEBOOK, result_of(raw)).agree == 2286


@pytest.mark.parametrize("raw, spread", SPREADING)
def test_each_mixed_case_spreads_over_the_weightings_as_in_the_design(raw, spread):
    leads = weightings(RULEBOOK, result_of(raw)).leads
    assert f"{leads['flask']}/{leads['fastapi']}/{leads[None]}" == spread


def test_the_answer_sets_are_counted_to_the_last():
    assert count(RULEBOOK).total == 73_850_616
    assert count(RULEBOOK, with_unknown=True).total == 5_832_179_712


# context | Flask side, FastAPI side, too close in % of the complete answers | points available
CONTEXTS = """
new | 25.4 48.3 26.3 | 34:43
existing_flask | 17.6 60.1 22.3 | 44:54
existing_fastapi existing_other | 27.3 39.5 33.2 | 34:38
"""
KINDS = """
public_api internal_api | 0.9 85.8 13.3
ml_service | 0.9 84.5 14.6
internal_tool simple_crud | 68.4 4.5 27.1
website other | 19.1 36.6 44.4
"""


def shares(counts: Counts) -> str:
    sides = ("flask", "fastapi", None)
    return " ".join(f"{100 * counts.sides[side] / counts.total:.1f}" for side in sides)


def test_the_contexts_share_out_as_in_the_design():
    lines = [
        f"{' '.join(each.options)} | {shares(each.counts)} | "
        f"{each.points['flask']}:{each.points['fastapi']}"
        for each in contexts(RULEBOOK)
    ]
    assert lines == CONTEXTS.strip().splitlines()


def test_something_new_splits_by_its_kind_as_in_the_design():
    new = contexts(RULEBOOK)[0]
    lines = [f"{' '.join(each.options)} | {shares(each.counts)}" for each in new.shares]
    assert lines == KINDS.strip().splitlines()


def counts_of_each_context() -> dict[str, dict[str, dict[str, int]]]:
    """With and without "I do not know", situation by situation."""
    return {
        option: {
            "complete": dict(count(RULEBOOK, here).verdicts),
            "with unknown": dict(count(RULEBOOK, here, with_unknown=True).verdicts),
        }
        for option in RULEBOOK.question_by_id["situation"].option_ids
        if (here := {"situation": frozenset({option})})
    }


def test_the_counts_of_each_context_are_the_recorded_ones():
    """They change with a verdict only, and then an impact report is due."""
    assert counts_of_each_context() == json.loads(GOLDEN.read_text())


def test_the_budget_is_kept():
    assert over_budget(RULEBOOK) == ()


def test_the_quality_check_is_clean_but_for_two_acknowledged_warnings():
    warnings = [each for each in check(RULEBOOK, TODAY) if each.level != "note"]
    assert [(each.code, each.subject, each.blocks) for each in warnings] == [
        ("double_count", "any-api/api-under-load", False),
        ("double_count", "running-app/maintenance-mode", False),
    ]


def test_the_tilt_towards_fastapi_is_told():
    where = "whatever the answer to “Where do you stand?”."
    assert report(RULEBOOK, TODAY).tilt[:4] == (
        f"FastAPI can collect more points, {where}",
        f"FastAPI comes out more often, {where}",
        "Flask comes out more often with “An internal tool or admin panel” / “A simple "
        "create/read/update/delete app” to “What is it mainly?”.",
        "FastAPI comes out more often with “A public API” / “An API for our own front end, apps or "
        "services (microservices too)” / “A service around an ML model” / “A website with "
        "server-rendered pages” / “Something else” to “What is it mainly?”.",
    )


def test_the_strengths_are_as_firm_as_the_design_says():
    """Sampled, so the figures of the design (another sample) hold to five hundredths or so."""
    firm = {each.strength: each for each in report(RULEBOOK, TODAY).robustness}
    assert list(firm) == ["slight", "clear", "strong", "very strong"]
    medians = [each.median for each in firm.values()]
    assert medians == pytest.approx([0.83, 1, 1, 1], abs=0.05)
    lows = [each.low for each in firm.values()]
    assert lows == pytest.approx([0.50, 0.91, 0.99, 1], abs=0.06)
    turned = [each.reversed for each in firm.values()]
    assert turned == pytest.approx([0.06, 0.02, 0, 0], abs=0.03)
