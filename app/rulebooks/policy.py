"""Is every weight the policy's: points, tiers and bands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from app.engine.rules import Rule, Rulebook
from app.rulebooks.checks import MODIFIERS, Finding
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
    policy, claims = reading.rulebook.policy, reading.rulebook.claim_by_id
    for rule in reading.rulebook.rules:
        cited = [claims[id_] for id_ in rule.claims if id_ in claims]
        known = [claim for claim in cited if claim.tier in policy]
        if len(known) < len(rule.claims) or rule.tier not in policy:
            continue  # refused elsewhere
        strongest = max(known, key=lambda claim: policy[claim.tier])
        excess = policy[rule.tier] - policy[strongest.tier]
        says = f'its strongest claim is "{strongest.id}" of tier {strongest.tier}'
        if excess > 0:
            yield _tier_fault(rule, f"tier {rule.tier} is too high: {says}; use that")
        elif excess < 0 and rule.weight_note is None:
            yield _tier_fault(
                rule, f"tier {rule.tier} is lower: {says}; use that or add weight_note"
            )


def _tier_fault(rule: Rule, message: str) -> Finding:
    return Finding("rule", rule.id, "tier", message)


def points(reading: Reading) -> Iterator[Finding]:
    """Every rule gives the points of its tier and modifiers, to or against an alternative."""
    policy = reading.rulebook.policy
    for rule in reading.rulebook.rules:
        parts = [rule.tier, *(modifier for modifier in MODIFIERS if getattr(rule, modifier))]
        missing = [part for part in parts if part not in policy]
        if missing:
            yield from _missing_modifiers(rule, missing, reading.rulebook)
            continue
        due = max(1, sum(policy[part] for part in parts))
        reason = " ".join(f"{part} {policy[part]:+d}" for part in parts)
        for message in _point_faults(rule, due):
            yield Finding("rule", rule.id, "points", f"{message}; the policy says {due} ({reason})")


def _missing_modifiers(rule: Rule, missing: list[str], rulebook: Rulebook) -> Iterator[Finding]:
    for part in missing:
        if part in MODIFIERS and rulebook.policy:
            message = f'the policy has no "{part}"; add it to the policy or drop it here'
            yield Finding("rule", rule.id, "reference", message)


def _point_faults(rule: Rule, due: int) -> Iterator[str]:
    if not rule.points:
        yield "it gives no points"
    for alternative, given in rule.points.items():
        if not isinstance(given, int) or isinstance(given, bool):
            yield f"points for {alternative} are no whole number"
        elif abs(given) != due:
            yield f"points for {alternative} are {given}"
