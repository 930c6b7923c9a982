"""The pages about the site itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.engine.rules import Rulebook
from app.rulebooks.texts import Texts
from app.web.rendering import Page


@dataclass(frozen=True, kw_only=True)
class AboutPage(Page):
    """What this is and what it does not know."""

    template: ClassVar[str] = "site/about.html"
    rulebooks: tuple[Rulebook, ...]
    texts: Mapping[str, Texts]


@dataclass(frozen=True, kw_only=True)
class PrivacyPage(Page):
    """What is stored, where and how long."""

    template: ClassVar[str] = "site/privacy.html"
