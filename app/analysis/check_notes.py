"""Static checks whose findings inform: nothing is wrong, but it is good to know."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from app.analysis.check_errors import Found
from app.analysis.findings import Finding
from app.analysis.overlaps import pairs
from app.analysis.refusals import can_hold
from app.engine.questions import Question
from app.engine.rules import Rule, Rulebook


def notes(rulebook: Rulebook) -> Iterator[Finding]:
    """Every note that no day changes."""
    found = [
        *shared_claims(rulebook),
        *two_sided_options(rulebook),
        *ties(rulebook),
        *lowered_tiers(rulebook),
        *silent_questions(rulebook),
    ]
    for code, subject, message in found:
        yield Finding("note", code, subject, message)


def shared_claims(rulebook: Rulebook) -> Found:
    """A claim that counts in two groups at once."""
    for claim in rulebook.claims:
        citing = [rule for rule in rulebook.rules if claim.id in rule.claims]
        together = [
            f"{first.id} and {second.id}"
            for first, second in combinations(citing, 2)
            if first.group != second.group and can_hold(rulebook, first.when, second.when)
        ]
        if together:
            message = f"counts in several groups at once: {'; '.join(together)}"
            yield "shared_claim", claim.id, message


def two_sided_options(rulebook: Rulebook) -> Found:
    """An option that gives a reason for each of several sides."""
    for question in rulebook.questions:
        for option in question.option_ids:
            sides = {
                side
                for rule in rulebook.rules
                if option in rule.when.get(question.id, ())
                for side in _favoured(rulebook, rule)
            }
            if len(sides) > 1:
                told = " and ".join(side for side in rulebook.alternative_by_id if side in sides)
                yield "two_sided_option", f"{question.id}/{option}", f"speaks for {told}"


def _favoured(rulebook: Rulebook, rule: Rule) -> list[str]:
    """The sides that the rule puts ahead of another."""
    points = {side: rule.points.get(side, 0) for side in rulebook.alternative_by_id}
    return [side for side, given in points.items() if given > min(points.values())]


def ties(rulebook: Rulebook) -> Found:
    """Two rules of a group that are equally strong, so that the first in the file is named."""
    for first, second in pairs(rulebook, same_group=True):
        equal = [side for side, points in first.points.items() if second.points.get(side) == points]
        if equal and can_hold(rulebook, first.when, second.when):
            message = "are equally strong and can hold together; the first is the one named"
            yield "tie", f"{first.id}/{second.id}", message


def lowered_tiers(rulebook: Rulebook) -> Found:
    """A rule that weighs less than its strongest claim, and why."""
    for rule in rulebook.rules:
        tiers = [rulebook.claim_by_id[claim].tier for claim in rule.claims]
        strongest = max(tiers, key=lambda tier: rulebook.policy[tier])
        if rulebook.policy[rule.tier] < rulebook.policy[strongest]:
            message = f"weighs as {rule.tier} instead of {strongest}: {rule.weight_note}"
            yield "lowered_tier", rule.id, message


def silent_questions(rulebook: Rulebook) -> Found:
    """With several alternatives: a question that says nothing about one of them."""
    if len(rulebook.alternatives) > 2:
        for question in rulebook.questions:
            spoken = _spoken_of(rulebook, question)
            silent = [side for side in rulebook.alternative_by_id if side not in spoken]
            if spoken and silent:
                message = f"says nothing about {' and '.join(silent)}"
                yield "silent_question", question.id, message


def _spoken_of(rulebook: Rulebook, question: Question) -> set[str]:
    return {side for rule in rulebook.rules if question.id in rule.when for side in rule.points}
