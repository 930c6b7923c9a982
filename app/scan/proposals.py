"""What a scan says: proposed answers with the lines they rest on, and what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Confidence = Literal["high", "medium"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A line of a file, and why it matters: the words name, in backticks, what stands in it."""

    path: str
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """One answer that the code suggests; there is always evidence."""

    question: str
    option: str
    confidence: Confidence
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """A question that the code has something to say about, but no answer."""

    question: str
    why: str
    evidence: tuple[Evidence, ...] = ()


Finding = Proposal | Undecided


def share(part: int, whole: int, noun: str) -> str:
    """How many do what a reason says: `as 3 of 5 handlers do`; `noun` is the plural."""
    if whole == 1:
        return f"as the only {noun.removesuffix('s')} does"
    return f"as {part} of {whole} {noun} {'does' if part == 1 else 'do'}"


def proposed(
    question: str, option: str, confidence: Confidence, *evidence: Evidence | None
) -> Proposal | None:
    """The proposal; None where no evidence is left of it: nothing is said without."""
    there = tuple(dict.fromkeys(line for line in evidence if line))
    return Proposal(question, option, confidence, there) if there else None
