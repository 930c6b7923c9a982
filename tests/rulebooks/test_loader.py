"""Every refusal, with a fault planted for it: file, table, id, what is wrong, what to do."""

from __future__ import annotations

import pytest

from app.rulebooks.faults import RulebookError
from app.rulebooks.loader import load_rulebook, parse_rulebook
from tests.engine.toy import TOY_PATH

NAME = "commute-1.0.0.toml"
TEXT = TOY_PATH.read_text()


def faults_in(data: str | bytes, name: str = NAME) -> tuple[tuple[str, str], ...]:
    """The kind of each fault, and its line without the file's name."""
    data = data.encode() if isinstance(data, str) else data
    with pytest.raises(RulebookError) as refused:
        parse_rulebook(name, data)
    faults = refused.value.faults
    assert all(str(fault).startswith(f"{name}: ") for fault in faults)
    return tuple((fault.kind, str(fault).removeprefix(f"{name}: ")) for fault in faults)


def planted(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, f"{TEXT.count(old)} places to plant a fault"
    return TEXT.replace(old, new)


FAULTS = [
    # key
    ('kind = "many"\n', 'kind = "many"\nkindness = 1\n', "key",
     'question "cargo": unknown key "kindness"; use id, section, text, kind, type, options, '
     "ordinal, ask_when, help, why, more, taste"),
    ('title = "The way"\n', "", "key",
     'section "way": "title" is missing; it must be a text that is not empty'),
    ('label = "By train"', "label = 3", "key",
     'alternative "train": "label" must be a text that is not empty'),
    ('kind = "many"', 'kind = "several"', "key",
     'question "cargo": "kind" must be "one" or "many"'),
    ("ordinal = true", 'ordinal = "yes"', "key",
     'question "distance": "ordinal" must be true or false'),
    ('{ id = "anvil", text = "An anvil" }', '{ id = "anvil", text = "A", weight = 9 }', "key",
     'question "cargo": option "anvil": unknown key "weight"; '
     "use id, text, exclusive, no_effect, prior"),
    ('{ id = "anvil", text = "An anvil" }', '{ id = "anvil", text = "A", prior = 2 }', "key",
     'question "cargo": option "anvil": "prior" must be a number from 0 to 1'),
    ("best_before = 2030-01-01", 'best_before = "soon"', "key",
     'claim "N4": "best_before" must be a date such as 2028-06-30, without quotes'),
    ("best_before = 2030-01-01", "best_before = 2030-01-01T00:00:00", "key",
     'claim "N4": "best_before" must be a date such as 2028-06-30, without quotes'),
    ('blocks = ["bicycle"]', "blocks = []", "key",
     'gate "too-far": "blocks" must be a list of ids that is not empty'),
    ('unit = "decibans"', 'unit = "grams"', "key",
     'rulebook "commute": "unit" must be "decibans"'),
    ("chorus = 8", "chorus = true", "key",
     'rulebook "commute": "policy" must be a table of tier = whole number'),
    ("hedged = -2\n", "hedged = -2\n[rulebook.sweep]\nabove = []\n", "key",
     'rulebook "commute": "sweep" must be a table of ranges and, where needed, equal, above and '
     "at_least"),
    ("[[verdict]]\nid = \"coin\"", "[[surprise]]\nid = \"x\"\n[[verdict]]\nid = \"coin\"", "key",
     'surprise: unknown table; use rulebook, section, alternative, question, claim, '
     "unused_claim, group, family, rule, gate, verdict, example, acknowledge"),
    # id
    ('id = "fees"', 'id = "parking fees"', "id",
     'rule "parking fees": "id" must be letters, digits, - and _, beginning with a letter, at most '
     "64 of them"),
    ('id = "reader"', 'id = "any-load"', "id",
     'rule "any-load": the id is used first by rule number 4; use another'),
    ('id = "toddler"', 'id = "papers"', "id",
     'question "cargo": option "papers": the id is used by an earlier option; use another'),
    ('id = "silence"', 'id = "unknown"', "id",
     'question "mood": option "unknown": the id is reserved for "I do not know"; use another'),
    # reference
    ('when = { parking = ["roaming"] }', 'when = { garage = ["roaming"] }', "reference",
     'rule "fees": there is no question "garage"; use one of distance, licence, parking, cargo, '
     "kindergarten, mood"),
    ('when = { parking = ["roaming"] }', 'when = { parking = ["meter"] }', "reference",
     'rule "fees": question "parking" has no option "meter"; use one of doorstep, roaming'),
    ('ask_when = { cargo = ["toddler"] }', 'ask_when = { cargo = ["twins"] }', "reference",
     'question "kindergarten": question "cargo" has no option "twins"; use one of free_hands, '
     "papers, toddler, anvil"),
    ('unless = { mood = ["breeze"] }', 'unless = { mood = ["gale"] }', "reference",
     'gate "too-far": question "mood" has no option "gale"; use one of breeze, novel, silence'),
    ('when = { distance = ["remote"] }\nlabel', 'when = { distance = ["moon"] }\nlabel',
     "reference",
     'verdict "pedal-early": question "distance" has no option "moon"; use one of near, middling, '
     "remote"),
    ("points = { motorcar = -1 }", "points = { tram = -1 }", "reference",
     'rule "fees": there is no alternative "tram"; use one of bicycle, train, motorcar'),
    ('blocks = ["motorcar"]', 'blocks = ["tram"]', "reference",
     'gate "no-licence": there is no alternative "tram"; use one of bicycle, train, motorcar'),
    ('id = "coin"', 'id = "ride"\nlabel = "R"\nleader = "tram"\n[[verdict]]\nid = "coin"',
     "reference",
     'verdict "ride": there is no alternative "tram"; use one of bicycle, train, motorcar'),
    ('section = "you"\ntext = "What do you carry?"', 'section = "me"\ntext = "What?"', "reference",
     'question "cargo": there is no section "me"; use one of way, you'),
    ('group = "purse"', 'group = "wallet"', "reference",
     'rule "fees": there is no group "wallet"; use one of legs, burden, pleasure, purse'),
    ('tier = "aside"\nbecause', 'tier = "encore"\nbecause', "reference",
     'rule "fees": there is no tier "encore"; use one of chorus, verse, aside'),
    ('tier = "aside"\nbecause', 'tier = "hedged"\nbecause', "reference",
     'rule "fees": there is no tier "hedged"; use one of chorus, verse, aside'),
    ('tier = "aside"\nnature = "fact"', 'tier = "encore"\nnature = "fact"', "reference",
     'claim "N4": there is no tier "encore"; use one of chorus, verse, aside'),
    ('claims = ["N4"]', 'claims = ["N9"]', "reference",
     'rule "fees": there is no claim "N9"; use one of N1, N2, N3, N4, N5'),
    ('[[unused_claim]]\nid = "N5"', '[[unused_claim]]\nid = "N9"', "reference",
     'unused_claim "N9": there is no claim "N9"; use one of N1, N2, N3, N4, N5'),
    ('both_sides = 2\n', "", "reference",
     'rule "heavy-load": the policy has no "both_sides"; add it to the policy or drop it here'),
    ("hedged = -2\n", "hedged = -2\n[rulebook.sweep]\nranges = { coda = [1, 2] }\n", "reference",
     'rulebook "commute": sweep: the policy has no "coda"; '
     "use chorus, verse, aside, both_sides, hedged"),
    ('distance = "near"\ncargo', 'distance = "nearby"\ncargo', "reference",
     'example "round-the-corner": answer to "distance": There is no option “nearby”; use near, '
     "middling or remote."),
    ('distance = "near"\ncargo', 'parking = "roaming"\ncargo', "reference",
     'example "round-the-corner": answer to "parking": This is asked only if licence is licensed.'),
    # order
    ('ask_when = { licence = ["licensed"] }', 'ask_when = { mood = ["breeze"] }', "order",
     'question "parking": ask_when names "mood", which comes later; move "mood" up'),
    ('ask_when = { licence = ["licensed"] }', 'ask_when = { parking = ["doorstep"] }', "order",
     'question "parking": ask_when names the question itself; name an earlier one'),
    # condition
    ('when = { parking = ["roaming"] }', "when = {}", "condition",
     'rule "fees": "when" must be a table of question = [options], with an option at least'),
    ('when = { parking = ["roaming"] }', "when = { parking = [] }", "condition",
     'rule "fees": "when" must be a table of question = [options], with an option at least'),
    ('id = "near", text = "A few streets"', 'id = "near", text = "A", exclusive = true',
     "condition",
     'question "distance": option "near" is exclusive, but kind is "one"; drop exclusive'),
    ('kind = "many"\n', 'kind = "many"\nordinal = true\n', "condition",
     'question "cargo": ordinal clashes with kind "many"; drop ordinal or make kind "one"'),
    # points
    ("points = { motorcar = -1 }", "points = {}", "points",
     'rule "fees": it gives no points; the policy says 1 (aside +1)'),
    ("points = { motorcar = -1 }", "points = { motorcar = 0 }", "points",
     'rule "fees": points for motorcar are 0; the policy says 1 (aside +1)'),
    ("points = { motorcar = -1 }", "points = { motorcar = -1.0 }", "points",
     'rule "fees": points for motorcar are no whole number; the policy says 1 (aside +1)'),
    ("points = { motorcar = -1 }", "points = { motorcar = true }", "points",
     'rule "fees": points for motorcar are no whole number; the policy says 1 (aside +1)'),
    ("points = { bicycle = -6, motorcar = 6 }", "points = { bicycle = -6, motorcar = 7 }", "points",
     'rule "heavy-load": points for motorcar are 7; the policy says 6 (verse +4 both_sides +2)'),
    # tier
    ('because = "the wind is part of the way"\nclaims = ["N1"]',
     'because = "the wind is part of the way"\nclaims = ["N4"]', "tier",
     'rule "air": tier verse is too high: its strongest claim is "N4" of tier aside; use that'),
    ('weight_note = "the verse is about distance"\n', "", "tier",
     'rule "air": tier verse is low: its strongest claim is "N1" of tier chorus; use that or add '
     "weight_note"),
    # bands
    ('[8, "plainly"], [16, "by far"]', '[16, "by far"], [8, "plainly"]', "bands",
     'rulebook "commute": the bands begin at [4, 16, 8]; each must begin above the one before'),
    ('bands = [[4, "a little"]', 'bands = [[5, "a little"]', "bands",
     'rulebook "commute": the first band begins at 5; it must begin at too_close, 4'),
    ('too_close = 4\nbands = [[4, "a little"]', 'too_close = 0\nbands = [[0, "a little"]', "bands",
     'rulebook "commute": too_close is 0; it must be 1 or more'),
    ('[16, "by far"]', '["by far", 16]', "bands",
     'rulebook "commute": "bands" must be a list of [lead, "strength"]'),
    # verdict
    ('leader = "train"\n', 'leader = "train"\nwhen = { mood = ["novel"] }\n', "verdict",
     'verdict "board": it is the last row for "train" and needs to hold always; drop when'),
    ('leader = "train"\n', 'leader = "motorcar"\n', "verdict",
     'alternative "train": no verdict row has it as leader; add one'),
    ('[[verdict]]\nid = "coin"\nlabel = "Toss a coin"', "", "verdict",
     'rulebook "commute": no verdict row is without leader; add one for too close to call'),
    ('label = "Toss a coin"', 'label = "Toss a coin"\n[[verdict]]\nid = "dice"\nlabel = "D"',
     "verdict",
     'verdict "dice": only one row may be without leader, and "coin" is; add a leader'),
    ('label = "Toss a coin"', 'label = "Toss"\nwhen = { mood = ["novel"] }', "verdict",
     'verdict "coin": the row without leader needs to hold always; drop when'),
    # source
    ('because = "parking costs more than lunch"\n', "", "source",
     'rule "fees": "because" is missing; it must be a text that is not empty'),
    ('because = "without a licence nobody drives"', 'because = ""', "source",
     'gate "no-licence": "because" must be a text that is not empty'),
    ('claims = ["N4"]', "claims = []", "source",
     'rule "fees": "claims" must be a list of ids that is not empty'),
    ("best_before = 2030-01-01\n", "", "source",
     'claim "N4": a fact can age; add best_before, the date by which to check it again'),
    # version
    ('version = "1.0.0"', 'version = "1.0.1"', "version",
     'rulebook "commute": id and version ask for the file name commute-1.0.1.toml; '
     "rename the file or correct them"),
]  # fmt: skip


@pytest.mark.parametrize("old, new, kind, line", FAULTS)
def test_a_planted_fault_is_named_with_its_place_and_remedy(old, new, kind, line):
    assert faults_in(planted(old, new)) == ((kind, line),)


def test_no_rulebook_takes_the_address_of_the_preview():
    text = planted('id = "commute"', 'id = "preview"')
    message = 'the id "preview" is another page under /questionnaire/; use another'
    faults = faults_in(text, "preview-1.0.0.toml")
    assert faults == (("id", f'rulebook "preview": {message}'),)


@pytest.mark.parametrize("version", ["1.0", "01.0.0", "1.0.0-rc.1", "one"])
def test_a_version_has_three_numbers(version):
    text = planted('version = "1.0.0"', f'version = "{version}"')
    message = f'version "{version}" is no semantic version; write one such as 1.0.0'
    faults = faults_in(text, f"commute-{version}.toml")
    assert faults == (("version", f'rulebook "commute": {message}'),)


@pytest.mark.parametrize(
    "data, message",
    [
        (TEXT.encode().replace(b"legs tire", b"x").replace(b"Legs", b"L\xe9gs"),
         "is not UTF-8 at line 44, column 9; save it as UTF-8"),
        (b"a = 1\nb = 2\r\n", "has a CR at line 2, column 6; end lines with LF alone"),
        (b"a = 1\nb =\n", "is not valid TOML: Invalid value (at line 2, column 4); "
         "correct it there"),
        (b"#" * (1 << 20) + b"\n", "has 1048577 bytes; a rulebook may have 1048576 (1 MiB)"),
        (b"a = " + b"[" * 5000, "is nested too deeply; write flat tables"),
    ],
    ids=["encoding", "line ends", "toml", "size", "depth"],
)  # fmt: skip
def test_bytes_that_are_no_rulebook_file_are_refused_with_line_and_column(data, message):
    assert faults_in(data) == (("format", message),)


def test_an_empty_file_lacks_every_table_that_is_needed():
    missing = [line.split(":")[0] for _, line in faults_in(b"")]
    assert missing == [
        "rulebook",
        "section",
        "alternative",
        "question",
        "claim",
        "group",
        "rule",
        "verdict",
    ]


@pytest.mark.parametrize("value", ["3", "{}", "[1]"])
def test_a_table_that_is_no_list_of_tables_is_refused(value):
    text = f"gate = {value}\n" + TEXT.replace("[[gate]]", "[[example]]")
    assert ("key", "gate: write each as a table of its own: [[gate]]") in faults_in(text)


def test_a_rulebook_that_is_no_table_is_refused():
    assert ("key", "rulebook: is missing; write it as [rulebook]") in faults_in("rulebook = 1\n")


def test_a_single_alternative_is_nothing_to_choose_between():
    lines = [line for kind, line in faults_in(ONE_ALTERNATIVE) if line.startswith("alternative")]
    assert lines == [
        'alternative "bicycle": it is the only alternative; add what it is to be compared with'
    ]


ONE_ALTERNATIVE = TEXT.replace('[[alternative]]\nid = "train"\nlabel = "By train"\n', "").replace(
    '[[alternative]]\nid = "motorcar"\nlabel = "By car"\n', ""
)


def test_all_faults_come_at_once_and_in_file_order():
    text = planted('group = "purse"', 'group = "wallet"')
    text = text.replace('label = "By train"', "label = 3")
    text = text.replace('claims = ["N4"]', "claims = []")
    text = text.replace("too_close = 4", "too_close = 0")
    text = text.replace('unless = { mood = ["breeze"] }', 'unless = { weather = ["fine"] }')
    text = text.replace('tier = "verse"\nboth_sides = true', 'tier = "encore"')
    places = [line.split(":")[0] for _, line in faults_in(text)]
    assert places == [
        'rulebook "commute"',
        'rulebook "commute"',
        'alternative "train"',
        'rule "heavy-load"',
        'rule "fees"',
        'gate "too-far"',
    ]


def test_what_refers_to_a_table_with_a_fault_is_not_blamed_as_well():
    text = planted('text = "How far is it?"', "text = 7")
    assert faults_in(text) == (
        ("key", 'question "distance": "text" must be a text that is not empty'),
    )


def test_a_table_without_id_is_spoken_of_by_its_number():
    text = planted('id = "purse"\n', "")
    assert faults_in(text)[0][1].startswith('group "#4": "id" is missing')


def test_a_fault_is_one_line(tmp_path):
    path = tmp_path / NAME
    path.write_text(planted('group = "purse"', 'group = "wallet"'))
    with pytest.raises(RulebookError) as refused:
        load_rulebook(path)
    assert str(refused.value) == (
        'commute-1.0.0.toml: rule "fees": there is no group "wallet"; '
        "use one of legs, burden, pleasure, purse"
    )
