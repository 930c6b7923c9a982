"""A result as JSON, quickly: how the lines of a ledger are written is remembered.

The bytes are those of `to_json(result)`. Most of them are words of rules, which are the same for
all who met a rule by the same answers.
"""

from __future__ import annotations

from functools import lru_cache

from pydantic_core import to_json

from app.engine.results import Contribution, Result, RulebookReference

MOST_LINES = 20_000
"""Lines remembered, of all rulebooks; the shipped ones have some thousands."""


class KnownLines:
    """Each line of a ledger that was written before, as JSON; emptied when it is full."""

    def __init__(self, most: int = MOST_LINES) -> None:
        self.most = most
        self.known: dict[object, bytes] = {}

    def json(self, sha256: str, line: Contribution) -> bytes:
        """The line as JSON; all else that it says stands in the rulebook of that fingerprint."""
        answers, credited = line.answers, line.credited
        key = sha256, line.rule, line.counted_by, *credited, None, *answers.values()
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= self.most:
                self.known.clear()
            found = self.known[key] = to_json(line)
        return found


known_lines = KnownLines()
"""Those of this process: words of rules, and nothing of anybody."""


@lru_cache(1_024)
def beginning(rulebook: RulebookReference, verdict: str, label: str, note: str | None) -> bytes:
    """What a result begins with: there are few rulebooks and verdicts."""
    begun = {"rulebook": rulebook, "verdict": verdict, "label": label, "note": note}
    return to_json(begun)[:-1]


def result_json(result: Result, lines: KnownLines = known_lines) -> bytes:
    """The result as JSON; not for one with own reasons, whose words are somebody's."""
    sha256, by_points, coverage = result.rulebook.sha256, result.by_points, result.coverage
    stated = {
        "basis": result.basis,
        "strength": result.strength,
        "leader": result.leader,
        "runner_up": result.runner_up,
        "tied": result.tied,
        "lead": result.lead,
        "scores": result.scores,
        "by_points": {"leader": by_points.leader, "lead": by_points.lead},
    }
    after = {
        "gates": result.gates,
        "coverage": {
            "visible": coverage.visible,
            "answered": coverage.answered,
            "unknown": coverage.unknown,
            "open": coverage.open,
        },
        "claims": result.claims,
    }
    begun = beginning(result.rulebook, result.verdict, result.label, result.note)
    ledger = b",".join([lines.json(sha256, line) for line in result.ledger])
    return b'%s,%s,"ledger":[%s],%s' % (begun, to_json(stated)[1:-1], ledger, to_json(after)[1:])
