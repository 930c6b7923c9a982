"""The words around a rulebook: complete, or refused with every fault; edited without a release."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.rulebooks import library as library_module
from app.rulebooks.faults import RulebookError
from app.rulebooks.library import SHIPPED, load_library
from app.rulebooks.texts import Texts, exits_of, neutral_texts, read_texts
from tests.engine.toy import TOY, TOY_PATH

NAME = "commute.texts.toml"
TEXT = TOY_PATH.with_name(NAME).read_text()


def planted(old: str, new: str) -> bytes:
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new).encode()


def faults_in(data: bytes) -> list[str]:
    with pytest.raises(RulebookError) as refused:
        read_texts(NAME, data, [TOY])
    return [str(fault) for fault in refused.value.faults]


def test_the_file_is_read_into_its_texts():
    texts = read_texts(NAME, TEXT.encode(), [TOY])
    assert texts.source.view == "one neighbour's view"
    assert texts.subject.described == "a journey"
    assert texts.verdicts.kinds == ("One way to get there.", "A coin, when the ways are equal.")
    assert texts.weights["chorus"] == "Sung by all"
    assert list(texts.unconfirmed) == ["too-far"]
    assert texts.code_pair is None


MISSING = "is missing; it must be a text that is not empty"
FAULTS = [
    ("view =", "sight =", 'source: unknown key "sight"; use leaning, view, origin'),
    ("view =", "sight =", f'source: "view" {MISSING}'),
    ('"a journey"', '" "', 'subject: "described" must be a text that is not empty'),
    ('["One way to get there.", ', "[1, ", 'verdicts: "kinds" must be a list of texts'),
    ("aside =", "asides =", f'weights: "aside" {MISSING}'),
    ("verse =", "verses =",
     'weights: unknown key "verses"; use chorus, verse, aside, both_sides, hedged'),
    ("too-far =", "too-near =", 'unconfirmed: unknown key "too-near"; use too-far'),
    ("[subject]", "[sobject]",
     "sobject: unknown table; use source, subject, verdicts, weights, unconfirmed, code_pair, "
     "short, naming, door, exit"),
    ("[weights]", "[code_pair]\n[weights]", f'code_pair: "title" {MISSING}'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "fault"), FAULTS)
def test_a_planted_fault_is_named(old: str, new: str, fault: str):
    assert f"{NAME}: {fault}" in faults_in(planted(old, new))


def test_all_faults_are_told_at_once():
    data = planted("[subject]", "[sobject]")
    missing = [fault for fault in faults_in(data) if "is missing" in fault]
    assert len(missing) == 4


def test_what_is_no_table_or_no_toml_is_refused():
    faults = faults_in(b"source = 1\n" + planted("[source]", "[other]"))
    assert f"{NAME}: source: write it as a table: [source]" in faults
    assert "is not valid TOML" in faults_in(b"[source")[0]


def test_the_policy_and_the_gates_of_every_version_have_their_words():
    later = replace(TOY, version="2.0.0", weights={**TOY.weights, "echo": 1})
    with pytest.raises(RulebookError) as refused:
        read_texts(NAME, TEXT.encode(), [TOY, later])
    assert '"echo" is missing' in refused.value.message


DOOR = '[[door]]\ntitle = "Near"\nsays = "On foot."\nanswers = { distance = "near" }\n'
EXIT = '[[exit]]\nsays = "By boat: ask the ferry."\nwhen = { distance = ["remote", "near"] }\n'


def test_doors_and_exits_lead_by_answers_that_the_rulebook_knows():
    texts = read_texts(NAME, (TEXT + DOOR + EXIT).encode(), [TOY])
    assert [(door.title, door.answers) for door in texts.doors] == [("Near", {"distance": "near"})]
    told = {
        option: exits_of(TOY, texts, {"distance": frozenset({option})} if option else {})
        for option in (*TOY.question_by_id["distance"].option_ids, "")
    }
    said = [option for option, says in told.items() if says == ("By boat: ask the ferry.",)]
    assert sorted(said) == ["near", "remote"]
    assert exits_of(TOY, texts, {"distance": None}) == ()


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (DOOR.replace('"near"', '"nearby"'), 'door "#1": "answers" must be a table of'),
        (DOOR.replace("says", "tells"), 'door "#1": unknown key "tells"; use title, says, answers'),
        (EXIT.replace("distance", "distant"), 'exit "#1": "when" must be a table of'),
        (EXIT.replace("[[exit]]", "[exit]"), "exit: write each as a table of its own: [[exit]]"),
    ],
)
def test_a_door_or_an_exit_that_leads_nowhere_is_named(entry: str, fault: str):
    told = faults_in((TEXT + entry).encode())
    assert any(one.startswith(f"{NAME}: {fault}") for one in told), told


def test_neutral_words_are_complete_and_name_no_subject():
    texts = neutral_texts([TOY])
    assert isinstance(texts, Texts)
    assert texts.weights.keys() == TOY.weights.keys()
    assert texts.unconfirmed.keys() == {"too-far"}
    assert texts.code_pair is None


def test_a_directory_of_others_may_do_without(tmp_path: Path):
    (tmp_path / TOY_PATH.name).write_bytes(TOY_PATH.read_bytes())
    assert load_library(tmp_path).texts("commute") == neutral_texts([TOY])


def test_a_shipped_rulebook_may_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / TOY_PATH.name).write_bytes(TOY_PATH.read_bytes())
    monkeypatch.setattr(library_module, "SHIPPED", tmp_path)
    with pytest.raises(RulebookError, match=f"^{NAME}: is missing; write it$"):
        load_library(tmp_path)


def test_texts_for_no_rulebook_are_refused(tmp_path: Path):
    (tmp_path / TOY_PATH.name).write_bytes(TOY_PATH.read_bytes())
    (tmp_path / "commuter.texts.toml").write_text(TEXT)
    with pytest.raises(RulebookError, match=r"^commuter.texts.toml: is for no rulebook here"):
        load_library(tmp_path)


def test_they_are_no_part_of_the_fingerprint(tmp_path: Path):
    (tmp_path / TOY_PATH.name).write_bytes(TOY_PATH.read_bytes())
    (tmp_path / NAME).write_bytes(planted("Sung by all", "Sung by few"))
    library = load_library(tmp_path)
    assert library.texts("commute").weights["chorus"] == "Sung by few"
    assert library.default.sha256 == TOY.sha256


def test_the_shipped_rulebook_shows_its_code():
    assert load_library(SHIPPED).texts("flask-fastapi").code_pair
