"""A result as JSON, quickly: how the lines of a ledger are written is remembered.

The bytes are those that `to_json` makes of the result. Most of them are words of rules, which are
the same for all who met a rule by the same answers; so a known line is not even put together.
"""

from __future__ import annotations

from functools import lru_cache

from pydantic_core import to_json

from app.engine.results import RulebookReference
from app.engine.rules import Rule, Rulebook
from app.engine.scoring import Weighed, counted_instead, line_of

MOST_LINES = 20_000
"""Lines remembered, of all rulebooks; the shipped ones have some thousands."""


class KnownLines:
    """Each line of a ledger that was written before, as JSON; emptied when it is full."""

    def __init__(self, most: int = MOST_LINES) -> None:
        self.most = most
        self.known: dict[object, bytes] = {}

    def json(self, weighed: Weighed, rule: Rule) -> bytes:
        """The line as JSON; all that decides what it says is in the key it is known by."""
        credited = weighed.credited.get(rule.id)
        counts = counted_instead(weighed, rule) if credited is None else tuple(credited)
        met = [options & weighed.chosen[question] for question, options in rule.when.items()]
        key = weighed.rulebook.sha256, rule.id, counts, *met
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= self.most:
                self.known.clear()
            found = self.known[key] = to_json(line_of(weighed, rule))
        return found


known_lines = KnownLines()
"""Those of this process: words of rules, and nothing of anybody."""


@lru_cache(1_024)
def beginning(rulebook: Rulebook, verdict: str) -> bytes:
    """What a result begins with: there are few rulebooks and verdicts."""
    reference = RulebookReference(rulebook.id, rulebook.version, rulebook.sha256)
    row = next(row for row in rulebook.verdicts if row.id == verdict)
    begun = {"rulebook": reference, "verdict": row.id, "label": row.label, "note": row.note}
    return to_json(begun)[:-1]


def result_json(weighed: Weighed, lines: KnownLines = known_lines) -> bytes:
    """The result as JSON; not for one with own reasons, whose words are somebody's."""
    by_points, coverage = weighed.by_points, weighed.coverage
    stated = weighed.standing._asdict() | {
        "scores": weighed.scores,
        "by_points": {"leader": by_points.leader, "lead": by_points.lead},
    }
    after = {
        "gates": weighed.gates,
        "coverage": {
            "visible": coverage.visible,
            "answered": coverage.answered,
            "unknown": coverage.unknown,
            "open": coverage.open,
        },
        "claims": weighed.claims,
    }
    begun = beginning(weighed.rulebook, weighed.row.id)
    ledger = b",".join([lines.json(weighed, rule) for rule in weighed.fired])
    return b'%s,%s,"ledger":[%s],%s' % (begun, to_json(stated)[1:-1], ledger, to_json(after)[1:])
