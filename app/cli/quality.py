"""The quality of a rulebook as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from app.analysis.findings import Finding
from app.analysis.quality import Report
from app.engine.rules import Rulebook

Line = tuple[str, str]
"""A label and a text."""


def quality_lines(report: Report) -> Iterator[Line]:
    """The report in a few lines; acknowledged warnings are not mentioned."""
    yield from _size(report)
    yield from _labelled("Tilt", report.tilt)
    yield from _labelled("Strength", map(str, _strengths(report)))
    yield "Claims", _claims(report)
    yield "Facts", _facts(report)
    for finding in report.findings:
        if finding.level == "note":
            yield "Note", f"{finding.code} {finding.subject}: {finding.message}"


def refusals(rulebook: Rulebook, findings: tuple[Finding, ...]) -> Iterator[str]:
    """One line for everything that refuses a release."""
    for finding in findings:
        if finding.blocks:
            yield f"{rulebook.id}-{rulebook.version}.toml: {finding}"


def _labelled(label: str, texts: Iterator[str] | tuple[str, ...]) -> Iterator[Line]:
    for text in texts:
        yield label, text
        label = ""


def _size(report: Report) -> Iterator[Line]:
    size = report.size
    cutset = " and ".join(size.cutset) or "no question"
    yield (
        "Size",
        f"{size.assignments} assignments of {cutset}; "
        f"{size.components} components, the largest with {size.largest}",
    )
    if report.complete and report.with_unknown:
        yield (
            "",
            f"{report.complete.total:,} complete answer sets, "
            f"{report.with_unknown.total:,} with “I do not know”",
        )


def _strengths(report: Report) -> Iterator[str]:
    for firmness in report.robustness:
        yield (
            f"{firmness.strength}: kept by {firmness.median:.0%} of weightings "
            f"(5% quantile {firmness.low:.0%}, worst {firmness.worst:.0%}; "
            f"reversed by {firmness.reversed:.0%} at most)"
        )


def _claims(report: Report) -> str:
    used = [claim for claim in report.coverage if claim.rules or claim.gates]
    return f"{len(used)} of {len(report.coverage)} are cited"


def _facts(report: Report) -> str:
    if not report.ageing:
        return "none can age"
    passed = sum(fact.passed for fact in report.ageing)
    first = report.ageing[0]
    return (
        f"{len(report.ageing)} can age, {passed} have to be checked again; "
        f"the first by {first.best_before} ({first.claim.id})"
    )
