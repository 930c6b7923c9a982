from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from app.cli import build_commands
from app.decisions.reading import machine_text
from tests.factories import shipped

RULEBOOK = shipped().default
RAW = {"situation": "new", "kind": "public_api"}


def record(*arguments: str, stdin: str = json.dumps(RAW)) -> Result:
    return CliRunner().invoke(build_commands(), ["record", *arguments], input=stdin)


def test_a_record_is_printed_with_its_machine_part():
    result = record("-")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "\n# Flask or FastAPI? FastAPI\n" in result.stdout
    part = json.loads(machine_text(result.stdout))
    assert part["answers"] == RAW
    assert part["rulebook"]["version"] == RULEBOOK.version


def test_number_title_link_and_what_it_supersedes():
    result = record(
        "-", "--number", "12", "--title", "API of the shop", "--supersedes", "0007-old one.md",
        "--url", "https://advisor.example/x",
    )  # fmt: skip
    assert "\n# 12\\. API of the shop\n" in result.stdout
    assert "* Supersedes [0007-old one\\.md](<0007-old%20one.md>)\n" in result.stdout
    assert "* Made at <https://advisor.example/x>\n" in result.stdout
    assert result.stderr.splitlines() == [
        "Save it as 0012-api-of-the-shop.md",
        "Put into 0007-old one.md, in place of its status: "
        'status: "superseded by 0012-api-of-the-shop.md"',
    ]


def test_own_reasons_come_from_a_file(tmp_path):
    path = tmp_path / "own.json"
    own = {"own_reasons": [{"text": "Ours", "side": "flask", "weight": "bottom_line"}]}
    path.write_text(json.dumps(own))
    result = record("-", "--adjustments", str(path))
    assert "## With own reasons" in result.stdout
    assert json.loads(machine_text(result.stdout))["adjusted_verdict"] == "too_close"


@pytest.mark.parametrize(
    "raw, status",
    [
        ({"kind": "internal_api"}, "proposed"),  # it leads, and an existing app would turn it
        ({"situation": "existing_flask"}, "proposed"),
        ({"situation": "existing_flask", "limits": ["none"]}, "accepted"),
        (RAW, "accepted"),
        ({"situation": "new"}, "proposed"),
    ],
)
def test_it_is_accepted_once_no_open_question_can_change_it(raw, status, tmp_path):
    result = record("-", stdin=json.dumps(raw))
    assert (result.exit_code, f'status: "{status}"' in result.stdout) == (0, True)
    told = "The record says proposed, since these are open and can change it: "
    assert result.stderr.startswith(told) == (status == "proposed")
    (tmp_path / "x.md").write_text(result.stdout)
    checked = CliRunner().invoke(build_commands(), ["check", str(tmp_path / "x.md")])
    assert checked.exit_code == 0


@pytest.mark.parametrize(
    "arguments, stdin, told",
    [
        ((), "{", "This is not JSON: "),
        (("--second-opinion", "--rulebook", "field-evidence"), "{}", "--second-opinion: "),
        ((), '{"kind": "api"}', "There is no option “api”"),
        (("--supersedes", "../x.md"), "{}", "Give its file name"),
        (("--supersedes", "x"), "{}", "Give its file name"),
        (("--url", "javascript:x"), "{}", "Give it as https://"),
        (("--url", "https://x/> y"), "{}", "Give it as https://"),
        (("--number", "0"), "{}", "--number"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_printed(arguments, stdin, told):
    result = record("-", *arguments, stdin=stdin)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_a_second_opinion_is_told_on_demand_and_is_no_part_of_what_is_checked():
    result = record("-", "--second-opinion")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "\n## Second opinion: what others decided\n" in result.stdout
    assert "It changes nothing in the advice" in result.stdout
    assert machine_text(result.stdout) == machine_text(record("-").stdout)


def test_the_open_question_is_named_with_its_options():
    told = record("-", stdin='{"situation": "existing_flask"}').stderr
    assert "can change it: limits. Begin with limits: Has the Flask app hit real limits? (" in told
    assert "(none, throughput, " in told


@pytest.mark.parametrize("command", ["record", "assess", "explain"])
def test_where_nothing_comes_in_that_is_all_that_is_said(command):
    for nothing in ("", " \n"):
        result = CliRunner().invoke(build_commands(), [command, "-"], input=nothing)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == "Nothing came in: the input is empty.\n"
