"""All static checks of a rulebook (`engine.md`, section 7), for any number of alternatives."""

from __future__ import annotations

from datetime import date
from typing import get_args

from app.analysis.check_errors import errors, stale_facts
from app.analysis.check_notes import notes
from app.analysis.check_warnings import warnings
from app.analysis.findings import Finding, Level
from app.analysis.memo import memo
from app.engine.rules import Rulebook

LEVELS: tuple[Level, ...] = get_args(Level)


def check(rulebook: Rulebook, today: date, *, released: bool = False) -> tuple[Finding, ...]:
    """Errors, then warnings, then notes; `Finding.blocks` says which refuse a release.

    What the loader refuses is not looked for again. For a released rulebook, which never changes,
    a fact that has aged since is a note.
    """
    findings = (*_lasting(rulebook), *stale_facts(rulebook, today, released=released))
    return tuple(sorted(findings, key=lambda finding: LEVELS.index(finding.level)))


@memo
def _lasting(rulebook: Rulebook) -> tuple[Finding, ...]:
    """What no day changes."""
    return (*errors(rulebook), *warnings(rulebook), *notes(rulebook))
