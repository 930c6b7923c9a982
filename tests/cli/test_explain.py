from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.analysis.explanation import as_record, explain
from app.cli import build_commands
from app.engine.answers import read_answers
from app.engine.scoring import evaluate
from tests.factories import shipped

RULEBOOK = shipped().default


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(build_commands(), [*arguments], input=stdin)


def record_of(raw: dict[str, object]) -> dict[str, object]:
    answers = read_answers(RULEBOOK, raw)[0]
    result = evaluate(RULEBOOK, answers)
    return result.record() | as_record(RULEBOOK, explain(RULEBOOK, answers, result))


OPEN = {"situation": "new", "kind": "public_api", "load": "high", "docs": None}
SETTLED = {"situation": "existing_flask", "limits": ["none"]}


@pytest.mark.parametrize("raw", [{}, OPEN, SETTLED])
def test_as_json_it_is_the_result_with_all_that_can_be_proved(raw, tmp_path: Path):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(raw))
    result = run("explain", str(path), "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == record_of(raw)


def text_of(raw: dict[str, object]) -> str:
    """The text, with its lines joined again."""
    result = run("explain", "-", stdin=json.dumps(raw))
    assert result.exit_code == 0
    return " ".join(result.stdout.split())


@pytest.mark.parametrize(
    "told",
    [
        "Flask or FastAPI? (flask-fastapi 1.0.1)",
        "Verdict FastAPI (strong)",
        "Settled no, open questions can still change the verdict",
        "Lead by points FastAPI is ahead of Flask by 15; open questions leave between -9 and 39",
        "Ask next horizon: Small and soon, or growing for years? (worth 0.04 bits)",
        "Rests on the answers do not settle the verdict yet",
        "Weightings the same verdict in 2286 of 2286; by points Flask 0, FastAPI 2286, too close 0",
        "3 changed answers would flip it (facts stay):",
        "- load = low, horizon = quick, structure = own: Too close to call (lead 4)",
        "and 4 others like these.",
    ],
)
def test_as_text_it_says_what_is_open_and_what_would_flip_it(told):
    assert told in text_of(OPEN)


@pytest.mark.parametrize(
    "told",
    [
        "Settled yes, nothing that is open or unknown can change the verdict",
        "Ask next nothing, no open question can change the verdict",
        "Rests on 2 of 2 answers settle it: situation = existing_flask, limits = none",
        "One changed answer would flip it (no judgement alone does, so facts change, too):",
        "- limits = throughput: Move to FastAPI (lead 5)",
    ],
)
def test_as_text_it_says_what_is_settled_and_why(told):
    assert told in text_of(SETTLED)


def test_a_level_lead_and_an_unknown_that_matters_have_words_of_their_own():
    assert "Lead none, 0 points; open questions leave between -49 and 44" in text_of({})
    unless = {"situation": "existing_flask", "limits": ["none"], "upkeep": None}
    assert "Settled yes, nothing that is open or unknown can change the verdict" in text_of(unless)
    website = {q.id: None for q in RULEBOOK.questions if not q.ask_when}
    told = text_of({**website, "situation": "new", "kind": "website"})
    assert "Settled yes, unless you find out what you do not know" in told


@pytest.mark.parametrize("limits", [{}, {"limits": None}], ids=["open", "not known"])
def test_what_a_rule_takes_for_granted_is_said_and_is_not_settled(limits):
    told = text_of({"situation": "existing_flask", **limits})
    sentence = "As long as no limit of the Flask app is known, it is kept."
    assert f"Verdict Keep the Flask app (by rule). {sentence}" in told
    assert "Settled no, what is open or taken for granted can still change the verdict" in told
    assert sentence not in text_of(SETTLED)


def test_the_rulebook_can_be_named_and_bad_answers_are_refused():
    assert run("explain", "-", "--rulebook", "flask-fastapi@1.0.0", stdin="{}").exit_code == 0
    refused = run("explain", "-", stdin='{"kind": "api"}')
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "kind: There is no option “api”" in refused.stderr


def test_a_batch_can_be_explained_line_by_line():
    cases = [{"id": "first", "answers": OPEN}, {"id": 2, "answers": SETTLED}]
    stdin = "".join(f"{json.dumps(case)}\n" for case in cases)
    result = run("assess", "--batch", "--explain", "-", stdin=stdin)
    assert result.exit_code == 0
    first, second = map(json.loads, result.stdout.splitlines())
    assert first == {"id": "first", **record_of(OPEN)}
    assert second == {"id": 2, **record_of(SETTLED)}


def test_a_single_case_is_explained_by_the_command_for_it():
    result = run("assess", "--explain", "-", stdin="{}")
    assert result.exit_code == 2
    assert "use the command explain" in " ".join(result.stderr.split())
