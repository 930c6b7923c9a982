from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import build_commands
from app.engine.answers import read_answers
from app.engine.scoring import evaluate
from tests.factories import shipped

RULEBOOK = shipped().default


def assess(*arguments: str, stdin: str | bytes = b"") -> Result:
    return CliRunner().invoke(build_commands(), ["assess", *arguments], input=stdin)


def record_of(raw: dict[str, object]) -> dict[str, object]:
    return evaluate(RULEBOOK, read_answers(RULEBOOK, raw)[0]).record()


RAW = {"situation": "new", "kind": "public_api", "load": "high", "docs": None}


def test_a_file_of_answers_is_assessed_as_json(tmp_path: Path):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(RAW))
    result = assess(str(path), "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == record_of(RAW)


def test_standard_input_is_read_for_a_dash():
    result = assess(
        "-", "--format", "json", stdin='{"limits": null, "situation": "existing_flask"}'
    )
    assert json.loads(result.stdout)["verdict"] == "keep"


@pytest.mark.parametrize("name", ["flask-fastapi", "flask-fastapi@1.0.0"])
def test_the_rulebook_can_be_named(name):
    result = assess("-", "--rulebook", name, "--format", "json", stdin="{}")
    assert json.loads(result.stdout)["rulebook"]["id"] == "flask-fastapi"


@pytest.mark.parametrize("name", ["flask", "flask-fastapi@9.9.9"])
def test_an_unknown_rulebook_is_refused_with_those_at_hand(name):
    result = assess("-", "--rulebook", name, stdin="{}")
    assert result.exit_code == 2
    assert "flask-fastapi@1.0.0" in result.stderr


def test_a_missing_file_is_refused(tmp_path: Path):
    assert assess(str(tmp_path / "none.json")).exit_code == 2


@pytest.mark.parametrize(
    "stdin, told",
    [
        ('{"kind": "api"}', "kind: There is no option “api”; use public_api, internal_api, "),
        ('{"load": ["low", "high"]}',
         "load: Choose one option only. Options: low, moderate, high."),
        ('{"situation": "existing_flask", "limits": ["none", "other"]}',
         "Options: none, throughput, async, validation, docs, other."),
        ('{"limits": ["docs"]}', "limits: This is asked only if situation is existing_flask."),
        ('{"color": "red"}',
         "This rulebook has no question “color”.\nThe questions are situation, limits, "),
        ("[]", "Answers are an object: question → option, list of options, or null."),
        ("{", "This is not JSON: "),
        ('{"kind": "api", "kind": "api"}', 'The key "kind" is there twice.'),
        (b'{"kind": "\xff"}', "This is not UTF-8"),
        ('{"kind": NaN}', "NaN is not a JSON number."),
    ],
)  # fmt: skip
def test_bad_answers_are_refused_with_question_and_options(stdin, told):
    result = assess("-", stdin=stdin)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_every_problem_is_told_at_once():
    result = assess("-", stdin='{"kind": "api", "load": "huge", "color": "red"}')
    assert [line.split(":")[0] for line in result.stderr.splitlines()[:2]] == ["kind", "load"]
    assert "“color”" in result.stderr


def lines_of(*cases: object) -> str:
    return "".join(f"{json.dumps(case)}\n" for case in cases)


def test_a_batch_gives_one_line_of_json_for_each_case():
    stdin = lines_of({"id": "first", "answers": RAW}, {"id": 2, "answers": {}})
    result = assess("--batch", "-", stdin=stdin)
    assert result.exit_code == 0
    first, second = map(json.loads, result.stdout.splitlines())
    assert first == {"id": "first", **record_of(RAW)}
    assert second == {"id": 2, **record_of({})}
    assert next(iter(first)) == "id"


def test_a_batch_can_come_from_a_file(tmp_path: Path):
    path = tmp_path / "cases.jsonl"
    path.write_text(lines_of({"id": 1, "answers": RAW}))
    assert len(assess("--batch", str(path)).stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "line, case_id, told",
    [
        ('{"id": 1, "answers": {"kind": "api"}}', 1, "kind: There is no option “api”"),
        ('{"id": 1, "answers": {"limits": ["docs"]}}', 1, "limits: This is asked only if"),
        ('{"id": 1, "answers": []}', 1, "Answers are an object"),
        ('{"id": 1}', 1, 'A line is an object with "id" and "answers", nothing else.'),
        ('{"answers": {}}', None, 'A line is an object with "id" and "answers", nothing else.'),
        ('{"id": 1, "answers": {}, "x": 1}', 1, "nothing else."),
        ('{"id": true, "answers": {}}', True, '"id" is a text or a whole number.'),
        ("[]", None, "A line is an object"),
        ("rubbish", None, "This is not JSON"),
    ],
)
def test_a_bad_line_yields_an_error_and_the_rest_goes_on(line, case_id, told):
    good = lines_of({"id": "good", "answers": {}})
    result = assess("--batch", "-", stdin=good + line + "\n" + good)
    before, bad, after = map(json.loads, result.stdout.splitlines())
    assert before == after == {"id": "good", **record_of({})}
    assert list(bad) == ["id", "error"]
    assert bad["id"] == case_id
    assert bad["error"].startswith("Line 2: ")
    assert told in bad["error"]
    assert result.exit_code == 2


def test_a_line_that_is_not_utf_8_does_not_stop_the_batch():
    good = lines_of({"id": 1, "answers": {}}).encode()
    result = assess("--batch", "-", stdin=b'{"id": "\xff"}\n' + good)
    assert "UTF-8" in json.loads(result.stdout.splitlines()[0])["error"]
    assert len(result.stdout.splitlines()) == 2


def test_empty_lines_are_no_cases():
    result = assess("--batch", "-", stdin="\n" + lines_of({"id": 1, "answers": {}}) + "\n")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)


def test_progress_goes_to_standard_error():
    stdin = lines_of(*({"id": n, "answers": {}} for n in range(1000))) + "x\n"
    result = assess("--batch", "-", stdin=stdin)
    assert result.stderr.splitlines() == ["1000 cases …", "1001 cases, 1 with an error"]


ADJUSTMENTS = {
    "rules_off": ["new-api"],
    "own_reasons": [{"text": "We run Flask", "side": "flask", "weight": "bottom_line"}],
}


def adjusted_by(tmp_path: Path, adjustments: object, *arguments: str) -> Result:
    path = tmp_path / "adjustments.json"
    path.write_text(json.dumps(adjustments))
    answers = json.dumps({"situation": "new", "kind": "public_api"})
    return assess("-", "--adjustments", str(path), *arguments, stdin=answers)


def test_adjustments_add_a_second_result_and_leave_the_first(tmp_path: Path):
    raw = {"situation": "new", "kind": "public_api"}
    record = json.loads(adjusted_by(tmp_path, ADJUSTMENTS, "--format", "json").stdout)
    second, given = record.pop("adjusted"), record.pop("adjustments")
    assert record == record_of(raw)
    assert given == {"gates_off": [], **ADJUSTMENTS}
    assert second["scores"] == {"flask": 10, "fastapi": 5}


def test_the_second_result_is_told_with_a_ledger_that_adds_up(tmp_path: Path):
    text = adjusted_by(tmp_path, ADJUSTMENTS).stdout
    first, second = text.split("With 2 adjustments")
    assert "We run Flask" not in first
    assert "Switched off: a new API is where" in second
    assert re.search(r"We run Flask \[own reason\] +\+10", second)
    assert re.search(r"Sum +10 +5", second)
    assert "With " not in adjusted_by(tmp_path, {}).stdout


@pytest.mark.parametrize(
    ("adjustments", "says"),
    [
        ({"rules_off": ["gravity"]}, "These rules have no rule “gravity”."),
        ({"own_reasons": [{"text": "a", "side": "flask", "weight": "hedged"}]}, "own reason 1: "),
        ([], "Adjustments are an object"),
    ],
)
def test_adjustments_that_cannot_be_used_are_refused(tmp_path: Path, adjustments, says: str):
    result = adjusted_by(tmp_path, adjustments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert "The weights are bottom_line, when_i_use, works_challenges" in result.stderr


def test_adjustments_are_for_one_case(tmp_path: Path):
    result = adjusted_by(tmp_path, {}, "--batch")
    assert (result.exit_code, "not for a batch" in result.stderr) == (2, True)


SECOND = {"situation": "new", "kind": "internal_api", "docs": "others", "output": "pages"}


def test_a_second_opinion_stands_below_with_both_columns_added_up():
    told = assess("-", "--second-opinion", stdin=json.dumps(SECOND)).stdout
    below = told.partition("Second opinion: ")[2]
    assert "Counts of reasons, not a forecast. People who stay rarely write about it." in below
    assert re.search(r"API documentation +FastAPI 4 +FastAPI 7", below)
    assert re.search(r"\d+ decisions? for, \d+ against", below)
    assert re.search(r"Together +FastAPI 14 +FastAPI \d+$", below.strip())


def test_as_json_it_is_a_block_pinned_like_the_result_which_stays_the_same():
    plain = {name: chosen for name, chosen in SECOND.items() if name != "output"}
    record = json.loads(
        assess("-", "--second-opinion", "--format", "json", stdin=json.dumps(SECOND)).stdout
    )
    opinion = record.pop("second_opinion")
    assert record == record_of(plain)
    field = shipped().second_opinion_on("flask-fastapi")
    assert opinion["rulebook"] == {
        "id": field.id,
        "version": field.version,
        "sha256": field.sha256,
    }
    assert (opinion["word"], opinion["extra_answers"]) == ("agrees", {"output": "pages"})
    assert sum(family["advice"] for family in opinion["families"]) == -14
    assert opinion["pair"] == ["flask", "fastapi"]


def test_either_rulebook_can_be_asked_alone():
    told = assess("-", "--rulebook", "field-evidence", "--format", "json", stdin=json.dumps(SECOND))
    assert json.loads(told.stdout)["rulebook"]["id"] == "field-evidence"


@pytest.mark.parametrize(
    "arguments, stdin, told",
    [
        (["--second-opinion"], '{"output": "smoke"}', "There is no option “smoke”; use pages, "),
        (["--second-opinion"], '{"move_size": "small"}', "asked only if situation is existing_"),
        (["--second-opinion"], '{"color": "red"}', "This rulebook has no question “color”."),
        (["--second-opinion"], "[]", "Answers are an object"),
        (["--second-opinion", "--batch"], "", "not for a batch"),
        (
            ["--second-opinion", "--rulebook", "field-evidence"],
            "{}",
            "--second-opinion: field-evidence has no second opinion: leave this out, or",
        ),
        ([], '{"output": "pages"}', "This rulebook has no question “output”."),
    ],
)
def test_what_a_second_opinion_cannot_use_is_refused(arguments, stdin, told):
    result = assess("-", *arguments, stdin=stdin)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.replace("│", " ").split())
