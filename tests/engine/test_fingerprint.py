"""The fingerprint of what scores: the same as a second program makes of the file alone."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from app.engine.fingerprint import scoring_fingerprint
from app.rulebooks.library import SHIPPED, rulebook_files
from app.rulebooks.loader import load_rulebook
from tests.engine.toy import TOY, TOY_PATH

ARTICLE = "92b47b65e2230f043c6b243c3c0a110a7d56c257af26cf5ed5ca20cdf3080634"


def fingerprint_of_file(path: Path) -> str:
    """The second program: it reads the file and nothing of the application."""
    book = tomllib.loads(path.read_text())

    def keep(rows: list[dict], *keys: str) -> list[dict]:
        return [{key: row[key] for key in keys if key in row} for row in rows]

    def asked(question: dict) -> dict:
        options = keep(question["options"], "id", "exclusive")
        return keep([question], "id", "kind", "ask_when")[0] | {"options": options}

    part = {
        "alternatives": [one["id"] for one in book["alternative"]],
        "bands": book["rulebook"]["bands"],
        "gates": keep(book.get("gate", []), "id", "blocks", "when", "unless"),
        "policy": book["rulebook"]["policy"],
        "questions": [asked(question) for question in book["question"]],
        "rules": keep(book["rule"], "id", "when", "points", "group"),
        "too_close": book["rulebook"]["too_close"],
        "verdicts": keep(book["verdict"], "id", "leader", "when"),
    }
    content = json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(content.encode()).hexdigest()


@pytest.mark.parametrize("path", [*rulebook_files(SHIPPED), TOY_PATH], ids=lambda path: path.stem)
def test_a_second_program_makes_the_same_of_the_file(path: Path):
    assert scoring_fingerprint(load_rulebook(path)) == fingerprint_of_file(path)


def test_that_of_the_article_is_the_one_its_record_names():
    for version in ("1.0.0", "1.0.1"):
        path = SHIPPED / f"flask-fastapi-{version}.toml"
        assert scoring_fingerprint(load_rulebook(path)) == ARTICLE


def test_words_keep_it_and_whatever_scores_changes_it():
    before = scoring_fingerprint(TOY)
    rule, row, question = TOY.rules[0], TOY.verdicts[0], TOY.questions[0]
    words = replace(
        TOY,
        sha256="other",
        title="Another title",
        rules=(replace(rule, because="other words"), *TOY.rules[1:]),
        verdicts=(replace(row, label="Other", note="Other"), *TOY.verdicts[1:]),
        questions=(replace(question, text="Other?", why="Other"), *TOY.questions[1:]),
    )
    assert scoring_fingerprint(words) == before
    for changed in (
        replace(TOY, too_close=5),
        replace(TOY, weights={**TOY.weights, "aside": 2}),
        replace(TOY, rules=TOY.rules[1:]),
        replace(TOY, rules=(replace(rule, group="burden"), *TOY.rules[1:])),
        replace(TOY, rules=(replace(rule, points={"bicycle": 7}), *TOY.rules[1:])),
        replace(TOY, gates=TOY.gates[1:]),
        replace(TOY, verdicts=TOY.verdicts[1:]),
        replace(TOY, questions=TOY.questions[:-1], rules=TOY.rules[:1], gates=()),
        replace(TOY, alternatives=TOY.alternatives[::-1]),
        replace(TOY, bands=TOY.bands[1:]),
    ):
        assert scoring_fingerprint(changed) != before
