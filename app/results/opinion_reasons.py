"""The reasons of a second opinion, each with the decisions that it was counted from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.engine.rules import Family, Rule, Rulebook
from app.engine.second_opinion import FamilyLine
from app.rules.words import Words


class CountedReason(NamedTuple):
    """A rule of the second rulebook that counted, and the decisions it was counted from.

    `claim` is the one that counts them, None where there is none. `is_echo`: it rests on what the
    first rulebook rests on, and on no decision. `is_due`: something it rests on was not looked at
    again in time.
    """

    rule: Rule
    claim: str | None
    in_favour: int
    against: int
    is_echo: bool
    is_due: bool

    @property
    def is_tie(self) -> bool:
        """Whether as many decided against it as for it."""
        return self.claim is not None and self.in_favour == self.against

    @property
    def says_count(self) -> bool:
        """Whether its own words say how many decided for it, so that nobody has to repeat it."""
        return str(self.in_favour) in re.findall(r"\d+", self.rule.because)


class FamilyRow(NamedTuple):
    """What a row of the table shows: plain values, so that equal ones are known to be equal.

    `own` are the points of the `reasons`; `is_said`: the first rulebook counts something, too.
    """

    family: Family
    is_opposite: bool
    is_said: bool
    other_points: int
    own: tuple[int, ...]
    own_points: int
    reasons: tuple[CountedReason, ...]
    is_due: bool
    is_echo: bool
    echoed: int


@dataclass(frozen=True, slots=True)
class FamilyView:
    """One line of the table; points are for the side on the left, or if negative the other."""

    line: FamilyLine
    reasons: tuple[CountedReason, ...]

    @property
    def echoed(self) -> int:
        """Of its points those that no decision is behind, only what the first rests on, too."""
        pairs = zip(self.line.own, self.reasons, strict=True)
        return sum(reason.points for reason, counted in pairs if counted.is_echo)

    @property
    def is_echo(self) -> bool:
        """Whether no decision is behind any of it."""
        return all(reason.is_echo for reason in self.reasons)

    @property
    def is_due(self) -> bool:
        """Whether there is something to look at again, and nothing else."""
        return bool(self.reasons) and all(reason.is_due for reason in self.reasons)

    @property
    def row(self) -> FamilyRow:
        """It as a row."""
        line = self.line
        return FamilyRow(
            family=line.family,
            is_opposite=line.kind == "opposite",
            is_said=bool(line.other),
            other_points=line.other_points,
            own=tuple(reason.points for reason in line.own),
            own_points=line.own_points,
            reasons=self.reasons,
            is_due=self.is_due,
            is_echo=self.is_echo,
            echoed=self.echoed,
        )


def counted_reasons(
    second: Rulebook,
    words: Words,
    counts: Mapping[str, Any],
    backed: set[str],
    line: FamilyLine,
) -> Iterator[CountedReason]:
    """The reasons of that line; `counts` by claim, `backed` the claims with something behind."""
    for reason in line.own:
        rule = second.rule_by_id[reason.rule]
        claim = next((claim for claim in rule.claims if claim in counts), None)
        count = counts[claim] if claim else None
        yield CountedReason(
            rule=rule,
            claim=claim,
            in_favour=len(count.for_) if count else 0,
            against=len(count.against) if count else 0,
            is_echo=backed.isdisjoint(rule.claims),
            is_due=any(words.is_aged(claim) for claim in words.claims(rule.claims)),
        )
