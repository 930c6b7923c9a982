"""What a source claims and can be checked, beside what was measured or found, as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.engine.rules import Claim, Rule, Rulebook
from app.rulebooks.evidence import Evidence, Measurement, Pair, Topic, times
from app.rulebooks.measured import Condition
from app.rules.words import Words
from app.web.rendering import Page

WITHIN = ("within", "above", "below")
"""By the place of a ratio: 0, 1 and, as the last, −1."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A topic with the claims and rules of this version that it is about."""

    topic: Topic
    claims: tuple[Claim, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two programs and, for each condition, the ratio with its place: see WITHIN."""

    pair: Pair
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tested:
    """The measurement as a table, and how many of its ratios are as claimed, above and below."""

    measurement: Measurement
    conditions: tuple[Condition, ...]
    rows: tuple[PairRow, ...]
    within: int
    above: int
    below: int


@dataclass(frozen=True, kw_only=True)
class EvidencePage(Page):
    """Every topic; `due` of `ageing` facts that can age were to be checked again by `today`."""

    template: ClassVar[str] = "rules/evidence.html"
    rulebook: Rulebook
    words: Words
    checked: tuple[Checked, ...]
    tested: Tested | None
    due: int
    ageing: int
    today: date


def evidence_page(rulebook: Rulebook, evidence: Evidence, today: date) -> EvidencePage:
    """The page of what was found for the claims of this version, as of today."""
    due, ageing = evidence.due(today)
    return EvidencePage(
        title="What was checked",
        rulebook=rulebook,
        words=Words(rulebook, today=today),
        checked=tuple(_checked(rulebook, topic) for topic in evidence.topics),
        tested=_tested(evidence.measurement) if evidence.measurement else None,
        due=due,
        ageing=ageing,
        today=today,
    )


def topics_of(rulebook: Rulebook, evidence: Evidence | None) -> Mapping[str, Topic]:
    """For the ids of claims and rules that something was checked of: the topic."""
    if evidence is None:
        return {}
    claims = {claim.id: evidence.topic_of([claim.id]) for claim in rulebook.claims}
    rules = {rule.id: evidence.topic_of(rule.claims) for rule in rulebook.rules}
    return {id_: topic for id_, topic in (claims | rules).items() if topic}


def _checked(rulebook: Rulebook, topic: Topic) -> Checked:
    ids = frozenset(topic.claims)
    return Checked(
        topic,
        tuple(claim for claim in rulebook.claims if claim.id in ids),
        tuple(rule for rule in rulebook.rules if ids.intersection(rule.claims)),
    )


def _tested(measurement: Measurement) -> Tested:
    places = measurement.places
    conditions = measurement.run.conditions
    return Tested(
        measurement,
        conditions,
        tuple(_row(measurement, pair) for pair in measurement.pairs),
        within=places.count(0),
        above=places.count(1),
        below=places.count(-1),
    )


def _row(measurement: Measurement, pair: Pair) -> PairRow:
    ratios = [measurement.ratio(pair, *condition) for condition in measurement.run.conditions]
    return PairRow(
        pair, tuple((times(ratio), WITHIN[measurement.place(ratio)]) for ratio in ratios)
    )
