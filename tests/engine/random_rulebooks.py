"""Random toy rulebooks, as TOML: AND rules, gates, hidden and multiple-choice questions.

What comes out at random often breaks a rule that concerns all answers (a row that is never
reached, a condition that can never hold); such a rulebook is thrown away, and another one made.
"""

from __future__ import annotations

import json
import math
from datetime import date
from random import Random
from typing import Any

from app.rulebooks.faults import RulebookError
from app.rulebooks.loader import parse_rulebook

NAME = "toy-1.0.0.toml"
GROUPS = 8
MOST_ASSIGNMENTS = 400
"""Of the cutset: beyond, a rulebook costs more time than it teaches."""

TIERS = {"t1": 9, "t2": 5, "t3": 2}
POLICY = {**TIERS, "both_sides": 1, "hedged": -1}


def random_toml(
    rng: Random,
    *,
    alternatives: int | None = None,
    positive: bool = False,
    most: float = math.inf,
) -> bytes:
    """A rulebook that the loader accepts; `positive` leaves out points against.

    It has about `most` answer sets at most.
    """
    return as_toml(random_document(rng, alternatives, positive, most)).encode()


def random_document(
    rng: Random, alternatives: int | None, positive: bool, most: float = math.inf
) -> dict[str, Any]:
    """The same rulebook as a document."""
    while True:
        document = any_document(rng, alternatives, positive)
        asked = {question["id"] for question in document["question"]}
        if (
            _joint_states(document, asked) <= most
            and _joint_states(document, _cutting(document)) <= MOST_ASSIGNMENTS
            and _is_sound(document)
        ):
            return document


def _cutting(document: dict[str, Any]) -> set[str]:
    """The questions of the cutset."""
    conditions = [question.get("ask_when", {}) for question in document["question"]]
    for gate in document["gate"]:
        conditions += [gate["when"], gate.get("unless", {})]
    conditions += [row.get("when", {}) for row in document["verdict"]]
    return {name for condition in conditions for name in condition}


def _joint_states(document: dict[str, Any], named: set[str]) -> int:
    """Their joint answers, unknown included, as if all were always asked."""
    return math.prod(
        len(question["options"]) + 1 if question["kind"] == "one" else 2 ** len(question["options"])
        for question in document["question"]
        if question["id"] in named
    )


def _is_sound(document: dict[str, Any]) -> bool:
    kinds: set[str] = set()
    try:
        parse_rulebook(NAME, as_toml(document).encode())
    except RulebookError as refused:
        kinds = {fault.kind for fault in refused.faults}
    assert kinds <= {"budget", "condition", "verdict"}
    return not kinds


def any_document(
    rng: Random, alternatives: int | None = None, positive: bool = False
) -> dict[str, Any]:
    """One that the loader may refuse for what concerns all answers."""
    sides = [f"a{n}" for n in range(1, (alternatives or rng.randint(2, 4)) + 1)]
    cutting = rng.choice([1, 1, 2, 3, 7])  # only so many questions decide what is asked and won
    questions = [_first_question(rng, len(sides))]
    for n in range(2, rng.randint(3, 7) + 1):
        questions.append(_question(rng, f"q{n}", questions[:cutting]))
    return {
        "rulebook": _head(rng),
        "section": [{"id": "s1", "title": "Part"}],
        "alternative": [{"id": side, "label": f"Side {side}"} for side in sides],
        "question": questions,
        "claim": [_claim(n, tier) for n, tier in enumerate(TIERS, start=1)],
        "group": [{"id": f"g{n}", "label": f"Group g{n}"} for n in range(1, GROUPS + 1)],
        "rule": _rules(rng, questions, sides, positive),
        "gate": [
            _gate(rng, f"k{n}", questions[:cutting], sides) for n in range(1, rng.randint(1, 3))
        ],
        "verdict": [
            *_verdicts(rng, questions[:cutting], sides),
            {"id": "v0", "label": "Too close"},
        ],
    }


def random_answers(rng: Random, document: dict[str, Any]) -> dict[str, Any]:
    """Raw answers, some open, some unknown, those to hidden questions included."""
    answers: dict[str, Any] = {}
    for question in document["question"]:
        fate = rng.random()
        if fate < 0.2:
            continue
        answers[question["id"]] = None if fate < 0.3 else _answer(rng, question)
    return answers


def _answer(rng: Random, question: dict[str, Any]) -> str | list[str]:
    options = [option["id"] for option in question["options"]]
    if question["kind"] == "one":
        return rng.choice(options)
    exclusive = [option["id"] for option in question["options"] if option.get("exclusive")]
    if exclusive and rng.random() < 0.2:
        return exclusive[:1]
    several = [option for option in options if option not in exclusive]
    return rng.sample(several, rng.randint(1, len(several)))


def _head(rng: Random) -> dict[str, Any]:
    too_close = rng.choice([3, 5])
    return {
        "id": "toy",
        "version": "1.0.0",
        "title": "A toy",
        "source": "Nobody",
        "unit": "decibans",
        "too_close": too_close,
        "bands": [[too_close, "some"], [too_close + 4, "more"], [too_close + 9, "most"]],
        "policy": POLICY,
    }


def _first_question(rng: Random, sides: int) -> dict[str, Any]:
    """Always asked, with an option for each side at least."""
    question = _question(rng, "q1", [])
    options = [{"id": f"q1o{n}", "text": f"Option q1o{n}"} for n in range(1, sides + 1)]
    return {**question, "options": max(question["options"], options, key=len)}


def _question(rng: Random, name: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    kind = rng.choice(["one", "one", "many"])
    options: list[dict[str, Any]] = [
        {"id": f"{name}o{n}", "text": f"Option {name}o{n}"} for n in range(1, rng.randint(2, 4) + 1)
    ]
    if kind == "many" and rng.random() < 0.5:
        options[0]["exclusive"] = True
    if kind == "one" and rng.random() < 0.3:
        for option in options:
            option["prior"] = rng.choice([0, 0.25, 0.5])
        options[0]["prior"] = 1
    question = {
        "id": name,
        "section": "s1",
        "text": f"Question {name}?",
        "kind": kind,
        "type": rng.choice(["fact", "judgement"]),
        "options": options,
    }
    if earlier and rng.random() < 0.35:
        question["ask_when"] = _condition(rng, earlier)
    return question


def _condition(rng: Random, questions: list[dict[str, Any]]) -> dict[str, list[str]]:
    named = rng.sample(questions, min(len(questions), rng.choice([1, 1, 1, 2])))
    return {
        question["id"]: [
            option["id"]
            for option in rng.sample(question["options"], rng.randint(1, len(question["options"])))
        ]
        for question in sorted(named, key=lambda question: question["id"])
    }


def _claim(number: int, tier: str) -> dict[str, Any]:
    return {
        "id": f"c{number}",
        "where": f"Line {number}",
        "says": f"Claim c{number}",
        "tier": tier,
        "nature": "advice",
    }


def _rules(
    rng: Random, questions: list[dict[str, Any]], sides: list[str], positive: bool
) -> list[dict[str, Any]]:
    """The first question has a strong rule for each side; the others speak as they like."""
    own = [
        {**_rule(rng, questions, [side], "t1", [1]), "when": {"q1": [f"q1o{n}"]}}
        for n, side in enumerate(sides, start=1)
    ]
    others = [
        _rule(
            rng,
            questions,
            rng.sample(sides, rng.randint(1, min(2, len(sides)))),
            rng.choice(list(TIERS)),
            [1] if positive else [1, 1, -1],
        )
        for _ in range(rng.randint(2, 12))
    ]
    return [{"id": f"r{n}", **rule} for n, rule in enumerate([*own, *others], start=1)]


def _rule(
    rng: Random, questions: list[dict[str, Any]], sides: list[str], tier: str, signs: list[int]
) -> dict[str, Any]:
    modifiers = {key: True for key in ("both_sides", "hedged") if rng.random() < 0.2}
    weight = max(1, TIERS[tier] + sum(POLICY[key] for key in modifiers))
    number = rng.randint(1, 99)
    return {
        "when": _condition(rng, questions),
        "points": {side: weight * rng.choice(signs) for side in sides},
        "group": f"g{rng.randint(1, GROUPS)}",
        "tier": tier,
        "because": f"reason r{number}",
        "claims": [f"c{list(TIERS).index(tier) + 1}"],
        **modifiers,
    }


def _gate(
    rng: Random, name: str, questions: list[dict[str, Any]], sides: list[str]
) -> dict[str, Any]:
    """A gate that never blocks the first alternative, so that one is always left."""
    gate = {
        "id": name,
        "blocks": rng.sample(sides[1:], rng.randint(1, len(sides) - 1)),
        "when": _condition(rng, questions),
        "because": f"reason {name}",
        "claims": ["c1"],
    }
    if rng.random() < 0.5:
        gate["unless"] = _condition(rng, questions)
    return gate


def _verdicts(
    rng: Random, questions: list[dict[str, Any]], sides: list[str]
) -> list[dict[str, Any]]:
    rows = []
    for number, side in enumerate(sides, start=1):
        final = {"id": f"v{number}", "label": f"Take {side}", "leader": side}
        if rng.random() < 0.5:
            when = _condition(rng, questions)
            rows.append({**final, "id": f"v{number}w", "when": when, "note": "A note"})
        rows.append(final)
    return rows


def as_toml(document: dict[str, Any]) -> str:
    lines = []
    for table, content in document.items():
        for entry in content if isinstance(content, list) else [content]:
            lines.append(f"[[{table}]]" if isinstance(content, list) else f"[{table}]")
            lines.extend(f"{key} = {_toml(value)}" for key, value in entry.items())
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value)
