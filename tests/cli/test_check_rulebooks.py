from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from app.rulebooks.library import SHIPPED
from app.rulebooks.released import SUMS
from tests.cli.servers import run
from tests.engine.toy import TOY_PATH


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    return run("check-rulebooks", *arguments)


@pytest.fixture(scope="module")
def shipped() -> subprocess.CompletedProcess[str]:
    return check()


def test_the_shipped_rulebooks_are_consistent(shipped):
    assert (shipped.returncode, shipped.stderr) == (0, "")
    assert "flask-fastapi 1.0.0: 16 questions, 30 rules, consistent" in shipped.stdout


@pytest.mark.parametrize(
    "told",
    [
        "37 assignments of situation and limits; 12 components, the largest with 32",
        "73,850,616 complete answer sets, 5,832,179,712 with “I do not know”",
        "FastAPI can collect more points, whatever the answer to “Where do you stand?”.",
        "“Starting something new”: at most 34 for Flask and 43 for FastAPI; of the complete "
        "answers 25% for Flask and 48% for FastAPI, 26% too close to call.",
        "very strong: kept by 100% of weightings",
        "33 of 34 are cited",
        "6 can age, ",
        "lowered_tier any-api: weighs as when_i_use instead of bottom_line: ",
        "field-evidence 1.0.0: 24 questions, 50 rules, consistent",
        "Scoring      fa2ceafe0d900fb4dd3cd419a1bc6d151d5190aa16a9211249ac93f333b6886d",
        "42 made anew from 141 decisions, and from them the weight of 50 rules",
    ],
)
def test_the_report_tells_how_the_rulebook_behaves(shipped, told):
    assert told in shipped.stdout


def test_it_is_silent_about_acknowledged_warnings(shipped):
    assert "double_count" not in shipped.stdout + shipped.stderr


def test_another_directory_can_be_checked():
    assert "commute 1.0.0" in check(str(TOY_PATH.parent)).stdout


def test_errors_and_warnings_that_are_not_acknowledged_are_told_and_refused():
    done = check(str(TOY_PATH.parent))
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == (
        "commute-1.0.0.toml: error no_effect_named distance/middling: has no_effect, but a rule, "
        "gate or ask_when names it; drop no_effect"
    )
    assert "warning option_without_effect parking/doorstep: has no effect; " in done.stderr


def test_a_released_rulebook_may_have_facts_that_aged_since(tmp_path: Path):
    name = "drinks-1.0.0.toml"
    text = (Path(__file__).parents[1] / "analysis" / name).read_text()
    aged = text.replace("best_before = 2030-01-01", "best_before = 2020-01-01").encode()
    (tmp_path / name).write_bytes(aged)
    assert "error stale_fact T3" in check(str(tmp_path)).stderr
    (tmp_path / SUMS).write_text(f"{hashlib.sha256(aged).hexdigest()}  {name}\n")
    done = check(str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "stale_fact T3: was to be checked again by 2020-01-01" in done.stdout


def test_a_count_that_does_not_follow_is_refused(tmp_path: Path):
    book, counts = "field-evidence-1.0.0.toml", "sources-field-evidence-1.0.0.toml"
    for name in (book, counts, "flask-fastapi-1.0.1.toml"):
        text = (SHIPPED / name).read_text().replace('for = ["S073", "S089"]', 'for = ["S089"]')
        (tmp_path / name).write_text(text)
    done = check(str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        'sources-field-evidence-1.0.0.toml: count "E-simple-crud": for lacks S073',
        'sources-field-evidence-1.0.0.toml: rule "simple-crud": is few; by its counts single',
    ]


def test_an_inconsistent_rulebook_is_refused_with_one_line_for_each_fault(tmp_path: Path):
    text = TOY_PATH.read_text().replace('group = "purse"', 'group = "wallet"')
    (tmp_path / TOY_PATH.name).write_text(text.replace('section = "way"', 'section = "road"', 1))
    done = check(str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert first.startswith('commute-1.0.0.toml: question "distance": there is no section "road"')
    assert second.startswith('commute-1.0.0.toml: rule "fees": there is no group "wallet"')


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path):
    assert check(str(tmp_path / "none")).returncode == 2
