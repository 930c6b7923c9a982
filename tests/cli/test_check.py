from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import build_commands
from app.decisions.reading import machine_text
from app.rulebooks.library import Library
from tests.analysis.second_version import second_version
from tests.factories import shipped

LIBRARY = shipped()
NEWER = Library([*LIBRARY, second_version()])
API = {"situation": "new", "kind": "public_api", "debugging": "explicit"}
OWN = {"own_reasons": [{"text": "Ours", "side": "flask", "weight": "works_challenges"}]}


def run(*arguments: str | Path, stdin: str = "") -> Result:
    return CliRunner().invoke(build_commands(), [str(one) for one in arguments], input=stdin)


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that has version 2.0.0 of the rules."""
    monkeypatch.setattr("app.cli.check.load_library", lambda default: NEWER)


def record(folder: Path, raw: object = API, own: object = None, version: str = "1.0.0") -> Path:
    path = folder / "0001-x.md"
    more: list[str | Path] = ["--rulebook", f"flask-fastapi@{version}"]
    if own:
        (folder / "own.json").write_text(json.dumps(own))
        more += ["--adjustments", folder / "own.json"]
    path.write_text(run("record", "-", *more, stdin=json.dumps(raw)).stdout, encoding="utf-8")
    return path


def test_a_record_holds_whatever_was_done_to_its_prose(tmp_path):
    path = record(tmp_path)
    text = path.read_text(encoding="utf-8")
    start = text.index("```json")
    path.write_bytes(b"\xef\xbb\xbf# Mine\r\n\r\n" + text[start:].replace("\n", "\r\n").encode())
    result = run("check", path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{path}: holds under the rules {LIBRARY.default.version}: FastAPI.\n"


@pytest.mark.usefixtures("newer")
def test_newer_rules_turn_it_red_and_the_rules_that_moved_are_named(tmp_path):
    path = record(tmp_path, {"situation": "new", "horizon": "quick", "debugging": "explicit"})
    result = run("check", path)
    assert result.exit_code == 1
    told = result.stdout
    assert "does not hold under the rules 2.0.0; it was decided under 1.0.0." in told
    assert "\n  Verdict: Flask → Too close to call\n" in told
    assert "\n  Moved: explicit-debugging: +2 Flask → nothing (" in told
    assert "What to do: answer again" in told


@pytest.mark.usefixtures("newer")
def test_a_question_or_option_that_is_gone_turns_it_red(tmp_path):
    result = run("check", record(tmp_path, {"situation": "new", "kind": "internal_api"}))
    assert result.exit_code == 1
    assert "  No longer asked: kind: There is no option “internal_api”" in result.stdout


@pytest.mark.usefixtures("newer")
def test_rules_that_moved_and_verdicts_that_stay_keep_it_green(tmp_path):
    result = run("check", record(tmp_path))
    assert result.exit_code == 0
    assert "  Moved: explicit-debugging: +2 Flask → nothing (" in result.stdout


@pytest.mark.usefixtures("newer")
def test_the_verdict_with_own_reasons_counts_as_much(tmp_path):
    path = record(tmp_path, {"situation": "new", "debugging": "explicit"}, OWN)
    result = run("check", path)
    assert result.exit_code == 1
    assert "  With own reasons: Flask → Too close to call\n" in result.stdout
    assert "  Verdict:" not in result.stdout


@pytest.mark.usefixtures("newer")
def test_answers_are_checked_for_what_is_still_asked(tmp_path):
    path = tmp_path / "answers.json"
    path.write_text('{"situation": "new"}')
    assert run("check", path).exit_code == 0
    path.write_text('{"kind": "internal_api"}')
    assert run("check", path).exit_code == 1
    path.write_text('{"kind": "nonsense"}')
    result = run("check", path)
    assert result.exit_code == 2
    assert "There is no option “nonsense”" in result.stdout


def machine(text: str) -> dict[str, object]:
    return json.loads(machine_text(text))


def with_part(**changed: object):
    def change(text: str) -> str:
        part = {**machine(text), **changed}
        return f"```json\n{json.dumps({k: v for k, v in part.items() if v != 'gone'})}\n```\n"

    return change


@pytest.mark.parametrize(
    "change, told",
    [
        (lambda text: text[:-20], "Its machine part is cut off."),
        (lambda text: text[: text.index("```json")], "There is no machine part in it"),
        (lambda text: text + text, "There are 2 machine parts in it"),
        (lambda text: text.replace('"format"', "format"), "Its machine part is not JSON"),
        (with_part(version=2), "of format 2, which a newer Framework Advisor wrote"),
        (with_part(version="1"), "has no version"),
        (with_part(verdict="gone"), "lacks verdict"),
        (with_part(more=1), "has more, which does not go with the rest"),
        (with_part(verdict="flask"), "does not follow from its own answers"),
        (with_part(answers={"kind": "public_api", "situation": "existing_flask"}), "not follow"),
        (with_part(answers={"kind": "x"}), "There is no option “x”"),
        (with_part(answers=[]), "The answers in it are no object"),
        (with_part(adjustments={}, adjusted_verdict="flask"), "does not follow"),
        (with_part(adjustments={"rules_off": ["x"]}, adjusted_verdict="x"), "no rule “x”"),
        (with_part(rulebook={"id": "flask-fastapi", "version": "9.0.0", "sha256": ""}),
         "under the rules flask-fastapi 9.0.0, which this Framework Advisor does not have"),
        (with_part(rulebook={"id": "flask-fastapi", "version": "1.0.0", "sha256": ""}),
         "the fingerprints differ"),
        (with_part(rulebook="x"), "does not say which rules"),
    ],
)  # fmt: skip
def test_a_machine_part_that_cannot_be_relied_on_is_one_sentence_and_status_2(
    tmp_path, change, told
):
    path = record(tmp_path)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    result = run("check", path)
    assert result.exit_code == 2
    assert result.stdout.count("\n") == 1
    assert result.stdout.startswith(f"{path}: cannot be checked. ")
    assert told in result.stdout


def test_files_that_are_none_are_named_and_the_others_are_checked(tmp_path):
    good = record(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "binary.md").write_bytes(b"\xff\xfe")
    (tmp_path / "big.md").write_bytes(b"x" * (1 << 20) + b"x")
    bad = [tmp_path / name for name in ("none.md", "pipe", "binary.md", "big.md", "a\x1b[2Jb")]
    result = run("check", *bad, tmp_path, good)
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert len(lines) == 7
    assert ["cannot be checked" in line for line in lines] == [True] * 6 + [False]
    assert "\x1b" not in result.stdout
    assert "a\\x1b[2Jb" in result.stdout


def test_other_records_are_passed_over_on_demand_and_a_cut_one_is_not(tmp_path):
    good = record(tmp_path)
    other, cut = tmp_path / "other.md", tmp_path / "cut.md"
    other.write_text("# Use SQLite\n")
    cut.write_text(good.read_text(encoding="utf-8").partition("```json")[0], encoding="utf-8")
    assert run("check", "--skip-others", other, good).exit_code == 0
    assert "nothing was checked" in run("check", "--skip-others", other).stdout
    assert run("check", other, good).exit_code == 2
    assert run("check", "--skip-others", cut).exit_code == 2


@pytest.mark.usefixtures("newer")
def test_the_summary_of_a_job_is_markdown_and_names_are_inert_in_it(tmp_path, monkeypatch):
    red = record(tmp_path, {"situation": "new", "kind": "internal_api"})
    red = red.rename(tmp_path / "<b>*x*.md")
    named, asked = tmp_path / "step.md", tmp_path / "asked.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(named))
    run("check", red)
    run("check", red, "--summary", asked)
    assert named.read_text(encoding="utf-8") == asked.read_text(encoding="utf-8")
    text = asked.read_text(encoding="utf-8")
    assert text.startswith("## Decisions\n\n**")
    assert "\\<b\\>\\*x\\*.md" in text.replace("\\.md", ".md")
    assert "\n* No longer asked\\: " in text or "\n* No longer asked: " in text
    assert run("check", red, "--summary", tmp_path).exit_code == 2
