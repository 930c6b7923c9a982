"""Source that this Python cannot read, or can hardly: newer, older, broken, endless."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scan.modules import Module
from app.scan.parsing import parse
from app.scan.scanning import scan
from tests.rounds import rounds
from tests.scan.trees import FASTAPI, FLASK, look_up, said, scanned

# In a grammar of tomorrow, so that the Python of today and that of next year agree about it.
TOMORROW = "def later(x):\n    unless x:\n        return 1\n"


def test_statements_of_another_grammar_are_lost_alone(tmp_path):
    found = scanned(tmp_path, {"app.py": FLASK + TOMORROW + "import flask_cors\n"})
    assert found.lost == {"app.py": (3,)}
    assert said(found, "situation") == "existing_flask"
    assert said(found, "extensions") == "few"


def test_what_stands_in_a_string_of_such_a_file_is_no_code(tmp_path):
    quoted = f'HELP = """\n{FASTAPI}"""\n'
    assert said(scanned(tmp_path, {"app.py": FLASK + quoted + TOMORROW}), "situation") == (
        "existing_flask"
    )


def test_a_decorator_stays_with_its_function():
    module = Module("a.py", TOMORROW + '@app.get(\n    "/a"\n)\n@cached\ndef a():\n    pass\n')
    (function,) = module.functions
    assert (function.name, function.node.lineno, len(function.node.decorator_list)) == ("a", 8, 2)


def test_other_branches_stay_with_their_statement():
    text = (
        "try:\n    import a\nexcept ImportError:\n    import b\n"
        "else:\n    pass\nfinally:\n    pass\n"
    )
    module = Module("a.py", text + TOMORROW)
    assert [one.module for one in module.imports] == ["a", "b"]
    assert module.lost == (9,)


def test_except_without_parentheses_is_not_taken_for_python_2():
    parsed = parse("def f():\n    try:\n        pass\n    except A, B:\n        pass\n")
    assert not parsed.python_2


OLD = ["print 'x'\n", "exec 'x'\n", "raise E, 'x'\n", "x = ur'x'\n", "x = 0777\n"]


@pytest.mark.parametrize("text", OLD)
def test_python_2_is_known_by_what_only_it_has(text):
    assert parse("import a\n" + text).python_2


ENDLESS = {
    "brackets": "(" * 50_000,
    "signs": "x = " + "-" * 50_000 + "1",
    "attributes": "a" + ".a" * 50_000,
    "sums": "a" + "+a" * 50_000,
    "calls": "f(" * 5_000 + ")" * 5_000,
    "blocks": "\n".join(" " * depth + "if 1:" for depth in range(200)),
    "quotes": '"' * 50_001,
    "escapes": '\\"""' * 20_000,
}


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_source_that_goes_too_deep_is_lost_and_nothing_else(text):
    parsed = parse(f"{text}\nimport after\n")
    assert parsed.lost or parsed.statements


def test_nothing_is_said_of_how_the_code_of_others_could_be_better(tmp_path, recwarn):
    found = scanned(tmp_path, {"a.py": "x = '\\d'\nassert (1, 2)\n"})
    assert found.lost == {}
    assert list(recwarn) == []


WORDS = st.sampled_from(
    [
        *("app", "=", "Flask", "(", ")", "@", "route", ".", "'/x'", "\n", "    ", "def f():"),
        *("import ", "class C:", "return ", "await ", '"""', "#", "\\", ",", "[", "]", "async "),
        *("from flask import ", "é", "\x0c"),
    ]
)


@settings(max_examples=rounds(60), deadline=None)
@given(st.lists(WORDS, max_size=40).map("".join))
def test_any_text_is_read_without_a_fault(text):
    module = Module("a.py", text)
    try:
        whole = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    assert module.lost == ()
    assert len(module.functions) == sum(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(whole)
    )


NAMES = ["app.py", "b.py", "pyproject.toml", "requirements.txt", "Pipfile", "setup.cfg", "setup.py"]
NAMES += ["environment.yml", "package.json", "README.md", "docs/api.md"]
PIECES = st.sampled_from([FLASK, FASTAPI, "[project]\n", "dependencies = [", '"flask"', "]\n"])
DATA = st.one_of(
    st.binary(max_size=60), PIECES.map(str.encode), st.text(max_size=30).map(str.encode)
)


@settings(max_examples=rounds(60), deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.lists(DATA, max_size=4).map(b"".join)))
def test_any_bytes_in_any_file_are_survived_and_every_reason_holds(tmp_path_factory, files):
    top = tmp_path_factory.mktemp("any")
    for name, data in files.items():
        (top / name).parent.mkdir(exist_ok=True)
        (top / name).write_bytes(data)
    for one in scan(top).proposals:
        assert one.evidence
        for evidence in one.evidence:
            look_up(top, evidence)


@settings(max_examples=rounds(40), deadline=None)
@given(st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=20))
def test_any_name_of_a_file_is_survived(tmp_path_factory, name):
    if name in (".", "..") or len(name.encode()) > 200:
        return
    top = tmp_path_factory.mktemp("names")
    (top / f"{name}.py").write_text(FLASK)
    assert scan(top).modules + len(scan(top).skipped) + sum(scan(top).passed_over.values()) >= 1


def test_letters_that_python_normalises_make_no_false_reason(tmp_path):
    found = scanned(tmp_path, {"app.py": "import ｆlask\nｆlask.Ｆlask('x')\n"})
    assert found.proposals == ()
