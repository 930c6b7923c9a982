"""Reads a rulebook file, or refuses it with everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from app.engine.rules import Rulebook
from app.rulebooks import checks, families, weights
from app.rulebooks.checks import Finding
from app.rulebooks.counting import check_sources, source_faults
from app.rulebooks.exact import exact_findings
from app.rulebooks.faults import Faults
from app.rulebooks.filling import fill_document
from app.rulebooks.reading import MAX_BYTES, Reading, read_document, read_tables
from app.rulebooks.sources import PREFIX, Sources, read_sources

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
    families.role,
    families.own,
)


def load_rulebook(path: Path) -> Rulebook:
    """The rulebook in this file; RulebookError lists every fault."""
    return load_with_sources(path)[0]


def load_with_sources(path: Path) -> tuple[Rulebook, Sources | None]:
    """The rulebook in this file and the sources beside it, if it has any; as `load_rulebook`."""
    beside = path.with_name(f"{PREFIX}{path.name}")
    data = _bytes(path)
    if not beside.exists():
        return parse_rulebook(path.name, data), None
    reading = read_sources(beside.name, _bytes(beside))
    rulebook = parse_rulebook(path.name, data, reading.sources)
    check_sources(reading, rulebook)
    return rulebook, reading.sources


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def parse_rulebook(name: str, data: bytes, sources: Sources | None = None) -> Rulebook:
    """The rulebook in the bytes of a file of this name; RulebookError lists every fault.

    The blanks in its texts are filled in from the sources. What concerns all answers is checked
    last, and only where everything else is right.
    """
    document = read_document(name, data)
    fill_document(name, document, sources)
    faults = Faults(name)
    reading = read_tables(document, hashlib.sha256(data).hexdigest(), faults)
    for check in _CHECKS:
        _note(check(reading), reading, faults)
    _note(source_faults(reading.rulebook, sources), reading, faults)
    faults.raise_if_any()
    _note(exact_findings(reading.rulebook), reading, faults)
    faults.raise_if_any()
    return reading.rulebook


def _note(findings: Iterable[Finding], reading: Reading, faults: Faults) -> None:
    for finding in findings:
        faults.add(reading.place(finding.table, finding.id), finding.kind, finding.message)
