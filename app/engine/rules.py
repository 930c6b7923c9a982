"""What a rulebook says: alternatives, claims, rules, groups, gates and verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from app.engine.questions import Chosen, Condition, Question, Section, holds

ADVICE, SECOND_OPINION = "advice", "second_opinion"
"""The roles of a rulebook: it decides, or it is read beside the one that does."""

MODIFIERS = ("both_sides", "hedged")
"""The keys of the weights that are no tiers: a rule has them or not."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What may be recommended."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the source, in our words, with the place where it stands.

    `rests_on` marks what a framework's own documentation says; `voices` is how many places tell of
    it without a decision for a side: they count for a rule beside the decisions.
    """

    id: str
    where: str
    says: str
    tier: str
    nature: Literal["fact", "advice"]
    best_before: date | None = None
    rests_on: Literal["documentation"] | None = None
    voices: int = 0

    def is_due(self, today: date) -> bool:
        """Whether the day by which it was to be checked again is over; points do not know it."""
        return self.best_before is not None and self.best_before < today


@dataclass(frozen=True, slots=True)
class UnusedClaim:
    """A claim no rule or gate rests on, and why."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that overlap; only the strongest counts."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Family:
    """Groups of this rulebook and of the one it compares itself with that speak of one thing."""

    id: str
    label: str
    own: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on answers that gives points (integer decibans) to alternatives."""

    id: str
    when: Condition
    points: Mapping[str, int]
    group: str
    tier: str
    because: str
    claims: tuple[str, ...]
    both_sides: bool = False
    hedged: bool = False
    presumption: bool = False
    weight_note: str | None = None

    def __hash__(self) -> int:
        return hash(self.id)  # the rest is compared, but cannot be hashed

    @property
    def modifiers(self) -> tuple[str, ...]:
        """The modifiers that it has, beside its tier."""
        return tuple(modifier for modifier in MODIFIERS if getattr(self, modifier))


@dataclass(frozen=True, slots=True)
class Gate:
    """Rules alternatives out while `when` holds and `unless`, if any, does not."""

    id: str
    blocks: tuple[str, ...]
    when: Condition
    because: str
    claims: tuple[str, ...]
    unless: Condition = field(default_factory=dict)

    def is_shut(self, chosen: Chosen) -> bool:
        """Whether it decides. An unknown lifts no gate: `unless` needs a given answer to hold."""
        return holds(self.when, chosen) and not (self.unless and holds(self.unless, chosen))


@dataclass(frozen=True, slots=True)
class Verdict:
    """A recommendation in words; the one row without leader is "too close to call".

    `outside` marks one that points to something that is no alternative here.
    """

    id: str
    label: str
    leader: str | None = None
    when: Condition = field(default_factory=dict)
    note: str | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """The word for a lead of at least `lead` decibans."""

    lead: int
    strength: str


@dataclass(frozen=True, slots=True)
class Example:
    """A ready-made situation; `answers` are raw: question id → option id or list of ids."""

    id: str
    title: str
    answers: Mapping[str, str | list[str]]

    def __hash__(self) -> int:
        return hash(self.id)  # as of a question


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Accepts one quality warning about one subject."""

    code: str
    subject: str
    why: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """The weightings that keep the source's order of emphasis."""

    ranges: Mapping[str, tuple[int, int]]
    equal: tuple[tuple[str, ...], ...] = ()
    above: tuple[tuple[str, str], ...] = ()
    at_least: tuple[tuple[str, str], ...] = ()


class Stated(NamedTuple):
    """A condition and where the file states it: the table, the id in it, and the key."""

    table: Literal["question", "rule", "gate", "verdict"]
    id: str
    key: str
    condition: Condition


@dataclass(frozen=True)
class Rulebook:
    """A versioned rule table.

    `sha256` is its fingerprint: the hex digest of the file's bytes, or of what `adjusting` made of
    it. The same fingerprint means the same rules. `weights` are the points of each tier and
    modifier; the file calls them `policy`. One whose `role` is a second opinion names the rulebook
    it `compares` itself with, and its `families` tell which groups of both speak of one thing.
    """

    id: str
    version: str
    sha256: str
    title: str
    source: str
    unit: str
    too_close: int
    bands: tuple[Band, ...]
    weights: Mapping[str, int]
    sections: tuple[Section, ...]
    alternatives: tuple[Alternative, ...]
    questions: tuple[Question, ...]
    claims: tuple[Claim, ...]
    groups: tuple[Group, ...]
    rules: tuple[Rule, ...]
    gates: tuple[Gate, ...]
    verdicts: tuple[Verdict, ...]
    unused_claims: tuple[UnusedClaim, ...] = ()
    examples: tuple[Example, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    sweep: Sweep | None = None
    role: str = ADVICE
    compares: str | None = None
    families: tuple[Family, ...] = ()

    def __hash__(self) -> int:
        return hash(self.sha256)  # the rest is compared, but takes long to hash

    @cached_property
    def question_by_id(self) -> dict[str, Question]:
        """The questions by id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def alternative_by_id(self) -> dict[str, Alternative]:
        """The alternatives by id."""
        return {alternative.id: alternative for alternative in self.alternatives}

    @cached_property
    def claim_by_id(self) -> dict[str, Claim]:
        """The claims by id."""
        return {claim.id: claim for claim in self.claims}

    @cached_property
    def rule_by_id(self) -> dict[str, Rule]:
        """The rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def group_by_id(self) -> dict[str, Group]:
        """The groups by id."""
        return {group.id: group for group in self.groups}

    def conditions(self) -> Iterator[Stated]:
        """Every condition there is, those that ask for nothing included."""
        for question in self.questions:
            yield Stated("question", question.id, "ask_when", question.ask_when)
        for rule in self.rules:
            yield Stated("rule", rule.id, "when", rule.when)
        for gate in self.gates:
            yield Stated("gate", gate.id, "when", gate.when)
            yield Stated("gate", gate.id, "unless", gate.unless)
        for row in self.verdicts:
            yield Stated("verdict", row.id, "when", row.when)
