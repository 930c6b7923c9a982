"""What the page that sends answers knew, so that none overwrites what another one wrote.

Why a page and a turn: docs/decisions/0017.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.adjustments import Adjustments
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
    its own form, and `turn` counts the changes made in it. `beside` is the mark of what it changes
    beside the answers: of the adjustments or the extra answers that it was made with.
    """

    latest: int
    seen: str | None = None
    page: str = ""
    turn: int = 0
    beside: str | None = None


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


def refuse_unknown_beside(
    answered: Answered,
    known: Known | None,
    adjustments: Adjustments | None,
    extra_answers: Mapping[str, Any] | None,
) -> None:
    """Changed if another page changed what is sent beside the answers since that one was made.

    None is not sent. Without a draft nothing was changed: what was saved is known by its number.
    """
    draft = answered.draft
    if known is None or known.beside is None or draft.page is None:
        return
    changed = []
    if adjustments not in (None, draft.adjustments) and draft.adjusted_by != known.page:
        changed.append(draft.adjustments_mark)
    if extra_answers not in (None, draft.extra_answers):
        changed.append(draft.extra_mark)
    for mark in changed:
        if mark != known.beside:
            raise Changed("draft", yours=known.beside, theirs=mark)


def is_late(answered: Answered, known: Known | None) -> bool:
    """Whether the same page has already sent what it held after a later change."""
    draft = answered.draft
    return known is not None and draft.page == known.page != "" and known.turn < draft.turn


def turn_of(workspace: WritableWorkspace, known: Known | None) -> tuple[str, int]:
    """Who writes; one that does not say so gets a name that no page has."""
    page = writer_of(known)
    return (page, known.turn) if known and page else (new_id(workspace.session.random), 0)


def writer_of(known: Known | None) -> str:
    """The key of the page that writes, if it says one."""
    return known.page if known is not None and KEY.fullmatch(known.page) else NOBODY
