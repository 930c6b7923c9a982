"""All static checks of a rulebook (`engine.md`, section 7), for any number of alternatives."""

from __future__ import annotations

from datetime import date

from app.engine.analysis.check_errors import errors
from app.engine.analysis.check_notes import notes
from app.engine.analysis.check_warnings import warnings
from app.engine.analysis.findings import Finding
from app.engine.rules import Rulebook


def check(rulebook: Rulebook, today: date, *, released: bool = False) -> tuple[Finding, ...]:
    """Errors, then warnings, then notes; `Finding.blocks` says which refuse a release.

    What the loader refuses is not looked for again. For a released rulebook, which never changes,
    a fact that has aged since is a note.
    """
    return (
        *errors(rulebook, today, released=released),
        *warnings(rulebook),
        *notes(rulebook, today, released=released),
    )
