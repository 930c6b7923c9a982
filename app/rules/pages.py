"""A rulebook as a readable page: questions, rules, gates, verdicts and claims in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.engine.questions import Condition, Question
from app.engine.rules import Claim, Gate, Rule, Rulebook, Verdict
from app.rulebooks.texts import Texts
from app.web.rendering import Page, signed

ConditionRows = tuple[tuple[str, tuple[str, ...]], ...]
"""Question text → texts of the options that meet the condition."""

MODIFIERS = ("both_sides", "hedged")


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """A claim a reason rests on; `aged` once its best-before date has passed."""

    claim: Claim
    aged: bool


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question and when it is asked."""

    question: Question
    asked_when: ConditionRows


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its questions."""

    title: str
    questions: tuple[QuestionRow, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule; `points` holds label, colour rank and points of each alternative it speaks for."""

    rule: Rule
    points: tuple[tuple[str, int, int], ...]
    conditions: ConditionRows
    claims: tuple[CitedClaim, ...]
    weight: str


@dataclass(frozen=True, slots=True)
class GroupRows:
    """A group with its rules."""

    id: str
    label: str
    rules: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class GateDetail:
    """A gate in words."""

    gate: Gate
    blocked: tuple[str, ...]
    when: ConditionRows
    unless: ConditionRows
    claims: tuple[CitedClaim, ...]


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A verdict row in words."""

    verdict: Verdict
    leader: str | None
    conditions: ConditionRows


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim and what rests on it: kind (rule or gate), id and text."""

    claim: Claim
    used_by: tuple[tuple[str, str, str], ...]
    unused_because: str


@dataclass(frozen=True, kw_only=True)
class RulebooksPage(Page):
    """All rulebooks in the package."""

    template: ClassVar[str] = "rules/list.html"
    rulebooks: tuple[Rulebook, ...]


@dataclass(frozen=True, kw_only=True)
class RulebookPage(Page):
    """One rulebook, whole."""

    template: ClassVar[str] = "rules/page.html"
    rulebook: Rulebook
    texts: Texts
    tiers: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    groups: tuple[GroupRows, ...]
    gates: tuple[GateDetail, ...]
    verdicts: tuple[VerdictRow, ...]
    claims: tuple[ClaimRow, ...]


def rulebook_page(rulebook: Rulebook, texts: Texts) -> RulebookPage:
    """The page of a rulebook."""
    return RulebookPage(
        title=f"{rulebook.title} {rulebook.version}",
        rulebook=rulebook,
        texts=texts,
        tiers=tuple(
            (texts.weights[name], signed(points) if name in MODIFIERS else str(points))
            for name, points in rulebook.policy.items()
        ),
        parts=tuple(_part(rulebook, one.id, one.title) for one in rulebook.sections),
        groups=tuple(_group(rulebook, texts, one.id, one.label) for one in rulebook.groups),
        gates=tuple(_gate(rulebook, one) for one in rulebook.gates),
        verdicts=tuple(_verdict(rulebook, one) for one in rulebook.verdicts),
        claims=tuple(_claim(rulebook, one) for one in rulebook.claims),
    )


def _conditions(rulebook: Rulebook, condition: Condition) -> ConditionRows:
    rows = ((rulebook.question_by_id[one], options) for one, options in condition.items())
    return tuple(
        (question.text, tuple(option.text for option in question.options if option.id in options))
        for question, options in rows
    )


def _cited(rulebook: Rulebook, ids: tuple[str, ...]) -> tuple[CitedClaim, ...]:
    return tuple(CitedClaim(rulebook.claim_by_id[one], aged=False) for one in ids)


def _part(rulebook: Rulebook, section: str, title: str) -> Part:
    rows = (
        QuestionRow(one, _conditions(rulebook, one.ask_when))
        for one in rulebook.questions
        if one.section == section
    )
    return Part(title, tuple(rows))


def _group(rulebook: Rulebook, texts: Texts, group: str, label: str) -> GroupRows:
    rows = (_rule(rulebook, texts, one) for one in rulebook.rules if one.group == group)
    return GroupRows(group, label, tuple(rows))


def _rule(rulebook: Rulebook, texts: Texts, rule: Rule) -> RuleRow:
    points = (
        (one.label, rank, rule.points[one.id])
        for rank, one in enumerate(rulebook.alternatives)
        if one.id in rule.points
    )
    return RuleRow(
        rule,
        tuple(points),
        _conditions(rulebook, rule.when),
        _cited(rulebook, rule.claims),
        _weight(rulebook, texts, rule),
    )


def _weight(rulebook: Rulebook, texts: Texts, rule: Rule) -> str:
    tier = f"“{texts.weights[rule.tier]}” {rulebook.policy[rule.tier]}"
    used = (one for one in MODIFIERS if getattr(rule, one))
    modifiers = (f"“{texts.weights[one]}” {signed(rulebook.policy[one])}" for one in used)
    return ", ".join((tier, *modifiers))


def _gate(rulebook: Rulebook, gate: Gate) -> GateDetail:
    return GateDetail(
        gate,
        tuple(rulebook.alternative_by_id[one].label for one in gate.blocks),
        _conditions(rulebook, gate.when),
        _conditions(rulebook, gate.unless),
        _cited(rulebook, gate.claims),
    )


def _verdict(rulebook: Rulebook, verdict: Verdict) -> VerdictRow:
    leader = rulebook.alternative_by_id[verdict.leader].label if verdict.leader else None
    return VerdictRow(verdict, leader, _conditions(rulebook, verdict.when))


def _claim(rulebook: Rulebook, claim: Claim) -> ClaimRow:
    rules = (("rule", one.id, one.because) for one in rulebook.rules if claim.id in one.claims)
    gates = (("gate", one.id, one.because) for one in rulebook.gates if claim.id in one.claims)
    why = next((one.why for one in rulebook.unused_claims if one.id == claim.id), "")
    return ClaimRow(claim, (*rules, *gates), why)
