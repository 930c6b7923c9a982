"""The quality of a rulebook, for its public page: coverage, shares, firmness, age, and the tilt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.analysis.checks import check
from app.analysis.contexts import (
    Context,
    context_question,
    contexts,
    points_available,
    split_question,
)
from app.analysis.counts import Counts, count
from app.analysis.findings import Finding
from app.analysis.memo import memo
from app.analysis.robustness import Robustness, robustness
from app.analysis.space import compares_two
from app.analysis.structure import assignments, count_cells, structure
from app.engine.questions import Question
from app.engine.rules import Claim, Rulebook


@dataclass(frozen=True, slots=True)
class Size:
    """What the exact methods go through: cutset assignments, components, the largest of them."""

    cutset: tuple[str, ...]
    assignments: int
    components: int
    largest: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """A claim of the source: the rules and gates that cite it, or why none does."""

    claim: Claim
    rules: tuple[str, ...]
    gates: tuple[str, ...]
    unused_because: str | None


@dataclass(frozen=True, slots=True)
class Ageing:
    """A fact that has to be checked again; `passed` if that day is over."""

    claim: Claim
    best_before: date
    passed: bool


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the public quality page says.

    `complete` and `with_unknown` count the answer sets, without and with "I do not know";
    they are None, and `contexts` and `robustness` empty, unless two alternatives are compared.
    `points` is the most complete answers give each alternative, `tilt` sentences about it.
    """

    rulebook: Rulebook
    size: Size
    complete: Counts | None
    with_unknown: Counts | None
    points: dict[str, int]
    contexts: tuple[Context, ...]
    robustness: tuple[Robustness, ...]
    coverage: tuple[Coverage, ...]
    ageing: tuple[Ageing, ...]
    findings: tuple[Finding, ...]
    tilt: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing refuses a release."""
        return not any(finding.blocks for finding in self.findings)


def report(rulebook: Rulebook, today: date, *, released: bool = False) -> Report:
    """The report as of today; `released` as for `check`.

    Only which facts are due depends on the day; all the rest is worked out once per rulebook.
    """
    return replace(
        _lasting(rulebook),
        ageing=_ageing(rulebook, today),
        findings=check(rulebook, today, released=released),
    )


@memo
def _lasting(rulebook: Rulebook) -> Report:
    """What no day changes; `ageing` and `findings` are left empty."""
    two = compares_two(rulebook)
    return Report(
        rulebook=rulebook,
        size=_size(rulebook),
        complete=count(rulebook) if two else None,
        with_unknown=count(rulebook, with_unknown=True) if two else None,
        points=points_available(rulebook, {}),
        contexts=contexts(rulebook) if two else (),
        robustness=robustness(rulebook) if two else (),
        coverage=tuple(_coverage(rulebook, claim) for claim in rulebook.claims),
        ageing=(),
        findings=(),
        tilt=tilt(rulebook) if two else (),
    )


def _size(rulebook: Rulebook) -> Size:
    parts = structure(rulebook)
    return Size(
        cutset=tuple(question.id for question in parts.cutset),
        assignments=len(assignments(rulebook)),
        components=len(parts.components),
        largest=max(map(count_cells, parts.components), default=0),
    )


def _coverage(rulebook: Rulebook, claim: Claim) -> Coverage:
    because = {unused.id: unused.why for unused in rulebook.unused_claims}
    return Coverage(
        claim=claim,
        rules=tuple(rule.id for rule in rulebook.rules if claim.id in rule.claims),
        gates=tuple(gate.id for gate in rulebook.gates if claim.id in gate.claims),
        unused_because=because.get(claim.id),
    )


def _ageing(rulebook: Rulebook, today: date) -> tuple[Ageing, ...]:
    """The facts, the next to be checked first."""
    facts = [
        Ageing(claim, claim.best_before, claim.is_due(today))
        for claim in rulebook.claims
        if claim.best_before
    ]
    return tuple(sorted(facts, key=lambda fact: fact.best_before))


def tilt(rulebook: Rulebook) -> tuple[str, ...]:
    """Sentences: the whole first, then each context. For two alternatives."""
    asked = context_question(rulebook)
    if asked is None:
        counts, points = count(rulebook), points_available(rulebook, {})
        return (f"Over all complete answers: {_sentence(rulebook, points, counts)}",)
    by_option = [context for context in contexts(rulebook) for _ in context.options]
    points_by_option = [context.points for context in by_option]
    counts_by_option = [context.counts.sides for context in by_option]
    return (
        _overall(rulebook, asked, points_by_option, "can collect more points"),
        _overall(rulebook, asked, counts_by_option, "comes out more often"),
        *_against(rulebook),
        *(
            f"{_options(rulebook, context.question, context.options)}: "
            f"{_sentence(rulebook, context.points, context.counts)}"
            for context in contexts(rulebook)
        ),
    )


def _overall(
    rulebook: Rulebook, asked: Question, by_option: Sequence[Mapping[Any, int]], what: str
) -> str:
    """Who is ahead with more options of the question, each taken with all other answers."""
    first, second = rulebook.alternatives
    for_first = sum(here[first.id] > here[second.id] for here in by_option)
    for_second = sum(here[second.id] > here[first.id] for here in by_option)
    if for_first == for_second:
        return f"Neither side {what} with more answers to “{asked.text}” than the other."
    most = first if for_first > for_second else second
    times, all_ = max(for_first, for_second), len(by_option)
    where = "whatever the answer" if times == all_ else f"with {times} of {all_} answers"
    return f"{most.label} {what}, {where} to “{asked.text}”."


def _against(rulebook: Rulebook) -> Iterator[str]:
    """The answers to another question that divide the sides, so that nothing is read as always."""
    question = split_question(rulebook)
    if question is None:
        return
    first, second = rulebook.alternatives
    ahead: dict[str, list[str]] = {first.label: [], second.label: []}
    for option in question.option_ids:
        sides = count(rulebook, {question.id: frozenset({option})}).sides
        if sides[first.id] != sides[second.id]:
            leader = first if sides[first.id] > sides[second.id] else second
            ahead[leader.label].append(option)
    if all(ahead.values()):
        for label, options in ahead.items():
            texts = _options(rulebook, question.id, options)
            yield f"{label} comes out more often with {texts} to “{question.text}”."


def _options(rulebook: Rulebook, question: str, options: Sequence[str]) -> str:
    texts = (rulebook.question_by_id[question].option(option).text for option in options)
    return " / ".join(f"“{text}”" for text in texts)


def _sentence(rulebook: Rulebook, points: Mapping[str, int], counts: Counts) -> str:
    sides = rulebook.alternatives
    available = " and ".join(f"{points[side.id]} for {side.label}" for side in sides)
    shares = " and ".join(f"{_percent(counts, side.id)} for {side.label}" for side in sides)
    return (
        f"at most {available}; of the complete answers {shares}, "
        f"{_percent(counts, None)} too close to call."
    )


def _percent(counts: Counts, side: str | None) -> str:
    return f"{100 * counts.sides[side] / counts.total:.0f}%"
