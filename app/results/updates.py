"""A saved result beside what the current rules say to the same answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.engine.answers import Answers
from app.engine.comparing import Assessed, Shift, difference, reference_pair
from app.engine.rules import Rulebook
from app.results.actions import Update
from app.store.records import Revision

WhatIf = Callable[[Rulebook, Answers], str]


@dataclass(frozen=True, slots=True)
class MovedGroup:
    """A group of rules that counts differently now; points for the leader of then."""

    label: str
    before: int
    after: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UpdateView:
    """The newer version, its verdict, what moved, what no longer fits, and where to try it."""

    version: str
    label: str
    strength: str | None
    lead: int | None
    changed: bool
    leader: str
    moved: tuple[MovedGroup, ...]
    misfits: tuple[str, ...]
    address: str


def update_view(
    rulebook: Rulebook, revision: Revision, update: Update, what_if: WhatIf
) -> UpdateView:
    """The update in words; `what_if` gives the address of answers under a version."""
    then = Assessed(rulebook, revision.answers, revision.result)
    now = Assessed(update.rulebook, update.answers, update.result)
    pair = reference_pair(then.result, [now.result])
    groups = {**update.rulebook.group_by_id, **rulebook.group_by_id}
    return UpdateView(
        version=update.rulebook.version,
        label=update.result.label,
        strength=update.result.strength,
        lead=update.result.lead,
        changed=update.result.verdict != revision.result.verdict,
        leader=rulebook.alternative_by_id[pair[0]].label,
        moved=tuple(
            MovedGroup(groups[one.group].label, one.before, one.after, _reasons(one))
            for one in difference(then, now, pair).shifts
        ),
        misfits=tuple(rulebook.question_by_id[one.question].text for one in update.misfits),
        address=what_if(update.rulebook, update.answers),
    )


def _reasons(shift: Shift) -> tuple[str, ...]:
    terms = (*shift.lost, *shift.gained)
    return tuple(dict.fromkeys(term.contribution.because for term in terms))
