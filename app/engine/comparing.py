"""Why results came out differently: the difference of two leads, taken apart exactly.

Method. All results are seen through one pair of alternatives, the reference pair: the leader of the
first result, and what it is up against (`reference_pair`). The lead of that pair is the difference
of its two scores, whatever gates say. Scores are sums of credited points, and credit is given group
by group, so the lead is the sum of what each group puts between the two. The difference of two
leads is therefore exactly the sum of the groups' differences: one `Shift` for each group that does
not put the same in both. A group and not a rule is the unit, because rules of one group stand in
for one another: where a weaker reason takes the place of a stronger one, what changed is the step
between them.

The causes of a shift are the questions whose answers made a rule fire in one result and not in the
other. A shift without one comes from the rulebook: its versions differ and the answers do not.

Points compare only within one rulebook, in any versions that have the same alternatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from app.engine.answers import Answers
from app.engine.explaining import Term, leader_and_rival
from app.engine.questions import Condition
from app.engine.results import Contribution, GateDecision, Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate

NAMED = 3
"""How many shifts a difference names; one more if only that one would be left."""

Pair = tuple[str, str]
"""A leader and a rival."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """A rulebook, the answers to its visible questions, and what it said to them."""

    rulebook: Rulebook
    answers: Answers
    result: Result


@dataclass(frozen=True, slots=True)
class GateChange:
    """A gate that decided in one of two results only, and the questions that made it so."""

    gate: GateDecision
    in_first: bool
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """What one group puts between the pair in the first result, and in the other.

    `lost` and `gained` are the reasons whose credit for the pair differs, as they stand in the
    first result and in the other. `questions` were answered otherwise and caused it.
    """

    group: str
    before: int
    after: int
    lost: tuple[Term, ...]
    gained: tuple[Term, ...]
    questions: tuple[str, ...]

    @property
    def points(self) -> int:
        """What this adds to the difference of the leads."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Step:
    """One shift on the way from the first lead to the other: the lead before it, and after it."""

    shift: Shift
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """The first result against another: gates, then points.

    The points of `named` and `rest` sum to `points`, the difference of the pair's leads. The
    `steps` lead from `before` to `after` without a gap.
    """

    before: int
    after: int
    gates: tuple[GateChange, ...]
    shifts: tuple[Shift, ...]

    @property
    def points(self) -> int:
        """How much larger the lead is in the other result."""
        return self.after - self.before

    @property
    def steps(self) -> tuple[Step, ...]:
        """Each shift with the leads between which it stands, in the order of the shifts."""
        ends = accumulate((shift.points for shift in self.shifts), initial=self.before)
        return tuple(
            Step(shift, start, end)
            for shift, (start, end) in zip(self.shifts, pairwise(ends), strict=True)
        )

    @property
    def named(self) -> tuple[Shift, ...]:
        """The largest shifts."""
        return self.shifts if len(self.shifts) == NAMED + 1 else self.shifts[:NAMED]

    @property
    def unnamed(self) -> tuple[Shift, ...]:
        """The others, the larger first."""
        return self.shifts[len(self.named) :]

    @property
    def rest(self) -> int:
        """The points of the others together."""
        return sum(shift.points for shift in self.unnamed)


@dataclass(frozen=True, slots=True)
class Line:
    """One reason and what it puts between the pair in each result, 0 where it does not count."""

    contribution: Contribution
    points: tuple[int, ...]

    @property
    def spread(self) -> int:
        """How far apart the results are; 0 if the reason is worth the same in all."""
        return max(self.points) - min(self.points)


def comparable(first: Assessed, other: Assessed) -> bool:
    """Whether points of the two mean the same: one rulebook, the same alternatives."""
    same_rulebook = first.rulebook.id == other.rulebook.id
    return same_rulebook and first.result.scores.keys() == other.result.scores.keys()


def reference_pair(first: Result, others: Iterable[Result]) -> Pair:
    """The leader of the first result, and its rival.

    The first of the others with another outcome (another leader, or none) names the rival: its best
    alternative but that leader. Without such a result it is the runner-up of the first. For results
    too close to call or decided by rule, leader and rival are those of the contrast.
    """
    leader, rival = leader_and_rival(first)
    for other in others:
        if other.leader not in (first.leader, leader):
            top, second = leader_and_rival(other)
            return leader, second if top == leader else top
    return leader, rival


def difference(first: Assessed, other: Assessed, pair: Pair) -> Difference:
    """Why the lead of the pair is not the same; the two must be comparable."""
    shifts = sorted(_shifts(first, other, pair), key=lambda shift: -abs(shift.points))
    return Difference(
        before=_lead(first.result, pair),
        after=_lead(other.result, pair),
        gates=(*_gates(first, other, in_first=True), *_gates(other, first, in_first=False)),
        shifts=tuple(shifts),
    )


def decisive_questions(first: Assessed, other: Assessed) -> tuple[str, ...]:
    """The questions whose answer in the other result, put into the first, gives the other verdict.

    In file order; none if the verdicts are the same. Both under the rulebook of the first.
    """
    wanted = other.result.verdict
    if first.result.verdict == wanted:
        return ()
    return tuple(
        question.id
        for question in first.rulebook.questions
        if first.answers.get(question.id) != other.answers.get(question.id)
        and _with_answer_of(other, first, question.id).verdict == wanted
    )


def _with_answer_of(giver: Assessed, taker: Assessed, question: str) -> Result:
    """What the taker's other answers come to with the giver's answer to this question."""
    taken = {name: chosen for name, chosen in taker.answers.items() if name != question}
    if question in giver.answers:
        taken[question] = giver.answers[question]
    return evaluate(taker.rulebook, taken)


def side_by_side(results: Sequence[Result], pair: Pair) -> tuple[Line, ...]:
    """Every reason that counts for the pair in some result, those that differ most first.

    In each result the points sum to the lead of the pair.
    """
    reasons: dict[str, Contribution] = {}
    for result in results:
        for line in result.ledger:
            if any(_credit(line, pair)):
                reasons.setdefault(line.rule, line)
    worth = [{line.rule: _between(line, pair) for line in result.ledger} for result in results]
    lines = (
        Line(reason, tuple(points.get(rule, 0) for points in worth))
        for rule, reason in reasons.items()
    )
    return tuple(sorted(lines, key=lambda line: -line.spread))


def _lead(result: Result, pair: Pair) -> int:
    leader, rival = pair
    return result.scores[leader] - result.scores[rival]


def _credit(line: Contribution, pair: Pair) -> tuple[int, int]:
    leader, rival = pair
    return line.credited.get(leader, 0), line.credited.get(rival, 0)


def _between(line: Contribution, pair: Pair) -> int:
    for_leader, for_rival = _credit(line, pair)
    return for_leader - for_rival


def _shifts(first: Assessed, other: Assessed, pair: Pair) -> Iterator[Shift]:
    """One for each group that differs, in the order of the ledgers."""
    both = (*first.result.ledger, *other.result.ledger)
    for group in dict.fromkeys(line.group for line in both):
        before, after = _of_group(first, group), _of_group(other, group)
        shift = Shift(
            group=group,
            before=sum(_between(line, pair) for line in before),
            after=sum(_between(line, pair) for line in after),
            lost=_terms(_credited_otherwise(before, after, pair), pair),
            gained=_terms(_credited_otherwise(after, before, pair), pair),
            questions=_causes(first, other, group, pair),
        )
        if shift.points:
            yield shift


def _terms(lines: Iterable[Contribution], pair: Pair) -> tuple[Term, ...]:
    return tuple(Term(line, _between(line, pair)) for line in lines)


def _of_group(assessed: Assessed, group: str) -> tuple[Contribution, ...]:
    return tuple(line for line in assessed.result.ledger if line.group == group)


def _credited_otherwise(
    these: Iterable[Contribution], those: Iterable[Contribution], pair: Pair
) -> tuple[Contribution, ...]:
    """The lines that count for the pair here, and not the same there."""
    there = {line.rule: _credit(line, pair) for line in those}
    return tuple(
        line
        for line in these
        if any(_credit(line, pair)) and _credit(line, pair) != there.get(line.rule)
    )


def _causes(first: Assessed, other: Assessed, group: str, pair: Pair) -> tuple[str, ...]:
    """The questions that made a rule count in one of the two, and not even fire in the other."""
    return tuple(
        dict.fromkeys(
            question
            for here, there in ((first, other), (other, first))
            for line in _credited_otherwise(_of_group(here, group), _of_group(there, group), pair)
            for question in _unmet(here.rulebook.rule_by_id[line.rule].when, there.answers)
        )
    )


def _gates(here: Assessed, there: Assessed, *, in_first: bool) -> Iterator[GateChange]:
    """The gates that are shut here and not there."""
    shut_there = {decision.gate for decision in there.result.gates}
    for decision in here.result.gates:
        if decision.gate not in shut_there:
            yield GateChange(decision, in_first, _lifted_by(here.rulebook, decision, there.answers))


def _lifted_by(rulebook: Rulebook, decision: GateDecision, answers: Answers) -> tuple[str, ...]:
    """The questions whose answers keep the gate open: `when` not met, or else `unless` met."""
    gate = next(candidate for candidate in rulebook.gates if candidate.id == decision.gate)
    missed = _unmet(gate.when, answers)
    return missed or (() if _unmet(gate.unless, answers) else tuple(gate.unless))


def _unmet(condition: Condition, answers: Answers) -> tuple[str, ...]:
    """The questions of the condition that were answered otherwise, or not at all."""
    return tuple(
        question
        for question, options in condition.items()
        if options.isdisjoint(answers.get(question) or ())
    )
