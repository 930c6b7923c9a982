"""The page that asks before something is deleted or ended for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.web.rendering import Page


@dataclass(frozen=True, kw_only=True)
class ConfirmPage(Page):
    """Says what goes, and offers to do it (`button`) or to go `back` (`keep`).

    A page that has more to say than `lede` and `details` extends the template by a block `goes`.
    `hidden` are names and values of fields that the form sends along.
    """

    template: ClassVar[str] = "confirm.html"
    back: str
    back_words: str
    notice: str = ""
    lede: str
    details: tuple[str, ...] = ()
    action: str
    hidden: tuple[tuple[str, str], ...] = ()
    button: str
    keep: str = "Keep it"
