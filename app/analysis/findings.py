"""What a check of a rulebook finds, and what several checks ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.engine.rules import Rulebook

Level = Literal["error", "warning", "note"]
"""An error refuses a release, a warning needs an [[acknowledge]], a note informs."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: its code, what it is about, and what is wrong and what to do.

    `acknowledged` is the reason the rulebook gives for accepting a warning.
    """

    level: Level
    code: str
    subject: str
    message: str
    acknowledged: str | None = None

    @property
    def blocks(self) -> bool:
        """Whether it refuses a release."""
        return self.level == "error" or (self.level == "warning" and self.acknowledged is None)

    def __str__(self) -> str:
        return f"{self.level} {self.code} {self.subject}: {self.message}"


Noted = Iterator[tuple[str, str, str]]
"""Code, subject and message."""


def effective(rulebook: Rulebook) -> dict[str, set[str]]:
    """Question → the options that a rule, gate or `ask_when` names; words do not count."""
    named: dict[str, set[str]] = {question.id: set() for question in rulebook.questions}
    for stated in rulebook.conditions():
        if stated.table != "verdict":
            for question, options in stated.condition.items():
                named[question] |= options
    return named


def cited_claims(rulebook: Rulebook) -> set[str]:
    """The claims that rules and gates rest on."""
    by_rules = (claim for rule in rulebook.rules for claim in rule.claims)
    return {*by_rules, *(claim for gate in rulebook.gates for claim in gate.claims)}
