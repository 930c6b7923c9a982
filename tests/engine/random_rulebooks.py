"""Random toy rulebooks, as TOML: AND rules, gates, hidden and multiple-choice questions."""

from __future__ import annotations

import json
from datetime import date
from random import Random
from typing import Any

TIERS = {"t1": 9, "t2": 5, "t3": 2}
POLICY = {**TIERS, "both_sides": 1, "hedged": -1}


def random_toml(rng: Random, *, alternatives: int | None = None, positive: bool = False) -> bytes:
    """A rulebook that the loader accepts; `positive` leaves out points against."""
    return as_toml(random_document(rng, alternatives, positive)).encode()


def random_document(rng: Random, alternatives: int | None, positive: bool) -> dict[str, Any]:
    sides = [f"a{n}" for n in range(1, (alternatives or rng.randint(2, 4)) + 1)]
    questions: list[dict[str, Any]] = []
    for n in range(1, rng.randint(3, 7) + 1):
        questions.append(_question(rng, f"q{n}", questions))
    return {
        "rulebook": _head(rng),
        "section": [{"id": "s1", "title": "Part"}],
        "alternative": [{"id": side, "label": f"Side {side}"} for side in sides],
        "question": questions,
        "claim": [_claim(n, tier) for n, tier in enumerate(TIERS, start=1)],
        "group": [{"id": f"g{n}", "label": f"Group g{n}"} for n in range(1, 5)],
        "rule": [
            _rule(rng, f"r{n}", questions, sides, positive)
            for n in range(1, rng.randint(4, 14) + 1)
        ],
        "gate": [_gate(rng, f"k{n}", questions, sides) for n in range(1, rng.randint(1, 3))],
        "verdict": [*_verdicts(rng, questions, sides), {"id": "v0", "label": "Too close"}],
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


def _question(rng: Random, name: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    kind = rng.choice(["one", "one", "many"])
    options = [
        {"id": f"{name}o{n}", "text": f"Option {name}o{n}"} for n in range(1, rng.randint(2, 4) + 1)
    ]
    if kind == "many" and rng.random() < 0.5:
        options[0]["exclusive"] = True
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
    named = rng.sample(questions, min(len(questions), rng.choice([1, 1, 2])))
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


def _rule(
    rng: Random,
    name: str,
    questions: list[dict[str, Any]],
    sides: list[str],
    positive: bool,
) -> dict[str, Any]:
    tier = rng.choice(list(TIERS))
    modifiers = {key: True for key in ("both_sides", "hedged") if rng.random() < 0.2}
    weight = max(1, TIERS[tier] + sum(POLICY[key] for key in modifiers))
    signs = [1] if positive else [1, 1, -1]
    return {
        "id": name,
        "when": _condition(rng, questions),
        "points": {
            side: weight * rng.choice(signs)
            for side in rng.sample(sides, rng.randint(1, min(2, len(sides))))
        },
        "group": f"g{rng.randint(1, 4)}",
        "tier": tier,
        "because": f"reason {name}",
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
