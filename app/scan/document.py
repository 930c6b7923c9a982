"""A scan as JSON: versioned, and safe to print whatever files are called."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from app.engine.questions import Question
from app.engine.rules import Rulebook
from app.scan.proposals import Evidence
from app.scan.scanning import Scan

FORMAT = "framework-advisor scan"
VERSION = 1
"""Grows when something in the document means something else; new keys may come without."""


def document(rulebook: Rulebook, scan: Scan, decides: Question | None) -> str:
    """The document; pure ASCII, so that no name in it moves a cursor."""
    return json.dumps(_record(rulebook, scan, decides), indent=2)


def _record(rulebook: Rulebook, scan: Scan, decides: Question | None) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "rulebook": {"id": rulebook.id, "version": rulebook.version},
        "modules": scan.modules,
        "lines": scan.lines,
        "proposals": [
            {
                "question": proposal.question,
                "option": proposal.option,
                "confidence": proposal.confidence,
                "evidence": _evidence(proposal.evidence),
            }
            for proposal in scan.proposals
        ],
        "open": [
            {
                "question": undecided.question,
                "why": undecided.why,
                "evidence": _evidence(undecided.evidence),
            }
            for undecided in scan.undecided
        ],
        "decides": decides.id if decides else None,
        "not_production": scan.passed_over,
        "not_understood": [
            {"path": text_path(path), "lines": list(lines)} for path, lines in scan.lost.items()
        ],
        "skipped": [
            {"path": text_path(skipped.path), "why": skipped.why} for skipped in scan.skipped
        ],
    }


def _evidence(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{**asdict(line), "path": text_path(line.path)} for line in evidence]


def text_path(path: str) -> str:
    """The path as text; bytes of a name that are no UTF-8 are written as `\\xff`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
