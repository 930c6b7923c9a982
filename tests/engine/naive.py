"""A second, deliberately naive reading of a rulebook. It imports nothing from the application.

Everything is looked up again wherever it is needed, in plain loops over the parsed TOML, so that
no clever idea of the engine is repeated here by accident.
"""

from __future__ import annotations

import hashlib
import tomllib
from typing import Any


def read(data: bytes) -> dict[str, Any]:
    book = tomllib.loads(data.decode())
    book["sha256"] = hashlib.sha256(data).hexdigest()
    return book


def interpret(book: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
    """The output record for raw answers: question → option, list of options, or None."""
    visible, chosen = look(book, raw)
    fired = [rule for rule in book["rule"] if meets(rule["when"], chosen)]
    scores = {a["id"]: score(book, fired, a["id"]) for a in book["alternative"]}
    gates = [gate for gate in book.get("gate", []) if is_shut(gate, chosen)]
    decision = decide(book, scores, gates)
    row = verdict_row(book, decision["leader"], chosen)
    return {
        "rulebook": {
            "id": book["rulebook"]["id"],
            "version": book["rulebook"]["version"],
            "sha256": book["sha256"],
        },
        "verdict": row["id"],
        "label": row["label"],
        "note": row.get("note"),
        **decision,
        "scores": scores,
        "by_points": by_points(book, scores),
        "ledger": [ledger_line(book, rule, fired, chosen) for rule in fired],
        "gates": [gate_line(book, gate, chosen) for gate in gates],
        "coverage": coverage(visible, raw),
        "claims": claims(book, fired + gates),
    }


def adjust(book: dict[str, Any], adjustments: dict[str, Any]) -> dict[str, Any]:
    """The rulebook with rules and gates crossed out and reasons of one's own written under it."""
    changed = dict(book)
    changed["rule"] = [one for one in book["rule"] if one["id"] not in adjustments["rules_off"]]
    changed["gate"] = [
        one for one in book.get("gate", []) if one["id"] not in adjustments["gates_off"]
    ]
    changed["group"] = list(book["group"])
    for number, own in enumerate(adjustments["own_reasons"], start=1):
        name = f"own:{number}"
        changed["group"].append({"id": name, "label": own["text"]})
        points = {own["side"]: book["rulebook"]["policy"][own["weight"]]}
        changed["rule"].append(
            {
                "id": name,
                "when": {},
                "points": points,
                "group": name,
                "because": own["text"],
                "claims": [],
            }
        )
    return changed


def look(book: dict[str, Any], raw: dict[str, Any]) -> tuple[list[str], dict[str, list[str]]]:
    visible, chosen = [], {}
    for question in book["question"]:
        chosen[question["id"]] = []
        if meets(question.get("ask_when", {}), chosen):
            visible.append(question["id"])
            answer = raw.get(question["id"])
            if isinstance(answer, str):
                chosen[question["id"]] = [answer]
            elif answer is not None:
                chosen[question["id"]] = list(answer)
    return visible, chosen


def meets(condition: dict[str, list[str]], chosen: dict[str, list[str]]) -> bool:
    for question in condition:
        hits = 0
        for option in condition[question]:
            if option in chosen[question]:
                hits += 1
        if hits == 0:
            return False
    return True


def is_shut(gate: dict[str, Any], chosen: dict[str, list[str]]) -> bool:
    if not meets(gate["when"], chosen):
        return False
    return "unless" not in gate or not meets(gate["unless"], chosen)


def score(book: dict[str, Any], fired: list[dict[str, Any]], alternative: str) -> int:
    total = 0
    for group in book["group"]:
        given = [
            rule["points"][alternative]
            for rule in fired
            if rule["group"] == group["id"] and alternative in rule["points"]
        ]
        total += max([0, *given]) + min([0, *given])
    return total


def decide(
    book: dict[str, Any], scores: dict[str, int], gates: list[dict[str, Any]]
) -> dict[str, Any]:
    available = list(scores)
    for gate in gates:
        available = [alternative for alternative in available if alternative not in gate["blocks"]]
    decision: dict[str, Any] = {
        "basis": "points",
        "strength": None,
        "leader": None,
        "runner_up": None,
        "tied": [],
        "lead": None,
    }
    top = max(scores[alternative] for alternative in available)
    leader = next(alternative for alternative in available if scores[alternative] == top)
    others = [alternative for alternative in available if alternative != leader]
    if len(others) == 0:
        return {**decision, "basis": "rule", "strength": "by rule", "leader": leader}
    second = max(scores[alternative] for alternative in others)
    lead = top - second
    too_close = book["rulebook"]["too_close"]
    if lead < too_close:
        tied = [alternative for alternative in available if top - scores[alternative] < too_close]
        return {**decision, "tied": tied, "lead": lead}
    runner_up = next(alternative for alternative in others if scores[alternative] == second)
    strength = None
    for threshold, word in book["rulebook"]["bands"]:
        if lead >= threshold:
            strength = word
    return {
        **decision,
        "leader": leader,
        "runner_up": runner_up,
        "lead": lead,
        "strength": strength,
    }


def by_points(book: dict[str, Any], scores: dict[str, int]) -> dict[str, Any]:
    decision = decide(book, scores, [])
    return {"leader": decision["leader"], "lead": decision["lead"]}


def verdict_row(
    book: dict[str, Any], leader: str | None, chosen: dict[str, list[str]]
) -> dict[str, Any]:
    for row in book["verdict"]:
        if row.get("leader") == leader and meets(row.get("when", {}), chosen):
            return row
    raise AssertionError("some verdict row has to hold")


def counted_for(rule: dict[str, Any], fired: list[dict[str, Any]], alternative: str) -> str:
    """The id of the rule that counts where this one would: the strongest, then the first."""
    positive = rule["points"][alternative] > 0
    rivals = [
        rival
        for rival in fired
        if rival["group"] == rule["group"]
        and alternative in rival["points"]
        and (rival["points"][alternative] > 0) == positive
    ]
    strongest = max(abs(rival["points"][alternative]) for rival in rivals)
    for rival in rivals:
        if abs(rival["points"][alternative]) == strongest:
            return rival["id"]
    raise AssertionError("a rule is its own rival")


def ledger_line(
    book: dict[str, Any],
    rule: dict[str, Any],
    fired: list[dict[str, Any]],
    chosen: dict[str, list[str]],
) -> dict[str, Any]:
    credited = {}
    counted_by = None
    for alternative in rule["points"]:
        if counted_for(rule, fired, alternative) == rule["id"]:
            credited[alternative] = rule["points"][alternative]
    if credited == {}:
        counted_by = counted_for(rule, fired, next(iter(rule["points"])))
    return {
        "rule": rule["id"],
        "group": rule["group"],
        "points": rule["points"],
        "credited": credited,
        "counted_by": counted_by,
        "answers": fired_by(book, rule["when"], chosen),
        "because": rule["because"],
        "claims": rule["claims"],
        "presumption": rule.get("presumption", False),
    }


def gate_line(
    book: dict[str, Any], gate: dict[str, Any], chosen: dict[str, list[str]]
) -> dict[str, Any]:
    return {
        "gate": gate["id"],
        "blocks": gate["blocks"],
        "because": gate["because"],
        "claims": gate["claims"],
        "answers": fired_by(book, gate["when"], chosen),
    }


def fired_by(
    book: dict[str, Any], condition: dict[str, list[str]], chosen: dict[str, list[str]]
) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for question in book["question"]:
        name = question["id"]
        if name in condition:
            both = []
            for option in question["options"]:
                if option["id"] in condition[name] and option["id"] in chosen[name]:
                    both.append(option["id"])  # noqa: PERF401  (plain on purpose)
            answers[name] = both if question["kind"] == "many" else both[0]
    return answers


def coverage(visible: list[str], raw: dict[str, Any]) -> dict[str, int]:
    return {
        "visible": len(visible),
        "answered": len([name for name in visible if name in raw and raw[name] is not None]),
        "unknown": len([name for name in visible if name in raw and raw[name] is None]),
        "open": len([name for name in visible if name not in raw]),
    }


def claims(book: dict[str, Any], reasons: list[dict[str, Any]]) -> list[str]:
    used = []
    for claim in book["claim"]:
        for reason in reasons:
            if claim["id"] in reason["claims"] and claim["id"] not in used:
                used.append(claim["id"])
    return used
