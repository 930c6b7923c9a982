"""The answer to a change of answers: what they come to, for the script or as the form again."""

from __future__ import annotations

from starlette.responses import Response

from app.questionnaire.forms import Submitted
from app.questionnaire.overtaken import Overtaken
from app.questionnaire.pages import PreviewFragment
from app.questionnaire.panel import preview_of
from app.questionnaire.what_if import WhatIf
from app.results.outlook import NotMade
from app.web.rendering import part, render, see_other, wants_fragment
from app.web.visit import Visit

PREVIEW = "questionnaire/_swap.html"


def show_preview(
    visit: Visit,
    sent: Submitted,
    form_address: str,
    *,
    saved: bool,
    what_if: WhatIf | None = None,
) -> Response:
    """The preview for htmx; without it, the form again."""
    if not wants_fragment(visit):
        return see_other(visit, f"{form_address}#preview")
    if what_if:
        shown = fragment_of(visit, sent, saved=saved, what_if=what_if)
        return part(visit, render(visit, PREVIEW, shown), whole=form_address)
    return part(visit, _preview(visit, sent, saved=saved), whole=form_address)


def _preview(visit: Visit, sent: Submitted, *, saved: bool) -> str:
    """Kept by all that decides it; where the analysis failed, the next one may have more luck."""
    fragments = visit.parts.fragments
    key = (PREVIEW, sent.rulebook, frozenset(sent.answers.items()), sent.last, saved)
    kept = fragments.find(key)
    if kept:
        return kept[0]
    shown = fragment_of(visit, sent, saved=saved)
    text = render(visit, PREVIEW, shown)
    if not isinstance(shown.preview.outlook, NotMade):
        fragments.keep(key, (text,))
    return text


def fragment_of(
    visit: Visit,
    sent: Submitted,
    *,
    saved: bool,
    what_if: WhatIf | None = None,
    news: Overtaken | None = None,
) -> PreviewFragment:
    """What the script of the page puts in place of the last preview."""
    texts = visit.library.texts(sent.rulebook.id)
    preview = preview_of(sent.rulebook, texts, sent.answers, saved=saved, last=sent.last)
    return PreviewFragment(preview=preview, what_if=what_if, overtaken=news)
