"""The page that asks before assessments are deleted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from app.store.records import Assessment
from app.web.confirm import ConfirmPage


@dataclass(frozen=True, kw_only=True)
class DeletionPage(ConfirmPage):
    """Names all that goes; `open_links` counts by id how many links to each still open."""

    template: ClassVar[str] = "assessments/deletion.html"
    assessments: tuple[Assessment, ...]
    open_links: Counter[str]
