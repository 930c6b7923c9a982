"""From answers to a verdict: credit, scores, gates, leader and strength."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from app.engine.answers import Answers, chosen_options, visible_questions
from app.engine.questions import Chosen, Condition, Question, holds
from app.engine.results import (
    ByPoints,
    Contribution,
    Coverage,
    GateDecision,
    GivenAnswers,
    Result,
    RulebookReference,
)
from app.engine.rules import Rule, Rulebook, Verdict

ENGINE_VERSION = "1.0.0"
"""Saved with each revision; changes when the same answers could give another record."""

BY_RULE = "by rule"
"""The strength of a verdict that a gate decided."""


Place = tuple[str, str, bool]
"""Where one rule counts: a group, an alternative, and whether it speaks for that alternative."""


class Standing(NamedTuple):
    """Who leads, and how clearly, after the gates; the fields are those of a result."""

    basis: Literal["points", "rule"]
    strength: str | None
    leader: str | None
    runner_up: str | None
    tied: tuple[str, ...]
    lead: int | None


class Weighed(NamedTuple):
    """What answers come to: a result whose ledger is not written out yet.

    `fired` are the rules whose conditions hold, `counted` those that count, by their places, and
    `credited` what each of these is worth.
    """

    rulebook: Rulebook
    chosen: Chosen
    fired: Sequence[Rule]
    counted: Mapping[Place, Rule]
    credited: Mapping[str, Mapping[str, int]]
    scores: Mapping[str, int]
    gates: tuple[GateDecision, ...]
    standing: Standing
    by_points: ByPoints
    row: Verdict
    coverage: Coverage
    claims: tuple[str, ...]


def evaluate(rulebook: Rulebook, answers: Answers) -> Result:
    """What the rulebook says about the answers; answers to hidden questions do not count."""
    return result_of(weigh(rulebook, answers))


def weigh(rulebook: Rulebook, answers: Answers) -> Weighed:
    """The same without the lines of the ledger, which take as long as all the rest."""
    visible = visible_questions(rulebook, answers)
    chosen = chosen_options(visible, answers)
    fired = [rule for rule in rulebook.rules if holds(rule.when, chosen)]
    counted = counted_rules(fired)
    scores = _scores(rulebook, counted)
    gates = _shut_gates(rulebook, chosen)
    standing = _standing(rulebook, scores, gates)
    return Weighed(
        rulebook,
        chosen,
        fired,
        counted,
        _credited(counted),
        scores,
        gates,
        standing,
        _by_points(rulebook, scores),
        _verdict_row(rulebook, standing.leader, chosen),
        _coverage(visible, answers, chosen),
        _claims(rulebook, fired, gates),
    )


def result_of(weighed: Weighed) -> Result:
    """The result, its ledger written out."""
    rulebook, standing, row = weighed.rulebook, weighed.standing, weighed.row
    return Result(
        rulebook=RulebookReference(rulebook.id, rulebook.version, rulebook.sha256),
        verdict=row.id,
        label=row.label,
        note=row.note,
        basis=standing.basis,
        strength=standing.strength,
        leader=standing.leader,
        runner_up=standing.runner_up,
        tied=standing.tied,
        lead=standing.lead,
        scores=weighed.scores,
        by_points=weighed.by_points,
        ledger=tuple(line_of(weighed, rule) for rule in weighed.fired),
        gates=weighed.gates,
        coverage=weighed.coverage,
        claims=weighed.claims,
    )


def line_of(weighed: Weighed, rule: Rule) -> Contribution:
    """The line of the ledger for a rule that fired."""
    return Contribution(
        rule=rule.id,
        group=rule.group,
        points=rule.points,
        credited=weighed.credited.get(rule.id, {}),
        counted_by=None if rule.id in weighed.credited else counted_instead(weighed, rule),
        answers=_given(weighed.rulebook, rule.when, weighed.chosen),
        because=rule.because,
        claims=rule.claims,
        presumption=rule.presumption,
    )


def counted_instead(weighed: Weighed, rule: Rule) -> str:
    """The rule that counts where this one, which fired, does not."""
    alternative, points = next(iter(rule.points.items()))
    return weighed.counted[rule.group, alternative, points > 0].id


def counted_rules(fired: Iterable[Rule]) -> dict[Place, Rule]:
    """The strongest rule for each place, the first in the file among equals."""
    counted: dict[Place, Rule] = {}
    for rule in fired:
        for alternative, points in rule.points.items():
            place = (rule.group, alternative, points > 0)
            if place not in counted or abs(points) > abs(counted[place].points[alternative]):
                counted[place] = rule
    return counted


def _credited(counted: Mapping[Place, Rule]) -> dict[str, dict[str, int]]:
    """Rule → alternative → the points that count; a rule that counts nowhere is left out."""
    credited: dict[str, dict[str, int]] = {}
    for (_, alternative, _), rule in counted.items():
        credited.setdefault(rule.id, {})[alternative] = rule.points[alternative]
    return credited


def _given(rulebook: Rulebook, condition: Condition, chosen: Chosen) -> GivenAnswers:
    """The answers that made the condition hold, options in file order."""
    given: dict[str, str | tuple[str, ...]] = {}
    for question_id, options in condition.items():
        met = options & chosen[question_id]
        question = rulebook.question_by_id[question_id]
        if question.kind == "one":
            (given[question_id],) = met
        else:
            given[question_id] = tuple(o.id for o in question.options if o.id in met)
    return given


def _scores(rulebook: Rulebook, counted: Mapping[Place, Rule]) -> dict[str, int]:
    scores = dict.fromkeys(rulebook.alternative_by_id, 0)
    for (_, alternative, _), rule in counted.items():
        scores[alternative] += rule.points[alternative]
    return scores


def _shut_gates(rulebook: Rulebook, chosen: Chosen) -> tuple[GateDecision, ...]:
    return tuple(
        GateDecision(
            gate=gate.id,
            blocks=gate.blocks,
            because=gate.because,
            claims=gate.claims,
            answers=_given(rulebook, gate.when, chosen),
        )
        for gate in rulebook.gates
        if gate.is_shut(chosen)
    )


def _standing(
    rulebook: Rulebook, scores: Mapping[str, int], gates: Iterable[GateDecision]
) -> Standing:
    blocked = {alternative for gate in gates for alternative in gate.blocks}
    best, *others = ranked(scores, without=blocked)
    if not others:
        return Standing("rule", BY_RULE, best, None, (), None)
    lead = scores[best] - scores[others[0]]
    if lead < rulebook.too_close:
        in_reach = scores[best] - rulebook.too_close
        tied = tuple(a for a in scores if a not in blocked and scores[a] > in_reach)
        return Standing("points", None, None, None, tied, lead)
    return Standing("points", _strength(rulebook, lead), best, others[0], (), lead)


def ranked(scores: Mapping[str, int], *, without: Iterable[str] = ()) -> list[str]:
    """The alternatives by falling score, in file order among equals, leaving some out."""
    left_out = frozenset(without)
    available = [alternative for alternative in scores if alternative not in left_out]
    return sorted(available, key=scores.__getitem__, reverse=True)  # equals keep their order


def _strength(rulebook: Rulebook, lead: int) -> str:
    return [band.strength for band in rulebook.bands if lead >= band.lead][-1]


def _by_points(rulebook: Rulebook, scores: Mapping[str, int]) -> ByPoints:
    best, second, *_ = ranked(scores)
    lead = scores[best] - scores[second]
    return ByPoints(best if lead >= rulebook.too_close else None, lead)


def _verdict_row(rulebook: Rulebook, leader: str | None, chosen: Chosen) -> Verdict:
    return next(
        row for row in rulebook.verdicts if row.leader == leader and holds(row.when, chosen)
    )


def _coverage(visible: Sequence[Question], answers: Answers, chosen: Chosen) -> Coverage:
    given = [question.id for question in visible if question.id in answers]
    return Coverage(
        visible=len(visible),
        answered=len(chosen),
        unknown=len(given) - len(chosen),
        open=len(visible) - len(given),
    )


def _claims(
    rulebook: Rulebook, fired: Iterable[Rule], gates: Iterable[GateDecision]
) -> tuple[str, ...]:
    used = {claim for rule in fired for claim in rule.claims}
    used.update(*(gate.claims for gate in gates))
    return tuple(claim for claim in rulebook.claim_by_id if claim in used)
