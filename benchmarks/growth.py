"""What a cold result and a preview cost as the rulebook grows: CPU per set of answers, as JSON.

A rulebook K times as large has everything but the cutset K times: questions, groups and rules.
`run twice` is how far two passes over the same code lie apart.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from app.analysis.flips import pivotal, smallest_flips, tornado
from app.analysis.next_question import next_question
from app.analysis.settled import outlook
from app.analysis.structure import structure
from app.analysis.sufficient import sufficient_answers
from app.analysis.weightings import weightings
from app.engine.answers import Answers, read_answers, visible_answers
from app.engine.questions import Condition
from app.engine.rules import Rule, Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.library import load_library
from benchmarks.analysis import partial

CASES = {1: 60, 5: 30, 10: 20, 20: 15}
"""How many sets of answers are tried for each size."""

ROUNDS = 5

Task = Callable[[Rulebook, Answers], object]
COLD = ("outlook", "flips", "pivotal", "tornado", "sufficient", "weightings")
PREVIEW = ("evaluate", "outlook", "next_question")
TASKS: dict[str, Task] = {
    "evaluate": evaluate,
    "outlook": outlook,
    "next_question": next_question,
    "flips": smallest_flips,
    "pivotal": pivotal,
    "tornado": tornado,
    "sufficient": sufficient_answers,
    "weightings": lambda rulebook, answers: weightings(rulebook, evaluate(rulebook, answers)),
}


def grown(rulebook: Rulebook, times: int) -> Rulebook:
    """The rulebook with everything but the cutset so many times."""
    cutset = {question.id for question in structure(rulebook).cutset}
    fixed = {rule.group for rules in structure(rulebook).fixed for rule in rules}
    copies = range(1, times)
    questions = [question for question in rulebook.questions if question.id not in cutset]
    rules = [rule for rule in rulebook.rules if rule.group not in fixed]
    return replace(
        rulebook,
        sha256=f"{rulebook.sha256} {times}",
        questions=(
            *rulebook.questions,
            *(replace(q, id=f"{q.id}-{copy}") for copy in copies for q in questions),
        ),
        groups=(
            *rulebook.groups,
            *(replace(g, id=f"{g.id}-{copy}") for copy in copies for g in rulebook.groups),
        ),
        rules=(*rulebook.rules, *(_copy(rule, cutset, copy) for copy in copies for rule in rules)),
    )


def _copy(rule: Rule, cutset: Iterable[str], copy: int) -> Rule:
    when: Condition = {
        question if question in cutset else f"{question}-{copy}": options
        for question, options in rule.when.items()
    }
    return replace(rule, id=f"{rule.id}-{copy}", group=f"{rule.group}-{copy}", when=when)


def situations(rulebook: Rulebook, number: int) -> list[Answers]:
    """Nothing answered, a running Flask app, the examples, and any number of random answers."""
    rng = random.Random(7)
    examples = (read_answers(rulebook, example.answers)[0] for example in rulebook.examples)
    fixed: list[Answers] = [{}, {"situation": frozenset({"existing_flask"})}, *examples]
    drawn = [partial(rulebook, rng) for _ in range(number - len(fixed))]
    return [visible_answers(rulebook, answers) for answers in (*fixed, *drawn)]


def cpu_us(work: Callable[[], object]) -> float:
    """The least CPU time of several rounds, in microseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        work()
        times.append(time.process_time_ns() - start)
    return min(times) / 1000


def measured(rulebook: Rulebook, cases: list[Answers]) -> dict[str, list[float]]:
    """For each task the CPU µs of each case; the tables of the rulebook are there before."""
    for task in TASKS.values():
        task(rulebook, cases[0])
    return {
        name: [cpu_us(lambda a=answers, t=task: t(rulebook, a)) for answers in cases]  # type: ignore[misc]
        for name, task in TASKS.items()
    }


def summary(times: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """Median and worst of each task, of all that a cold result takes, and of a preview."""
    sums = {
        name: [sum(parts) for parts in zip(*(times[part] for part in of), strict=True)]
        for name, of in (("COLD RESULT", COLD), ("PREVIEW", PREVIEW))
    }
    return {
        name: {"median_us": round(statistics.median(of)), "worst_us": round(max(of))}
        for name, of in {**times, **sums}.items()
    }


def main() -> None:
    shipped = load_library().default
    figures: dict[str, object] = {"load_average": os.getloadavg()}
    for times, number in CASES.items():
        rulebook = grown(shipped, times) if times > 1 else shipped
        cases = situations(rulebook, number)
        size = f"{len(rulebook.questions)} questions, {len(rulebook.rules)} rules"
        first, again = (summary(measured(rulebook, cases)) for _ in range(2))
        apart = {
            name: round(again[name]["median_us"] / first[name]["median_us"], 2)
            for name in ("COLD RESULT", "PREVIEW")
        }
        figures[f"{times} times: {size}"] = {**first, "run twice": apart}
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
