"""Finds rulebooks for pages and commands."""

from __future__ import annotations

from app.engine.errors import NotFound
from app.engine.rules import Rulebook
from app.rulebooks.library import Library


def find_rulebook(library: Library, rulebook_id: str, version: str) -> Rulebook:
    """That version of that rulebook; NotFound if the package does not hold it."""
    try:
        return library.get(rulebook_id, version)
    except KeyError:
        raise NotFound("There is no such rulebook, or no such version of it.") from None
