"""Do the counts follow from the published decisions, and the weights of the rules from the counts?

Every `[[count]]` is made anew: who stands in its position, who of them chose its side, and who the
other alternative; who chose anything else counts for nobody. Only which of the first gave another
reason is taken from the file: that is read, not counted.

The weight of a rule then follows from the first of its claims that has a count. Its tier:

* hard_limit   a claim of that tier, and somebody met it;
* none         more against it than for it: there must be no such rule;
* consistent   at least 8 for it, and 4 for each one against;
* repeated     at least 4, and 2 for each one against; or documented, and at least 2;
* few          at least 2; or documented alone;
* single       one.

`voices` of a claim count as for it: places that tell of a thing and decided nothing. Fewer than 4
for each one against: hedged. A `weight_note` lowers the tier by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.engine.rules import Rule, Rulebook
from app.rulebooks.filling import standing
from app.rulebooks.sources import Count, Source, Sources

TIERS = ("hard_limit", "consistent", "repeated", "few", "single")
"""The tiers that follow from counts, the strongest first."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What a rule weighs by its counts; `tier` is None if it should not be there."""

    tier: str | None
    hedged: bool
    points: int


@dataclass(frozen=True, slots=True)
class Misfit:
    """A count or a rule that does not follow, and what it should be."""

    table: str
    id: str
    message: str

    def __str__(self) -> str:
        return f'{self.table} "{self.id}": {self.message}'


def recount(rulebook: Rulebook, sources: Sources) -> tuple[Misfit, ...]:
    """Everything that does not follow; empty if all does.

    Weights are recounted only where the policy has exactly the tiers that follow from counts.
    """
    found = [*_miscounted(rulebook, sources)]
    if set(TIERS) <= rulebook.weights.keys():
        found += _misweighed(rulebook, sources)
    return tuple(found)


def _miscounted(rulebook: Rulebook, sources: Sources) -> Iterator[Misfit]:
    for count in sources.counts.values():
        position = standing(count.when, sources.sources.values())
        for message in _count_faults(count, position, rulebook):
            yield Misfit("count", count.claim, message)


def _count_faults(count: Count, position: Iterable[Source], rulebook: Rulebook) -> Iterator[str]:
    chose = {source.id: source.chose for source in position}
    same = {source for source, side in chose.items() if side == count.side}
    other = {
        source
        for source, side in chose.items()
        if side != count.side and side in rulebook.alternative_by_id
    }
    yield from _differences("for", set(count.for_), same - set(count.other_reason))
    yield from _differences("against", set(count.against), other)
    if strangers := set(count.other_reason) - same:
        yield f"other_reason has {_listed(strangers)}, and they did not choose {count.side} there"


def _differences(name: str, said: set[str], due: set[str]) -> Iterator[str]:
    if missing := due - said:
        yield f"{name} lacks {_listed(missing)}"
    if extra := said - due:
        yield f"{name} has {_listed(extra)}, and it should not: another position or another choice"


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids))


def _misweighed(rulebook: Rulebook, sources: Sources) -> Iterator[Misfit]:
    for rule in rulebook.rules:
        due = weight_of(rule, rulebook, sources)
        if due.tier is None:
            yield Misfit("rule", rule.id, "more are against it than for it; drop it")
        elif (due.tier, due.hedged) != (rule.tier, rule.hedged):
            said = _weight(rule.tier, rule.hedged)
            yield Misfit("rule", rule.id, f"is {said}; by its counts {_weight(*_shape(due))}")
        elif (given := sorted(rule.points.values())) != [due.points]:
            yield Misfit("rule", rule.id, f"gives {given}; by its counts {due.points}")


def _shape(weight: Weight) -> tuple[str, bool]:
    return weight.tier or "", weight.hedged


def _weight(tier: str, hedged: bool) -> str:
    return f"{tier}, hedged" if hedged else tier


def weight_of(rule: Rule, rulebook: Rulebook, sources: Sources) -> Weight:
    """What the counts make of a rule: tier, hedge and points (decibans)."""
    claims = [rulebook.claim_by_id[claim] for claim in rule.claims]
    counts = [sources.counts[claim] for claim in rule.claims if claim in sources.counts]
    yes = sum(claim.voices for claim in claims) + (len(counts[0].for_) if counts else 0)
    no = len(counts[0].against) if counts else 0
    documented = any(claim.rests_on == "documentation" for claim in claims)
    if yes and any(claim.tier == TIERS[0] for claim in claims):
        tier: str | None = TIERS[0]
    else:
        tier = tier_of(yes, no, documented=documented)
    hedged = tier in TIERS[1:-1] and yes < 4 * no
    if tier and rule.weight_note:
        tier = TIERS[min(TIERS.index(tier) + 1, len(TIERS) - 1)]
    return Weight(tier, hedged, _points(rulebook, tier, rule.both_sides, hedged))


def tier_of(yes: int, no: int, *, documented: bool) -> str | None:
    """The tier of so many for a claim and so many against; None if more are against it."""
    if no > yes:
        return None
    if yes >= 8 and yes >= 4 * no:
        return "consistent"
    if (yes >= 4 and yes >= 2 * no) or (documented and yes >= 2):
        return "repeated"
    if yes >= 2 or documented:
        return "few"
    return "single" if yes else None


def _points(rulebook: Rulebook, tier: str | None, both_sides: bool, hedged: bool) -> int:
    weights = rulebook.weights
    parts = [("both_sides", both_sides), ("hedged", hedged)]
    modifiers = sum(weights[name] for name, there in parts if there)
    return max(1, weights[tier] + modifiers) if tier else 0
