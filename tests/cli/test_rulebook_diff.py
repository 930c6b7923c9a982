"""The difference of two versions of a rulebook, by table and id, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import build_commands
from app.rulebooks.library import SHIPPED
from tests.engine.toy import TOY_PATH
from tests.rulebooks.neighbours import write_neighbours
from tests.versions import FIRST, second_version

CHANGES = [
    ('version = "1.0.0"', 'version = "1.1.0"'),
    ('label = "By bicycle"', 'label = "On a bicycle"'),
    ('text = "How far is it?"', 'text = "How far do you go?"'),
    ('{ id = "near", text = "A few streets" }', '{ id = "near", text = "Round the corner" }'),
    ('when = { licence = ["unlicensed"] }',
     'when = { licence = ["unlicensed"], distance = ["remote", "near"] }'),
    ("too_close = 4\nbands = [[4, ", "too_close = 3\nbands = [[3, "),
]  # fmt: skip


def diff(old: str, new: str) -> list[str]:
    result = CliRunner().invoke(build_commands(), ["rulebook-diff", old, new])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def listed(lines: list[str], table: str) -> list[str]:
    """The lines under the label of that table."""
    first = next(n for n, line in enumerate(lines) if line.startswith(f"{table} "))
    rest = lines[first + 1 :]
    more = next((n for n, line in enumerate(rest) if not line.startswith(" ")), len(rest))
    return [line[13:] for line in (lines[first], *rest[:more])]


@pytest.fixture
def later(tmp_path: Path) -> str:
    """Another version of the toy."""
    text = TOY_PATH.read_text()
    for old, new in CHANGES:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = tmp_path / "commute-1.1.0.toml"
    path.write_text(text)
    return str(path)


def test_words_conditions_and_limits_are_told_before_and_after(later: str):
    lines = diff(str(TOY_PATH), later)
    assert lines[0] == "Difference   commute 1.0.0 to commute 1.1.0"
    assert listed(lines, "rulebook") == [
        "too_close: 4 → 3",
        "bands: lead 4 strength “a little”, lead 8 strength “plainly”, lead 16 strength “by far” → "
        "lead 3 strength “a little”, lead 8 strength “plainly”, lead 16 strength “by far”",
    ]
    assert listed(lines, "alternative") == ["bicycle: label: “By bicycle” → “On a bicycle”"]
    assert listed(lines, "question") == ["distance: text: “How far is it?” → “How far do you go?”"]
    assert listed(lines, "option") == ["distance/near: text: “A few streets” → “Round the corner”"]
    assert listed(lines, "gate") == [
        "no-licence: when: licence unlicensed → licence unlicensed, distance near or remote"
    ]


def test_what_is_gone_and_what_it_does_to_verdicts_is_told(tmp_path: Path):
    path = tmp_path / "flask-fastapi-2.0.0.toml"
    path.write_bytes(second_version())
    lines = diff("flask-fastapi@1.0.0", str(path))
    assert listed(lines, "rule") == ["typed-team: gone", "explicit-debugging: gone"]
    assert "debugging/explicit: gone" in listed(lines, "option")
    assert listed(lines, "unused_claim") == ["UA5: new", "AC3: new"]
    assert "all answers  73,850,616 → 36,925,308" in lines
    back = diff(str(path), "flask-fastapi@1.0.0")
    assert listed(back, "rule") == ["typed-team: new", "explicit-debugging: new"]


def test_points_and_a_weight_are_told(tmp_path: Path):
    text = (SHIPPED / FIRST).read_text("utf-8")
    old = 'points = { fastapi = 3 }\ngroup = "structure"\ntier = "works_challenges"'
    assert text.count(old) == 1
    new = (
        'points = { fastapi = 2 }\ngroup = "structure"\ntier = "mild_need"\nweight_note = "a taste"'
    )
    path = tmp_path / FIRST
    path.write_text(text.replace(old, new), "utf-8")
    (rule, *others) = listed(diff("flask-fastapi@1.0.0", str(path)), "rule")
    assert rule.endswith("points: fastapi 3 → fastapi 2")
    assert [line.partition(": ")[2] for line in others] == [
        "tier: “works_challenges” → “mild_need”",
        "weight_note: none → “a taste”",
    ]


def test_only_what_moved_is_told_of_another_order(tmp_path: Path):
    text = TOY_PATH.read_text()
    tables = text.split("[[group]]")
    path = tmp_path / TOY_PATH.name
    path.write_text("[[group]]".join([tables[0], *tables[2:-1], tables[1], tables[-1]]))
    (moved,) = listed(diff(str(TOY_PATH), str(path)), "group")
    assert moved.endswith(": stands elsewhere")


def test_the_same_version_has_no_difference():
    lines = diff(str(TOY_PATH), str(TOY_PATH))
    assert lines[1].strip() == "none: every table is the same"


def test_an_unknown_version_is_named_with_those_at_hand():
    result = CliRunner().invoke(
        build_commands(), ["rulebook-diff", "flask-fastapi@9.9.9", "flask-fastapi@1.0.0"]
    )
    assert result.exit_code == 2
    assert "flask-fastapi@1.0.0" in result.output


def test_families_and_who_moved_between_counts_are_told(tmp_path: Path):
    write_neighbours(tmp_path)
    for name, changes in {
        "neighbours-1.0.0.toml": {
            'version = "1.0.0"': 'version = "1.1.0"',
            'label = "What it gives"': 'label = "Joy"',
        },
        "sources-neighbours-1.0.0.toml": {
            'chose = "train"': 'chose = "bicycle"',
            'for = ["S001"]': 'for = ["S002"]',
            'against = ["S002"]': 'against = []\nother_reason = ["S001"]',
        },
    }.items():
        text = (tmp_path / name).read_text()
        for old, new in changes.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (tmp_path / name.replace("1.0.0", "1.1.0")).write_text(text)
    lines = diff(*(str(tmp_path / f"neighbours-{version}.toml") for version in ("1.0.0", "1.1.0")))
    assert listed(lines, "family") == ["joy: label: “What it gives” → “Joy”"]
    assert listed(lines, "claim") == [
        "N1: says: “Short ways: 1 by bicycle, 1 not” → “Short ways: 1 by bicycle, 0 not”"
    ]
    assert listed(lines, "source") == ["S002: chose: “train” → “bicycle”"]
    assert listed(lines, "count") == [
        "N1: for: without S001 and with S002",
        "N1: against: without S002",
        "N1: other_reason: with S001",
    ]
