"""The home page."""

from __future__ import annotations

from secrets import token_urlsafe
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.engine.answers import read_answers
from app.engine.rules import Example, Rulebook
from app.engine.scoring import evaluate
from app.services.assessments import list_recent, list_unfinished
from app.web.contexts.home import HomePage, Outcome
from app.web.dependencies import JoinedParts, MaybeWorkspace, policy
from app.web.rendering import address, page

router = APIRouter()

SHOWN = 6


@router.get("/")
@policy("workspace-read")
def show_home(request: Request, parts: JoinedParts, workspace: MaybeWorkspace) -> HTMLResponse:
    """What this does, what was begun, and situations to begin with."""
    rulebook = parts.library.default
    context = HomePage(
        title=rulebook.title,
        rulebook=rulebook,
        intent=token_urlsafe(16),
        unfinished=list_unfinished(workspace, SHOWN) if workspace else (),
        recent=list_recent(workspace, SHOWN) if workspace else (),
        outcomes=outcomes(rulebook, address(request, "fill_in")),
    )
    return page(request, context)


def outcomes(rulebook: Rulebook, form: str) -> tuple[Outcome, ...]:
    """The examples of a rulebook and what they come to, from its first alternative to its last.

    So neither side stands first because somebody likes it; verdicts by rule stand at their ends.
    """
    found = [_outcome(rulebook, one, form) for one in rulebook.examples]
    return tuple(sorted(found, key=_place))


def _place(one: Outcome) -> tuple[int, int]:
    if one.lead is None:
        return (1 if one.rank else -1), 0
    return 0, one.towards


def _outcome(rulebook: Rulebook, example: Example, form: str) -> Outcome:
    answers, _ = read_answers(rulebook, example.answers)
    result = evaluate(rulebook, answers)
    ranks = {side: rank for rank, side in enumerate(rulebook.alternative_by_id)}
    ahead = max(ranks, key=lambda side: result.scores[side])
    lead = result.lead or 0
    return Outcome(
        example=example,
        address=f"{form}?{urlencode(dict(example.answers), doseq=True)}",
        label=result.label,
        lead=result.lead,
        towards=lead if ranks[ahead] else -lead,
        rank=ranks[result.leader] if result.leader else None,
    )
