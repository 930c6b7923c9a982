"""How long evaluate takes on the shipped rulebook: 200 seeded random answer sets, as JSON."""

from __future__ import annotations

import json
import random
import statistics
import time

from app.engine.answers import Answers
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.library import load_library

CASES = 200
ROUNDS = 50
TARGET_MS = 0.1


def random_answers(rulebook: Rulebook, rng: random.Random) -> Answers:
    answers: dict[str, frozenset[str] | None] = {}
    for question in rulebook.questions:
        if rng.random() < 0.1:
            answers[question.id] = None
        elif question.kind == "one":
            answers[question.id] = frozenset({rng.choice(question.option_ids)})
        else:
            ordinary = [option.id for option in question.options if not option.exclusive]
            answers[question.id] = frozenset(rng.sample(ordinary, rng.randint(1, len(ordinary))))
    return answers


def typical_ms(rulebook: Rulebook, answers: Answers) -> float:
    """The median of several rounds on one answer set."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        evaluate(rulebook, answers)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def main() -> None:
    rulebook = load_library().default
    rng = random.Random(1)
    times = sorted(typical_ms(rulebook, random_answers(rulebook, rng)) for _ in range(CASES))
    figures = {
        "rulebook": f"{rulebook.id} {rulebook.version}",
        "cases": CASES,
        "median_ms": round(times[CASES // 2], 4),
        "p95_ms": round(times[int(CASES * 0.95)], 4),
        "worst_ms": round(times[-1], 4),
        "target_p95_ms": TARGET_MS,
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
