"""The part of a rulebook that scores, and its fingerprint: words do not count."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256
from typing import Any

from app.engine.questions import Condition, OptionSet, Question
from app.engine.rules import Gate, Rule, Rulebook, Verdict


@lru_cache(maxsize=64)
def scoring_fingerprint(rulebook: Rulebook) -> str:
    """SHA-256 (hex) of all that can change an outcome, as canonical JSON.

    Alternatives, ids and options of the questions, rules, gates, verdict rows, weights, `too_close`
    and `bands`: two rulebooks with the same fingerprint give every answer set the same verdict.
    Lists count as they are written, so an order that changes nothing can change the fingerprint.
    """
    content = json.dumps(
        _scoring(rulebook), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return sha256(content.encode()).hexdigest()


def _scoring(rulebook: Rulebook) -> dict[str, Any]:
    return {
        "alternatives": [alternative.id for alternative in rulebook.alternatives],
        "bands": [[band.lead, band.strength] for band in rulebook.bands],
        "gates": [_gate(rulebook, gate) for gate in rulebook.gates],
        "policy": dict(rulebook.weights),
        "questions": [_question(rulebook, question) for question in rulebook.questions],
        "rules": [_rule(rulebook, rule) for rule in rulebook.rules],
        "too_close": rulebook.too_close,
        "verdicts": [_verdict(rulebook, row) for row in rulebook.verdicts],
    }


def _question(rulebook: Rulebook, question: Question) -> dict[str, Any]:
    options = [
        _given(id=option.id, exclusive=option.exclusive or None) for option in question.options
    ]
    asked = _in_order(rulebook, question.ask_when)
    return _given(id=question.id, kind=question.kind, ask_when=asked, options=options)


def _rule(rulebook: Rulebook, rule: Rule) -> dict[str, Any]:
    when = _in_order(rulebook, rule.when)
    return _given(id=rule.id, when=when, points=dict(rule.points), group=rule.group)


def _gate(rulebook: Rulebook, gate: Gate) -> dict[str, Any]:
    when, unless = _in_order(rulebook, gate.when), _in_order(rulebook, gate.unless)
    return _given(id=gate.id, blocks=list(gate.blocks), when=when, unless=unless)


def _verdict(rulebook: Rulebook, row: Verdict) -> dict[str, Any]:
    return _given(id=row.id, leader=row.leader, when=_in_order(rulebook, row.when))


def _in_order(rulebook: Rulebook, condition: Condition) -> dict[str, list[str]] | None:
    """The condition with its options as they were written; None if it is empty."""
    return {
        question: _written(rulebook.question_by_id[question], options)
        for question, options in condition.items()
    } or None


def _written(question: Question, options: frozenset[str]) -> list[str]:
    """As in the file; in the order of the question where a condition comes from no file."""
    if isinstance(options, OptionSet):
        return list(options.written)
    return [option for option in question.option_ids if option in options]


def _given(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
