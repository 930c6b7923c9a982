"""What a check of a rulebook finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
