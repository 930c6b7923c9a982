"""What the page that sends answers knew, so that none overwrites what another one wrote.

Why a page and a turn: docs/decisions/0017.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.store.faults import Changed
from app.store.ids import new_id
from app.store.intents import KEY
from app.store.records import Answered
from app.store.workspaces import WritableWorkspace

NOBODY = ""
"""The page of a draft whose answers no page has written: those of the result, or the first ones."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the page that sends answers knew: the latest revision, 0 for none, and the draft.

    `seen` is the mark of the draft it was made with, None if it does not say; `page` is the key of
    its own form, and `turn` counts the changes made in it.
    """

    latest: int
    seen: str | None = None
    page: str = ""
    turn: int = 0


def refuse_unknown_result(answered: Answered, known: Known | None) -> None:
    """Changed if a revision was saved since that page was made."""
    latest = answered.assessment.latest or 0
    if known is not None and known.latest != latest:
        raise Changed("result", yours=f"after version {known.latest}", theirs=f"version {latest}")


def refuse_unknown_draft(answered: Answered, known: Known | None) -> None:
    """Changed if another page wrote a draft since that one was made."""
    draft = answered.draft
    if known is None or known.seen is None or draft.page in (None, NOBODY, known.page):
        return
    if draft.mark != known.seen:
        raise Changed("answers", yours=known.seen, theirs=draft.mark)


def is_late(answered: Answered, known: Known | None) -> bool:
    """Whether the same page has already sent what it held after a later change."""
    draft = answered.draft
    return known is not None and draft.page == known.page != "" and known.turn < draft.turn


def turn_of(workspace: WritableWorkspace, known: Known | None) -> tuple[str, int]:
    """Who writes; one that does not say so gets a name that no page has."""
    if known is None or not KEY.fullmatch(known.page):
        return new_id(workspace.session.random), 0
    return known.page, known.turn
