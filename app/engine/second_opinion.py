"""A second opinion: what another rulebook says of the same answers, beside the first one's result.

The second rulebook never changes the result of the first, and points of the two are never added.
Both are seen through one pair of sides, the leader of the first result and its rival, in file
order: points for the first of them are positive, for the other negative. Groups of both that are
about the same are a family, which the second rulebook names. Credit is given group by group and
every group belongs to one family, so the lines of the families sum to the difference of the scores,
of each rulebook by itself, and also where a gate decided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from app.engine.answers import Answers, as_json, read_answers, visible_questions
from app.engine.explaining import leader_and_rival
from app.engine.questions import Question
from app.engine.results import Result, RulebookReference
from app.engine.rules import Family, Rulebook
from app.engine.scoring import ENGINE_VERSION, evaluate

NAMED = 2
"""How many families the sentence names that says what pulls two results apart."""

Pair = tuple[str, str]
"""Two alternatives, in the order of the first rulebook."""

Word = Literal["agrees", "differs", "undecided", "decides", "both_undecided", "elsewhere"]
"""What the second says beside the first, in one word.

undecided: only the first decides; decides: only the second does; elsewhere: the second says that
neither side is where to look.
"""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the second rulebook said, without any words: those are in its version.

    `credits` maps each rule that counted to the points it gave to alternatives. `extra_answers` are
    to the questions that the first rulebook does not ask, in JSON types.
    """

    rulebook: RulebookReference
    engine_version: str
    extra_answers: Mapping[str, Any]
    verdict: str
    leader: str | None
    strength: str | None
    lead: int | None
    credits: Mapping[str, Mapping[str, int]]

    def record(self) -> dict[str, Any]:
        """In plain JSON types."""
        reference = self.rulebook
        return {
            "rulebook": {
                "id": reference.id,
                "version": reference.version,
                "sha256": reference.sha256,
            },
            "engine_version": self.engine_version,
            "extra_answers": dict(self.extra_answers),
            "verdict": self.verdict,
            "leader": self.leader,
            "strength": self.strength,
            "lead": self.lead,
            "credits": {rule: dict(points) for rule, points in self.credits.items()},
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that counted, and what it puts between the two sides."""

    rule: str
    points: int


@dataclass(frozen=True)
class FamilyLine:
    """What both rulebooks put between the sides for one family.

    `own` are the reasons of the second rulebook, `other` those of the first. `is_backed` says that
    the own ones rest on something else than what the first rests on, too.
    """

    family: Family
    other: tuple[Reason, ...]
    own: tuple[Reason, ...]
    is_backed: bool

    @cached_property
    def other_points(self) -> int:
        """What the first rulebook puts between the sides."""
        return sum(reason.points for reason in self.other)

    @cached_property
    def own_points(self) -> int:
        """What the second one does."""
        return sum(reason.points for reason in self.own)

    @property
    def apart(self) -> int:
        """How much more the second puts between them."""
        return self.own_points - self.other_points

    @property
    def kind(self) -> Literal["opposite", "one-sided", "alike"]:
        """How both speak; an own reason without backing agrees with nobody."""
        product = self.own_points * self.other_points
        if product < 0:
            return "opposite"
        return "alike" if product > 0 and self.is_backed else "one-sided"


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """Both results family by family: what is opposite first, then what one alone says.

    Points are between the `pair`. `apart` are the families that pull most from the first result to
    the second, where these differ.
    """

    word: Word
    pair: Pair
    lines: tuple[FamilyLine, ...]
    apart: tuple[FamilyLine, ...]


def own_questions(second: Rulebook, first: Rulebook) -> tuple[Question, ...]:
    """The questions of the second rulebook that the first does not ask."""
    return tuple(q for q in second.questions if q.id not in first.question_by_id)


def answers_to_second(
    second: Rulebook, first: Rulebook, answers: Answers, extra: Mapping[str, object]
) -> Answers:
    """The answers as the second rulebook understands them, to its visible questions only.

    What it has no question or no option for is left out, and so is what `extra` says about a
    question of the first.
    """
    own = {name: chosen for name, chosen in extra.items() if name not in first.question_by_id}
    read, _ = read_answers(second, as_json(first, answers) | own)
    return {q.id: read[q.id] for q in visible_questions(second, read) if q.id in read}


def give_opinion(
    second: Rulebook, first: Rulebook, answers: Answers, extra: Mapping[str, object]
) -> Opinion:
    """What the second rulebook says to answers to the first, and to extra answers."""
    given = answers_to_second(second, first, answers, extra)
    return opinion_of(evaluate(second, given), extra_in(second, first, given))


def extra_in(second: Rulebook, first: Rulebook, answers: Answers) -> dict[str, Any]:
    """Of answers to the second rulebook those that the first does not ask, in JSON types."""
    return as_json(second, {q: answers[q] for q in answers if q not in first.question_by_id})


def opinion_of(result: Result, extra_answers: Mapping[str, Any]) -> Opinion:
    """The result of a second rulebook, without its words."""
    return Opinion(
        rulebook=result.rulebook,
        engine_version=ENGINE_VERSION,
        extra_answers=extra_answers,
        verdict=result.verdict,
        leader=result.leader,
        strength=result.strength,
        lead=result.lead,
        credits={line.rule: line.credited for line in result.ledger if line.credited},
    )


def compare(
    first: Rulebook,
    result: Result,
    second: Rulebook,
    opinion: Opinion,
    backed: Collection[str] | None = None,
) -> SecondOpinion:
    """The opinion of the second rulebook beside the result of the first.

    `backed` are the claims that rest on something else than what the first rests on; all of them,
    if it is not given.
    """
    ends = leader_and_rival(result)
    left, right = (side for side in first.alternative_by_id if side in ends)
    pair = left, right
    lines = tuple(sorted(_lines(first, result, second, opinion, pair, backed), key=_place))
    word = word_beside(second, result, opinion)
    towards = 1 if opinion.leader == left else -1
    apart = _apart(lines, towards) if word == "differs" else ()
    return SecondOpinion(word, pair, lines, apart)


def word_beside(second: Rulebook, result: Result, opinion: Opinion) -> Word:
    """What the opinion of the second rulebook is beside the result of the first."""
    row = next(row for row in second.verdicts if row.id == opinion.verdict)
    if row.outside:
        return "elsewhere"
    if result.leader is None:
        return "both_undecided" if opinion.leader is None else "decides"
    if opinion.leader is None:
        return "undecided"
    return "agrees" if opinion.leader == result.leader else "differs"


def _lines(
    first: Rulebook,
    result: Result,
    second: Rulebook,
    opinion: Opinion,
    pair: Pair,
    backed: Collection[str] | None,
) -> Iterable[FamilyLine]:
    """A line for each family in which some rule counted."""
    counted = {line.rule: line.credited for line in result.ledger if line.credited}
    other = _by_group(first, counted, pair)
    own = _by_group(second, opinion.credits, pair)
    for family in second.families:
        theirs = tuple(reason for group in family.other for reason in other.get(group, ()))
        ours = tuple(reason for group in family.own for reason in own.get(group, ()))
        if theirs or ours:
            claims = {claim for reason in ours for claim in second.rule_by_id[reason.rule].claims}
            is_backed = backed is None or not claims.isdisjoint(backed)
            yield FamilyLine(family, theirs, ours, is_backed)


def _by_group(
    rulebook: Rulebook, counted: Mapping[str, Mapping[str, int]], pair: Pair
) -> dict[str, list[Reason]]:
    reasons: dict[str, list[Reason]] = {}
    left, right = pair
    for rule, points in counted.items():
        reason = Reason(rule, points.get(left, 0) - points.get(right, 0))
        reasons.setdefault(rulebook.rule_by_id[rule].group, []).append(reason)
    return reasons


def _place(line: FamilyLine) -> tuple[int, int]:
    """Opposite sides first, then what one of them says, then agreement; each by size."""
    if line.kind == "opposite":
        return 0, -abs(line.apart)
    if line.kind == "one-sided":
        return 1, -max(abs(line.own_points), abs(line.other_points))
    return 2, -abs(line.own_points) - abs(line.other_points)


def _apart(lines: Iterable[FamilyLine], towards: int) -> tuple[FamilyLine, ...]:
    """The families that pull most towards the leader of the second."""
    pulling = sorted(lines, key=lambda line: -towards * line.apart)[:NAMED]
    return tuple(line for line in pulling if towards * line.apart > 0)
