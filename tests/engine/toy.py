"""The toy rulebook, and answers to it."""

from __future__ import annotations

from pathlib import Path

from app.engine.answers import Answers, read_answers
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.loader import load_rulebook

TOY_PATH = Path(__file__).parents[1] / "toys" / "commute-1.0.0.toml"
TOY = load_rulebook(TOY_PATH)


def answers_to(rulebook: Rulebook, **raw: str | list[str] | None) -> Answers:
    answers, problems = read_answers(rulebook, raw)
    assert not problems
    return answers


def toy(**raw: str | list[str] | None) -> Answers:
    return answers_to(TOY, **raw)


def commute(**raw: str | list[str] | None) -> Result:
    return evaluate(TOY, toy(**raw))
