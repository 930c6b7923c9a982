"""A toy second opinion on the toy rulebook, what it counts and how it did."""

from __future__ import annotations

from pathlib import Path

from app.engine.fingerprint import scoring_fingerprint
from app.rulebooks.loader import parse_rulebook
from tests.engine.toy import TOY, TOY_PATH

FAMILIES = """
[[family]]
id = "body"
label = "What it takes"
own = ["legs", "burden"]
other = ["legs", "burden"]
[[family]]
id = "joy"
label = "What it gives"
own = ["pleasure", "purse"]
other = ["pleasure", "purse"]

[[group]]
id = "legs"
"""
SOURCES = """
[[source]]
id = "S001"
cite = "street/one#1"
date = "2024-05"
kind = "project"
decision = "took the bicycle"
says = "A few streets, and nothing to carry."
seen = "thread"
chose = "bicycle"
reasons = ["short"]
answers = { distance = "near", cargo = ["free_hands"] }
[[source]]
id = "S002"
cite = "street/two#2"
date = "undated"
kind = "private"
decision = "took the train"
says = "A few streets, in the rain."
seen = "excerpt"
chose = "train"
reasons = ["rain"]
answers = { distance = "near" }
[[source]]
id = "S003"
cite = "street/three#3"
date = "2023-01-02"
kind = "organisation"
decision = "walked"
says = "Two towns over, on foot."
seen = "whole text"
chose = "feet"
reasons = ["fun"]
answers = { distance = "remote" }

[[count]]
claim = "N1"
side = "bicycle"
when = { distance = ["near"] }
for = ["S001"]
against = ["S002"]
"""
CHANGES = (
    ('id = "commute"', 'id = "neighbours"'),
    ("too_close = 4", 'role = "second_opinion"\ncompares = "commute"\ntoo_close = 4'),
    ('\n[[group]]\nid = "legs"\n', FAMILIES),
    (
        '"Short ways are for bicycles, not for cars"',
        '"Short ways: {for:N1} by bicycle, {against:N1} not"',
    ),
)


def neighbours_text() -> str:
    """The file of the second opinion."""
    text = TOY_PATH.read_text()
    for old, new in CHANGES:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def write_neighbours(directory: Path) -> None:
    """The toy rulebook and the second opinion on it, with its sources and its record."""
    (directory / TOY_PATH.name).write_bytes(TOY_PATH.read_bytes())
    (directory / "neighbours-1.0.0.toml").write_text(neighbours_text())
    (directory / "sources-neighbours-1.0.0.toml").write_text(SOURCES)
    (directory / "record-neighbours.toml").write_text(record_text())


def record_text() -> str:
    """A record that fits them: ten decisions."""
    return f"""
[record]
fingerprint = "{scoring_fingerprint(TOY)}"
compared = "{scoring_fingerprint(TOY)}"
date = 2026-01-02
n = 10
sha256 = "{"0" * 64}"
constant = "by train"
[[tally]]
who = "this"
situation = ""
agreed = 6
open = 3
wrong = 1
[[tally]]
who = "this"
situation = "near"
agreed = 6
open = 0
wrong = 0
[[tally]]
who = "this"
situation = "remote"
agreed = 0
open = 3
wrong = 1
[[tally]]
who = "compared"
situation = ""
agreed = 5
open = 3
wrong = 2
[[tally]]
who = "constant"
situation = ""
agreed = 4
open = 0
wrong = 6
"""


def other_version(version: str, *changes: tuple[str, str]) -> str:
    """The file of the toy rulebook under another version."""
    text = TOY_PATH.read_text()
    for old, new in (('version = "1.0.0"', f'version = "{version}"'), *changes):
        assert old in text, old
        text = text.replace(old, new)
    parse_rulebook(f"commute-{version}.toml", text.encode())
    return text
