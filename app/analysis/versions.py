"""Two versions of a rulebook side by side: the exact counts of each context, old beside new."""

from __future__ import annotations

from dataclasses import dataclass

from app.analysis.contexts import context_question
from app.analysis.counts import Counts, count
from app.engine.answers import Answers
from app.engine.rules import Rulebook


@dataclass(frozen=True, slots=True)
class ContextChange:
    """Complete answer sets of one context in both versions; None where the context is missing.

    `option` is that of the context question, None for all answers together.
    """

    option: str | None
    before: Counts | None
    after: Counts | None

    @property
    def changed(self) -> bool:
        """Whether any verdict has another share; more answer sets alone change nothing."""
        if self.before is None or self.after is None:
            return True
        return _shares(self.before, self.after) != _shares(self.after, self.before)


def compare_contexts(old: Rulebook, new: Rulebook) -> tuple[ContextChange, ...]:
    """All answers together, then every context of either version. For two alternatives.

    Without a context question that both have, all answers are the only row.
    """
    together = ContextChange(None, count(old), count(new))
    before, after = context_question(old), context_question(new)
    if before is None or after is None or before.id != after.id:
        return (together,)
    options = dict.fromkeys((*after.option_ids, *before.option_ids))
    return together, *(
        ContextChange(
            option,
            _counted(old, before.id, option) if option in before.option_ids else None,
            _counted(new, after.id, option) if option in after.option_ids else None,
        )
        for option in options
    )


def _counted(rulebook: Rulebook, question: str, option: str) -> Counts:
    here: Answers = {question: frozenset({option})}
    return count(rulebook, here)


def _shares(counts: Counts, other: Counts) -> dict[str, int]:
    """The verdicts that occur, over the common denominator of both totals."""
    return {row: number * other.total for row, number in counts.verdicts.items() if number}
