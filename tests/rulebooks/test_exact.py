"""The refusals that concern all answers, each with a fault planted for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.rulebooks.faults import RulebookError
from app.rulebooks.loader import parse_rulebook
from tests.engine.toy import TOY_PATH

NAME = "commute-1.0.0.toml"
TEXT = TOY_PATH.read_text()


def faults_in(text: str) -> list[tuple[str, str]]:
    """The kind of each fault, and its line without the file's name."""
    with pytest.raises(RulebookError) as refused:
        parse_rulebook(NAME, text.encode())
    return [(f.kind, str(f).removeprefix(f"{NAME}: ")) for f in refused.value.faults]


def planted(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, f"{TEXT.count(old)} places to plant a fault"
    return TEXT.replace(old, new)


def many_options(number: int) -> str:
    return ", ".join(f'{{ id = "o{n}", text = "Option {n}" }}' for n in range(number))


NEVER = "can never hold: no answers lead to these options of"
REMEDY = "parking and licence; correct it or drop it"
FAULTS = [
    # condition
    ('when = { parking = ["roaming"] }',
     'when = { parking = ["roaming"], licence = ["unlicensed"] }', "condition",
     f'rule "fees": when {NEVER} {REMEDY}'),
    ('unless = { mood = ["breeze"] }',
     'unless = { parking = ["doorstep"], licence = ["unlicensed"] }', "condition",
     f'gate "too-far": unless {NEVER} {REMEDY}'),
    ('ask_when = { cargo = ["toddler"] }',
     'ask_when = { parking = ["doorstep"], licence = ["unlicensed"] }', "condition",
     f'question "kindergarten": ask_when {NEVER} {REMEDY}'),
    ('leader = "bicycle"\nwhen = { distance = ["remote"] }',
     'leader = "bicycle"\nwhen = { parking = ["doorstep"], licence = ["unlicensed"] }',
     "condition",
     f'verdict "pedal-early": when {NEVER} {REMEDY}'),
    # gate
    ('blocks = ["bicycle"]', 'blocks = ["bicycle", "train", "motorcar"]', "gate",
     'gate "too-far": no alternative is left if distance is remote; let one of them pass'),
    ('blocks = ["motorcar"]', 'blocks = ["motorcar", "train"]', "gate",
     'gate "too-far": no alternative is left if distance is remote and licence is unlicensed; '
     "let one of them pass"),
    # verdict
    ('leader = "bicycle"\nwhen = { distance = ["remote"] }\n', 'leader = "bicycle"\n', "verdict",
     'verdict "pedal": is never reached: an earlier row is always taken; move it up or drop it'),
    ('id = "board"\nleader = "train"\n',
     'id = "walk-in"\nlabel = "W"\nleader = "train"\nwhen = { mood = ["breeze"], '
     'cargo = ["free_hands"], distance = ["near"] }\n[[verdict]]\nid = "board"\nleader = "train"\n',
     "verdict",
     'verdict "walk-in": is never reached: where it holds, train never leads by 4; '
     "drop it, or give train more reasons"),
    # budget
    ('{ id = "papers", text = "Papers" },',
     f'{{ id = "papers", text = "Papers" }}, {many_options(15)},', "budget",
     'question "distance": distance, licence, cargo, mood have more than 20000 joint answers; name '
     "fewer of them in ask_when, gates and verdict rows, or give them fewer options"),
    ('{ id = "breeze", text = "Fresh air" },',
     f'{{ id = "breeze", text = "Fresh air" }}, {many_options(5000)},', "budget",
     'question "distance": distance, licence, cargo, mood have more than 20000 joint answers; name '
     "fewer of them in ask_when, gates and verdict rows, or give them fewer options"),
    ("hedged = -2\n", "hedged = -2\n[rulebook.sweep]\nranges = { verse = [1, 20001] }\n", "budget",
     'rulebook "commute": the ranges of the sweep span 20001 policies, 20000 are allowed; '
     "narrow them"),
]  # fmt: skip


@pytest.mark.parametrize("old, new, kind, line", FAULTS)
def test_a_planted_fault_is_named_with_its_place_and_remedy(old, new, kind, line):
    assert faults_in(planted(old, new))[0] == (kind, line)


@pytest.mark.parametrize(
    "old, new, places",
    [
        (
            'ask_when = { cargo = ["toddler"] }',
            'ask_when = { parking = ["doorstep"], licence = ["unlicensed"] }',
            ['question "kindergarten"', 'rule "school-run"'],
        ),
        (
            'unless = { mood = ["breeze"] }',
            'unless = { parking = ["doorstep"], licence = ["unlicensed"] }',
            ['gate "too-far"', 'verdict "pedal-early"'],
        ),
    ],
    ids=["a question never asked", "a gate never lifted"],
)
def test_what_hangs_on_it_is_named_as_well(old, new, places):
    assert [line.split(":")[0] for _, line in faults_in(planted(old, new))] == places


def test_a_component_over_the_budget_names_its_questions():
    question = '[[question]]\nid = "NAME"\nsection = "way"\ntext = "?"\nkind = "many"\n'
    question += f'type = "fact"\noptions = [{many_options(8)}]\n'
    rule = '[[rule]]\nid = "r-NAME"\nwhen = { NAME = ["o1"] }\npoints = { train = 4 }\n'
    rule += 'group = "purse"\ntier = "verse"\nbecause = "b"\nclaims = ["N2"]\n'
    added = (part.replace("NAME", name) for part in (question, rule) for name in ("dogs", "cats"))
    assert faults_in(TEXT + "".join(added)) == [
        (
            "budget",
            'question "parking": shared groups entangle parking, dogs, cats: 196608 joint answers, '
            "20000 are allowed; share fewer groups",
        )
    ]


def test_a_question_with_astronomically_many_answers_is_refused_at_once():
    text = planted('{ id = "anvil", text = "An anvil" }', many_options(300))
    assert "budget" in [kind for kind, _ in faults_in(text.replace('"anvil"', '"o1"'))]


def test_what_concerns_all_answers_is_checked_only_where_everything_else_is_right():
    text = planted('blocks = ["bicycle"]', 'blocks = ["bicycle", "train", "motorcar"]')
    kinds = [kind for kind, _ in faults_in(text.replace('group = "purse"', 'group = "wallet"'))]
    assert kinds == ["reference"]


def test_loading_takes_no_time_to_import_numpy():
    code = "import sys; from app.rulebooks.library import load_library; load_library(); "
    code += "sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_toy_itself_has_none_of_these_faults(tmp_path: Path):
    assert parse_rulebook(NAME, TEXT.encode()).id == "commute"
