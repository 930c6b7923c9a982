"""The page that tells of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.api.reference import Reference
from app.web.rendering import Page


@dataclass(frozen=True, kw_only=True)
class ApiPage(Page):
    """Every operation; `document_at` is where the whole document is fetched."""

    template: ClassVar[str] = "api/page.html"
    reference: Reference
    document_at: str
    address: str
    longest_body: str
