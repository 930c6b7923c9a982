"""Does every rule weigh what it should: points, tiers and bands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from app.engine.rules import Rule, Rulebook
from app.rulebooks.checks import Finding, tiers_of
from app.rulebooks.reading import Reading


def bands(reading: Reading) -> Iterator[Finding]:
    """The strengths begin at `too_close` and rise."""
    if reading.complete:
        for message in _band_faults(reading.rulebook):
            yield Finding("rulebook", reading.rulebook.id, "bands", message)


def _band_faults(rulebook: Rulebook) -> Iterator[str]:
    leads, too_close = [band.lead for band in rulebook.bands], rulebook.too_close
    if too_close < 1:
        yield f"too_close is {too_close}; it must be 1 or more"
    if leads[0] != too_close:
        yield f"the first band begins at {leads[0]}; it must begin at too_close, {too_close}"
    if any(lower >= higher for lower, higher in pairwise(leads)):
        yield f"the bands begin at {leads}; each must begin above the one before"


def tiers(reading: Reading) -> Iterator[Finding]:
    """A rule weighs as its strongest claim; only a `weight_note` lowers it, nothing raises it."""
    weights, claims = reading.rulebook.weights, reading.rulebook.claim_by_id
    for rule in _rules_of_known_tier(reading.rulebook):
        cited = [claims[claim] for claim in rule.claims if claim in claims]
        if len(cited) < len(rule.claims) or any(claim.tier not in weights for claim in cited):
            continue  # refused as a reference
        strongest = max(cited, key=lambda claim: weights[claim.tier])
        excess = weights[rule.tier] - weights[strongest.tier]
        says = f'its strongest claim is "{strongest.id}" of tier {strongest.tier}; use that'
        if excess > 0:
            yield Finding("rule", rule.id, "tier", f"tier {rule.tier} is too high: {says}")
        elif excess < 0 and rule.weight_note is None:
            message = f"tier {rule.tier} is low: {says} or add weight_note"
            yield Finding("rule", rule.id, "tier", message)


def points(reading: Reading) -> Iterator[Finding]:
    """Every rule gives the points of its tier and modifiers, to or against an alternative."""
    weights = reading.rulebook.weights
    for rule in _rules_of_known_tier(reading.rulebook):
        missing = [modifier for modifier in rule.modifiers if modifier not in weights]
        for modifier in missing:
            message = f'the policy has no "{modifier}"; add it to the policy or drop it here'
            yield Finding("rule", rule.id, "reference", message)
        if not missing:
            yield from _off_weight(
                rule, {part: weights[part] for part in (rule.tier, *rule.modifiers)}
            )


def _rules_of_known_tier(rulebook: Rulebook) -> list[Rule]:
    known = tiers_of(rulebook)
    return [rule for rule in rulebook.rules if rule.tier in known]


def _off_weight(rule: Rule, parts: Mapping[str, int]) -> Iterator[Finding]:
    due = max(1, sum(parts.values()))
    reason = " ".join(f"{part} {points:+d}" for part, points in parts.items())
    for message in _point_faults(rule, due):
        yield Finding("rule", rule.id, "points", f"{message}; the policy says {due} ({reason})")


def _point_faults(rule: Rule, due: int) -> Iterator[str]:
    if not rule.points:
        yield "it gives no points"
    for alternative, given in rule.points.items():
        if not isinstance(given, int) or isinstance(given, bool):
            yield f"points for {alternative} are no whole number"
        elif abs(given) != due:
            yield f"points for {alternative} are {given}"
