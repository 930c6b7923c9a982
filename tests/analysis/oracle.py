"""Brute force: every answer set of a small rulebook, evaluated one by one.

It shares nothing with the analysis but `evaluate`: questions are listed, shown and answered anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations
from random import Random

from app.engine.answers import Answers, visible_questions
from app.engine.questions import Condition, Question
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.loader import parse_rulebook
from tests.engine.random_rulebooks import NAME, random_toml
from tests.rounds import rounds

RULEBOOKS = rounds(20)
"""How many random rulebooks the oracle tests go through."""

MOST_ANSWER_SETS = 1_200


@dataclass(frozen=True)
class Case:
    """One answer set: an answer, or None for "I do not know", to each visible question."""

    answers: Answers
    verdict: str
    side: str | None
    lead: int
    by_rule: bool


@dataclass(frozen=True)
class Oracle:
    """A rulebook and everything that can be answered to it."""

    seed: int
    rulebook: Rulebook
    cases: tuple[Case, ...]

    def completions(self, given: Answers) -> Iterator[Case]:
        """The cases that agree with the given answers wherever those are asked for."""
        for case in self.cases:
            if all(case.answers[q] == given[q] for q in given if q in case.answers):
                yield case

    def presumed(self, given: Answers) -> set[str]:
        """The questions without an answer that a shut gate relies on, because one could lift it."""
        known = {question: chosen for question, chosen in given.items() if chosen}
        relied_on: set[str] = set()
        for decision in evaluate(self.rulebook, given).gates:
            (gate,) = (gate for gate in self.rulebook.gates if gate.id == decision.gate)
            could = [meets(gate.unless, case.answers) for case in self.completions(known)]
            if gate.unless and any(could):
                relied_on |= self._with_parents(gate.unless)
        asked = {question.id for question in visible_questions(self.rulebook, given)}
        return (relied_on & asked) - known.keys()

    def _with_parents(self, condition: Condition) -> set[str]:
        """The questions of the condition, and those that must be answered before they are asked."""
        parents = (self.rulebook.question_by_id[name].ask_when for name in condition)
        return set(condition).union(*map(self._with_parents, parents))

    def still_possible(self, given: Answers) -> Iterator[Case]:
        """The completions, where what is presumed counts as open."""
        presumed = self.presumed(given)
        return self.completions({q: given[q] for q in given if q not in presumed})

    def some_answers(self, number: int) -> list[Answers]:
        """Random partial answers to visible questions, the empty ones among them."""
        rng = Random(self.seed)
        partial: list[Answers] = [{}]
        while len(partial) < number:
            answers = rng.choice(self.cases).answers
            kept = rng.choice([0.3, 0.6, 0.9, 1.0])
            chosen = {q: answer for q, answer in answers.items() if rng.random() < kept}
            partial.append(shown(self.rulebook, chosen))
        return partial


def possible_answers(question: Question) -> list[frozenset[str]]:
    """The known answers: an option, an exclusive option, or some of the others."""
    options = [option.id for option in question.options]
    if question.kind == "one":
        return [frozenset([option]) for option in options]
    alone = [option.id for option in question.options if option.exclusive]
    others = [option for option in options if option not in alone]
    sets = chain(*(combinations(others, size) for size in range(1, len(others) + 1)))
    return [frozenset([option]) for option in alone] + [frozenset(several) for several in sets]


def meets(condition: Condition, answers: Answers) -> bool:
    return all((answers.get(q) or frozenset()) & options for q, options in condition.items())


def shown(rulebook: Rulebook, answers: Answers) -> Answers:
    """The answers to visible questions."""
    kept: dict[str, frozenset[str] | None] = {}
    for question in rulebook.questions:
        if question.id in answers and meets(question.ask_when, kept):
            kept[question.id] = answers[question.id]
    return kept


def answer_sets(rulebook: Rulebook, *, unknown: bool = True) -> Iterator[Answers]:
    """Every way to answer all visible questions."""
    yield from _answer_sets(rulebook.questions, {}, unknown)


def _answer_sets(
    questions: tuple[Question, ...], answers: Answers, unknown: bool
) -> Iterator[Answers]:
    if not questions:
        yield answers
        return
    question, *rest = questions
    if not meets(question.ask_when, answers):
        yield from _answer_sets(tuple(rest), answers, unknown)
        return
    for answer in [*([None] if unknown else []), *possible_answers(question)]:
        yield from _answer_sets(tuple(rest), {**answers, question.id: answer}, unknown)


def fits(rulebook: Rulebook, most: int = MOST_ANSWER_SETS) -> bool:
    """Whether there are few enough answer sets to go through them all."""
    return all(number < most for number, _ in enumerate(answer_sets(rulebook)))


def oracle(seed: int, rulebook: Rulebook) -> Oracle:
    cases = []
    for answers in answer_sets(rulebook):
        result = evaluate(rulebook, answers)
        first, second, *_ = result.scores.values()
        by_rule = result.basis == "rule"
        cases.append(Case(answers, result.verdict, result.leader, first - second, by_rule))
    return Oracle(seed, rulebook, tuple(cases))


@cache
def oracles() -> tuple[Oracle, ...]:
    """Random rulebooks with two alternatives, small enough to go through them."""
    found: list[Oracle] = []
    seed = 0
    while len(found) < RULEBOOKS:
        seed += 1
        toml = random_toml(Random(seed), alternatives=2, most=2 * MOST_ANSWER_SETS)
        rulebook = parse_rulebook(NAME, toml)
        if fits(rulebook):
            found.append(oracle(seed, rulebook))
    return tuple(found)
