"""The drinks: a rulebook with two alternatives, on which every static check is silent."""

from __future__ import annotations

from pathlib import Path

from app.engine.answers import Answers, read_answers
from app.engine.rules import Rulebook
from app.rulebooks.loader import parse_rulebook

NAME = "drinks-1.0.0.toml"
TEXT = Path(__file__).with_name(NAME).read_text()
DRINKS = parse_rulebook(NAME, TEXT.encode())


def planted(*changes: tuple[str, str]) -> Rulebook:
    """The drinks with each old text, which stands there once, replaced by the new one."""
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, f"{text.count(old)} places for {old}"
        text = text.replace(old, new)
    return parse_rulebook(NAME, text.encode())


def drinks(**raw: str | list[str] | None) -> Answers:
    answers, problems = read_answers(DRINKS, raw, hidden="refuse")
    assert not problems
    return answers
