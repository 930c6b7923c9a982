"""The home page."""

from __future__ import annotations

from datetime import date
from secrets import token_urlsafe
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.engine.answers import read_answers
from app.engine.rules import Example, Rulebook
from app.engine.scoring import evaluate
from app.services.assessments import list_recent, list_unfinished
from app.web.contexts.home import ExampleCard, HomePage
from app.web.contexts.results import result_view
from app.web.dependencies import JoinedParts, MaybeWorkspace, policy
from app.web.rendering import address, page

router = APIRouter()

SHOWN = 6


@router.get("/")
@policy("workspace-read")
def show_home(request: Request, parts: JoinedParts, workspace: MaybeWorkspace) -> HTMLResponse:
    """What this does, what was begun, and situations to begin with."""
    rulebook = parts.library.default
    cards = example_cards(rulebook, address(request, "fill_in"), parts.clock().date())
    context = HomePage(
        title=rulebook.title,
        rulebook=rulebook,
        intent=token_urlsafe(16),
        showcase=max(cards, key=_two_sidedness, default=None),
        unfinished=list_unfinished(workspace, SHOWN) if workspace else (),
        recent=list_recent(workspace, SHOWN) if workspace else (),
        examples=cards,
    )
    return page(request, context)


def example_cards(rulebook: Rulebook, form: str, today: date) -> tuple[ExampleCard, ...]:
    """The examples of a rulebook, each with what it comes to."""
    return tuple(_card(rulebook, one, form, today) for one in rulebook.examples)


def _two_sidedness(card: ExampleCard) -> int:
    """How much is said for the side with less to say: a fair example shows both."""
    if not card.view.result.leader or card.view.gates:
        return -1
    signs = [row.points > 0 for row in card.view.ledger.rows]
    return min(signs.count(True), signs.count(False))


def _card(rulebook: Rulebook, example: Example, form: str, today: date) -> ExampleCard:
    answers, _ = read_answers(rulebook, example.answers)
    result = evaluate(rulebook, answers)
    query = urlencode(dict(example.answers), doseq=True)
    return ExampleCard(
        example, f"{form}?{query}", result.label, result_view(rulebook, answers, result, today)
    )
