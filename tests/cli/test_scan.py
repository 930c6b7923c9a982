from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner, Result

from app.cli import build_commands
from tests.factories import shipped
from tests.scan.trees import FASTAPI, FLASK, make
from tests.web.people import ada, app  # noqa: F401
from tests.web.visitor import Visitor

RULEBOOK = shipped().default
SITE = {
    "app/__init__.py": FLASK + "import flask_login\n",
    "app/views.py": 'from app import app\n@app.route("/")\ndef home():\n    return ""\n',
    "requirements.txt": "Flask==3.1.3\n",
    "tests/test_app.py": FLASK,
}
SETTLED = {
    "app.py": FASTAPI
    + "".join(
        f'@app.{verb}("/notes/{{id}}")\nasync def {verb}(id: int):\n    return await f(id)\n'
        for verb in ("post", "get", "put", "delete")
    )
}


def run(*arguments: str | Path, stdin: str = "") -> Result:
    return CliRunner().invoke(build_commands(), [str(one) for one in arguments], input=stdin)


def test_the_table_names_each_answer_with_its_lines_and_ends_with_what_decides(tmp_path):
    result = run("scan", make(tmp_path, SITE))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "2 modules of Python read, 7 lines; nothing was imported or run." in result.stdout
    assert (
        "Where do you stand?\n  Running a Flask app\n"
        "    app/__init__.py:2: `Flask` makes the Flask application\n" in result.stdout
    )
    assert "  In between" not in result.stdout
    assert "  No, short and quick, not sure\n" in result.stdout
    assert "  modules that do not run in production: 1 in tests\n" in result.stdout
    assert result.stdout.endswith(
        "What code cannot tell, and what decides:\n  Has the Flask app hit real limits?\n\n"
        "Next, in the questionnaire of your advisor, or by a decision record:\n"
        f"  python3 run.py cli scan {tmp_path} --url https://advisor.example\n"
        f"  python3 run.py cli scan {tmp_path} --answers > answers.json\n"
        "  python3 run.py cli record answers.json > decision.md\n"
        "The first two leave out what is not sure; --include-unsure takes it, too.\n"
    )


def test_where_no_single_answer_decides_that_is_said_and_the_folder_is_quoted(tmp_path):
    result = run("scan", make(tmp_path / "my app", SETTLED))
    assert (
        "\n\nNo single answer that is missing above changes the verdict of the sure ones.\n\n"
        in result.stdout
    )
    assert f"scan '{tmp_path / 'my app'}' --answers > answers.json\n" in result.stdout
    assert (
        json.loads(run("scan", tmp_path / "my app", "--format", "json").stdout)["decides"] is None
    )


def test_what_is_sure_needs_no_word_on_what_is_not(tmp_path):
    assert run("scan", tmp_path).stdout.endswith("record answers.json > decision.md\n")


def test_json_is_versioned_and_has_all_of_it(tmp_path):
    (make(tmp_path, SITE) / "link").symlink_to("app")
    found = json.loads(run("scan", tmp_path, "--format", "json").stdout)
    assert (found["format"], found["version"]) == ("framework-advisor scan", 1)
    assert found["rulebook"] == {"id": RULEBOOK.id, "version": RULEBOOK.version}
    assert found["proposals"][0] == {
        "question": "situation",
        "option": "existing_flask",
        "confidence": "high",
        "evidence": [
            {
                "path": "app/__init__.py",
                "line": 2,
                "why": "`Flask` makes the Flask application",
            },
            {
                "path": "requirements.txt",
                "line": 1,
                "why": "`Flask` is declared as always needed",
            },
        ],
    }
    assert found["skipped"] == [{"path": "link", "why": "a link; scan follows none"}]
    assert found["decides"] == "limits"


def test_answers_are_what_assess_takes(tmp_path):
    sure = run("scan", make(tmp_path, SITE), "--answers")
    assert json.loads(sure.stdout) == {
        "situation": "existing_flask",
        "horizon": "quick",
        "extensions": "few",
    }
    assert sure.stderr.startswith("Open, and they can change the verdict: limits")
    result = run("assess", "-", "--format", "json", stdin=sure.stdout)
    assert json.loads(result.stdout)["verdict"] == "keep"


def test_answers_from_type_hints_alone_make_no_accepted_decision(tmp_path):
    typed = "def double(number: int) -> int:\n    return 2 * number\n"
    tree = {f"pkg/m{number}.py": typed * 12 for number in range(4)}
    found = run("scan", make(tmp_path, tree), "--answers")
    assert json.loads(found.stdout) == {"type_hints": "comfortable"}
    assert "change the verdict: situation, " in found.stderr
    assert "Begin with situation: Where do you stand? (new, existing_flask, " in found.stderr
    assert 'status: "proposed"' in run("record", "-", stdin=found.stdout).stdout


def test_answers_that_are_not_sure_are_taken_on_request(tmp_path):
    unsure = run("scan", make(tmp_path, SITE), "--answers", "--include-unsure")
    assert json.loads(unsure.stdout)["concurrency"] == "no"
    assert run("assess", "-", stdin=unsure.stdout).exit_code == 0


def test_the_link_opens_the_questionnaire_filled_in_at_the_question_that_decides(
    tmp_path: Path,
    ada: Visitor,  # noqa: F811
):
    result = run("scan", make(tmp_path, SITE), "--url", "https://advisor.example/")
    address = urlsplit(result.stdout.splitlines()[-1])
    assert (address.netloc, address.fragment) == ("advisor.example", "q-limits")
    page = ada.get(f"{address.path}?{address.query}")
    assert page.all("fieldset", id="q-limits")
    ticked = {one.get("value") for one in page.all("input") if "checked" in one.attrib}
    assert {"existing_flask", "quick", "few"} <= ticked
    assert tmp_path.name not in result.stdout.splitlines()[-1]


def test_json_and_a_link_go_to_different_places(tmp_path):
    result = run("scan", make(tmp_path, SITE), "--format", "json", "--url", "https://a.example")
    assert json.loads(result.stdout)["version"] == 1
    assert "https://a.example/questionnaire/" in result.stderr


def test_another_situation_ends_with_another_question(tmp_path):
    result = run("scan", make(tmp_path, {"app.py": FASTAPI}))
    assert "limits" not in result.stdout
    assert "What code cannot tell, and what decides:" in result.stdout


def test_an_empty_folder_is_said_to_be_empty(tmp_path):
    result = run("scan", tmp_path)
    assert result.exit_code == 0
    assert "0 modules of Python read, 0 lines" in result.stdout
    assert "Open: There is no Python here to go by." in result.stdout


def test_names_move_no_cursor(tmp_path):
    name = "\x1b[2J\u202e\n.py"
    make(tmp_path, {name: FLASK, "also\x07.py": "def f(:\n"})
    os.symlink("nowhere", tmp_path / "bell\x07")
    os.mkfifo(tmp_path / os.fsdecode(b"caf\xe9\x9b"))
    table = run("scan", tmp_path).stdout
    assert r"\x1b[2J\u202e\n.py:2" in table
    assert all(one.isprintable() or one == "\n" for one in table)
    document = run("scan", tmp_path, "--format", "json").stdout
    assert document.isascii()
    assert json.loads(document)["proposals"][0]["evidence"][0]["path"] == name
    assert {one["path"] for one in json.loads(document)["skipped"]} == {"bell\x07", "caf\\xe9\\x9b"}


@pytest.mark.parametrize("name", ["nothing", "a\x1b[31mb", "x" * 5000])
def test_a_folder_that_is_not_there_is_one_sentence(tmp_path, name):
    result = run("scan", tmp_path / name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("There is no folder ")
    assert "\x1b" not in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_file_is_no_folder(tmp_path):
    file = make(tmp_path, {"app.py": FLASK}) / "app.py"
    result = run("scan", file)
    assert (result.exit_code, result.stderr) == (2, f"{file} is no folder.\n")


@pytest.mark.parametrize(
    "base",
    [
        "advisor.example",
        "ftp://a.example",
        "https://",
        "https://a/?x=1",
        "https://[",
        "https://a\x1b",
        "https://user:pw@a.example",
        "https://user@a.example",
    ],
)
def test_a_base_that_is_no_address_of_an_advisor_is_refused(tmp_path, base):
    result = run("scan", tmp_path, "--url", base)
    assert result.exit_code == 2
    assert "https://advisor.example" in result.stderr


@pytest.mark.parametrize(
    "options, remedy",
    [
        (["--answers", "--url", "https://advisor.example"], "leave --url out"),
        (["--answers", "--format", "json"], "leave --format out"),
        (["--include-unsure"], "--include-unsure: Give it with --answers or --url."),
        (["--include-unsure", "--format", "json"], "Give it with --answers or --url."),
    ],
)
def test_options_that_would_do_nothing_are_refused(tmp_path, options, remedy):
    result = run("scan", tmp_path, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert remedy in result.stderr


def test_an_empty_path_is_not_this_folder():
    result = run("scan", "")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "an empty path names nothing; this folder is ." in result.stderr


def test_help_says_which_formats_there_are():
    assert "--format text|json" in run("scan", "--help").stdout
