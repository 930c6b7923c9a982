"""Reads a rulebook file, or refuses it with everything that is wrong with it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.engine.rules import Rulebook
from app.rulebooks import checks, policy
from app.rulebooks.faults import Fault, Faults, RulebookError
from app.rulebooks.reading import MAX_BYTES, read_document, read_tables

__all__ = ["Fault", "RulebookError", "load_rulebook", "parse_rulebook"]

_CHECKS = (
    checks.version,
    policy.bands,
    checks.sweep_references,
    checks.alternatives,
    checks.references,
    checks.order,
    checks.kinds,
    checks.sources,
    policy.tiers,
    policy.points,
    checks.verdicts,
    checks.examples,
)


def load_rulebook(path: Path) -> Rulebook:
    """The rulebook in this file; RulebookError lists every fault."""
    with path.open("rb") as file:
        return parse_rulebook(path.name, file.read(MAX_BYTES + 1))


def parse_rulebook(name: str, data: bytes) -> Rulebook:
    """The rulebook in the bytes of a file of this name; RulebookError lists every fault."""
    document = read_document(name, data)
    faults = Faults(name)
    reading = read_tables(document, hashlib.sha256(data).hexdigest(), faults)
    for check in _CHECKS:
        for finding in check(reading):
            place = reading.place(finding.table, finding.id)
            faults.add(place, finding.kind, finding.message)
    faults.raise_if_any()
    return reading.rulebook
