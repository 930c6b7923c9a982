"""Reads a rulebook file, or refuses it with everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from app.engine.rules import Rulebook
from app.rulebooks import checks, weights
from app.rulebooks.checks import Finding
from app.rulebooks.exact import exact_findings
from app.rulebooks.faults import Faults
from app.rulebooks.reading import MAX_BYTES, Reading, read_document, read_tables

_CHECKS = (
    checks.version,
    checks.own_address,
    weights.bands,
    checks.sweep_references,
    checks.alternatives,
    checks.references,
    checks.order,
    checks.kinds,
    checks.sources,
    weights.tiers,
    weights.points,
    checks.verdicts,
    checks.examples,
)


def load_rulebook(path: Path) -> Rulebook:
    """The rulebook in this file; RulebookError lists every fault."""
    with path.open("rb") as file:
        return parse_rulebook(path.name, file.read(MAX_BYTES + 1))


def parse_rulebook(name: str, data: bytes) -> Rulebook:
    """The rulebook in the bytes of a file of this name; RulebookError lists every fault.

    What concerns all answers is checked last, and only where everything else is right.
    """
    document = read_document(name, data)
    faults = Faults(name)
    reading = read_tables(document, hashlib.sha256(data).hexdigest(), faults)
    for check in _CHECKS:
        _note(check(reading), reading, faults)
    faults.raise_if_any()
    _note(exact_findings(reading.rulebook), reading, faults)
    faults.raise_if_any()
    return reading.rulebook


def _note(findings: Iterable[Finding], reading: Reading, faults: Faults) -> None:
    for finding in findings:
        faults.add(reading.place(finding.table, finding.id), finding.kind, finding.message)
