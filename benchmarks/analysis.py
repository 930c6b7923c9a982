"""The analysis on the shipped rulebook: 200 seeded random answer sets, against the targets."""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

from app.analysis.counts import count
from app.analysis.explanation import explain
from app.analysis.flips import pivotal, smallest_flips, tornado
from app.analysis.next_question import worths
from app.analysis.settled import outlook
from app.analysis.sufficient import sufficient_answers
from app.analysis.weightings import weightings
from app.engine.answers import Answers, visible_answers
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.exact import exact_findings
from app.rulebooks.library import load_library
from benchmarks.evaluate import random_answers

CASES = 200
ROUNDS = 3

Task = Callable[[Rulebook, Answers], object]
TASKS: dict[str, tuple[Task, float | None]] = {
    "evaluate": (evaluate, 0.1),
    "settled_and_interval": (outlook, 1),
    "smallest_flips": (smallest_flips, 20),
    "smallest_flips_nothing_frozen": (lambda r, a: smallest_flips(r, a, frozen=()), 20),
    "next_question": (worths, 30),
    "weightings": (lambda r, a: weightings(r, evaluate(r, a)), 1),
    "counts_of_completions": (count, 30),
    "pivotal": (pivotal, None),
    "tornado": (tornado, None),
    "sufficient_answers": (sufficient_answers, None),
    "everything_explain_tells": (lambda r, a: explain(r, a, evaluate(r, a)), None),
}
"""What is measured, and its target in milliseconds at the 95th percentile."""


def partial(rulebook: Rulebook, rng: random.Random) -> Answers:
    """As on the way through the questionnaire: any number of questions is still open."""
    answers = visible_answers(rulebook, random_answers(rulebook, rng))
    share = rng.random()
    kept = {question: chosen for question, chosen in answers.items() if rng.random() < share}
    return visible_answers(rulebook, kept)


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of several rounds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def measured(rulebook: Rulebook, cases: list[Answers], task: Task) -> dict[str, float]:
    task(rulebook, cases[0])
    times = sorted(milliseconds(lambda a=a: task(rulebook, a)) for a in cases)  # type: ignore[misc]
    places = {"median_ms": CASES // 2, "p95_ms": int(CASES * 0.95), "worst_ms": CASES - 1}
    return {name: round(times[place], 3) for name, place in places.items()}


def whole_spaces(rulebook: Rulebook) -> dict[str, float]:
    counted = milliseconds(lambda: (count(rulebook), count(rulebook, with_unknown=True)), 50)
    return {"median_ms": round(counted / 2, 3), "target_ms": 30}


def loading(rulebook: Rulebook) -> dict[str, float]:
    """What the exact refusals add to loading; a copy, because the tables are kept."""
    added = milliseconds(lambda: list(exact_findings(replace(rulebook))), 20)
    return {"median_ms": round(added, 3)}


def main() -> None:
    rulebook = load_library().default
    rng = random.Random(1)
    sets = {
        "answered": [random_answers(rulebook, rng) for _ in range(CASES)],
        "on_the_way": [partial(rulebook, rng) for _ in range(CASES)],
    }
    figures = {
        "rulebook": f"{rulebook.id} {rulebook.version}",
        "load_average": os.getloadavg(),
        "cases": CASES,
        "exact_refusals_at_loading": loading(rulebook),
        "counts_of_the_whole_space": whole_spaces(rulebook),
    }
    for name, (task, target) in TASKS.items():
        figures[name] = {
            **{kind: measured(rulebook, cases, task) for kind, cases in sets.items()},
            **({"target_p95_ms": target} if target else {}),
        }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
