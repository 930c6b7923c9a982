"""The pages about shares: the owner's links, and the report that whoever has a link reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.results.firmness import FirmnessView
from app.results.outlook import NotMade
from app.results.pages import ResultView
from app.rulebooks.texts import Texts
from app.shares.actions import State
from app.shares.belief import BeliefView
from app.shares.forms import ShareForm
from app.shares.preview_images import wrapped
from app.shares.qr_codes import QrCode
from app.store.records import Assessment, RevisionSummary, Share, SharedRevision
from app.web.rendering import Page, plural


@dataclass(frozen=True, kw_only=True)
class SharesPage(Page):
    """The links of an assessment and the form for another; `revoked` is the one revoked just now.

    `states` says by the id of a share whether it opens, `labels` by the number of a revision what
    it came to. There are so many links on a page: `earlier` and `latest` lead to the others.
    """

    template: ClassVar[str] = "shares/page.html"
    assessment: Assessment
    shares: tuple[Share, ...]
    states: Mapping[str, State]
    labels: Mapping[int, str]
    revisions: tuple[RevisionSummary, ...]
    lifetimes: Mapping[str, str]
    form: ShareForm
    revoked: Share | None
    earlier: str | None
    latest: str | None
    intent: str


@dataclass(frozen=True, kw_only=True)
class CreatedPage(Page):
    """A new link; an empty one cannot be shown (any more), as its `state` says."""

    template: ClassVar[str] = "shares/created.html"
    assessment: Assessment
    share: Share
    state: State
    link: str
    qr: QrCode | None


@dataclass(frozen=True, slots=True)
class LinkPreview:
    """What a chat program shows of a link; `image` is a full address."""

    title: str
    description: str
    image: str


@dataclass(frozen=True, kw_only=True)
class SharedPage(Page):
    """The report behind a link."""

    template: ClassVar[str] = "shares/shared.html"
    shared: SharedRevision
    view: ResultView
    texts: Texts
    firmness: FirmnessView | NotMade | None
    belief: BeliefView
    preview: LinkPreview
    copy_at: str
    record_at: str
    intent: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text in a picture and where it stands."""

    text: str
    y: int


@dataclass(frozen=True, kw_only=True)
class PreviewImage:
    """The picture of a link preview; `colour` is that of the side it speaks for."""

    template: ClassVar[str] = "shares/preview.svg"
    title: tuple[TextLine, ...]
    headline: tuple[TextLine, ...]
    detail: tuple[TextLine, ...]
    colour: str


GENERIC_TITLE = "A recommendation, shared with you"
GENERIC_DESCRIPTION = (
    "The verdict, every reason with its points, and the strongest argument against it."
)
ROOM = 1020
NEUTRAL = "#7b8490"
COLOURS = ("#b34d06", "#1d68b8", "#2b7a4b", "#8a3a86")


def link_preview(shared: SharedRevision, view: ResultView, image: str) -> LinkPreview:
    """Title and verdict only if the owner wanted them there."""
    if not shared.share.detailed_preview:
        return LinkPreview(GENERIC_TITLE, GENERIC_DESCRIPTION, image)
    return LinkPreview(f"{view.result.label}: {shared.title}", outcome(view), image)


def preview_image(shared: SharedRevision, view: ResultView) -> PreviewImage:
    """What the picture shows, for this share: the generic one is the same for all."""
    if not shared.share.detailed_preview:
        return typeset("", GENERIC_TITLE, GENERIC_DESCRIPTION, NEUTRAL)
    leader = view.result.leader
    colour = COLOURS[view.words.rank(leader) % len(COLOURS)] if leader else NEUTRAL
    return typeset(shared.title, view.result.label, outcome(view), colour)


def outcome(view: ResultView) -> str:
    """The result in one sentence, as short as a preview needs it; adjusted, in one more."""
    adjusted = view.adjusted
    if adjusted is None or not adjusted.count:
        return _outcome(view)
    adjustments = plural(adjusted.count, "adjustment")
    return f"{_outcome(view)} With {adjustments}: {adjusted.result.label}."


def _outcome(view: ResultView) -> str:
    result = view.result
    if result.basis == "rule":
        return "Decided by a rule, before points were compared."
    if result.leader is None:
        return "The reasons do not separate the sides."
    ahead, behind = view.words.alternatives((view.contrast.leader, view.contrast.rival))
    lead = plural(view.contrast.lead, "point")
    return f"{ahead} leads {behind} by {lead}: a {result.strength} lead."


def typeset(title: str, headline: str, detail: str, colour: str) -> PreviewImage:
    """Sets the texts below each other, each in at most two lines."""
    bottom = 128
    placed = []
    for text, size, gap in ((title, 40, 16), (headline, 84, 24), (detail, 36, 28)):
        lines = _set(text, size, bottom + gap)
        bottom = lines[-1].y if lines else bottom
        placed.append(lines)
    first, second, third = placed
    return PreviewImage(title=first, headline=second, detail=third, colour=colour)


def _set(text: str, size: int, above: int) -> tuple[TextLine, ...]:
    """The lines of a text, the first one line below `above`."""
    step = round(size * 1.2)
    lines = wrapped(text, size, ROOM, lines=2)
    return tuple(TextLine(line, above + step * n) for n, line in enumerate(lines, 1))
