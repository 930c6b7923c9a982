"""Quotas: how much one workspace may hold, and how often it may be saved to within an hour.

Each is a counter in a row that a change moves anyway, by the same statement that asks whether there
is room: it costs no further statement, and of two writers at the limit one is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Literal

from app.engine.errors import Full, TooMany

HOUR = timedelta(hours=1)
Kept = Literal["assessments", "open_links", "browsers"]
"""What a workspace counts, by the name of the column."""


@dataclass(frozen=True, slots=True)
class Quotas:
    """The most of each; `versions` are those of one assessment, `saves` those within an hour."""

    assessments: int = 5_000
    versions: int = 1_000
    open_links: int = 1_000
    browsers: int = 20
    saves: int = 600

    def refusal(self, kept: Kept) -> Full:
        """What is said to whoever wants to add to a workspace that is full."""
        said, noun, remedy = WORDS[kept]
        return Full(
            f"{said} {_many(getattr(self, kept), noun)}, and no more fit in.", remedy=remedy
        )

    def too_many_versions(self) -> Full:
        """The same for an assessment."""
        return Full(
            f"This assessment has {_many(self.versions, 'version')}, and no more fit in.",
            remedy=f"Save as a new assessment, and go on there. {OPERATOR.format('VERSIONS')}",
        )

    def too_many_saves(self, since: datetime, now: datetime) -> TooMany:
        """What is said to whoever saves more often; the hour began `since`."""
        left = max(1, ceil((since + HOUR - now).total_seconds()))
        wait, most = _many(ceil(left / 60), "minute"), _many(self.saves, "change")
        return TooMany(
            f"Your workspace took {most} within an hour, and takes no more now.",
            remedy=f"Nothing was saved. Wait {wait} and send it again. What is saved can be read "
            f"and deleted meanwhile. {OPERATOR.format('SAVES')}",
            retry_after=left,
        )


QUOTAS = Quotas()
"""Those of whoever sets none."""

OPERATOR = "Whoever runs this site can allow more (ADVISOR_QUOTA_{})."
WORDS: dict[Kept, tuple[str, str, str]] = {
    "assessments": (
        "Your workspace holds",
        "assessment",
        "On the page of saved assessments, delete what you no longer need, then try again. "
        f"{OPERATOR.format('ASSESSMENTS')}",
    ),
    "open_links": (
        "Your workspace has",
        "open link",
        "Revoke some that nobody needs, then try again. They may belong to other assessments: on "
        "the page of saved assessments those with links are marked “shared”. One that expires "
        f"makes room, too. {OPERATOR.format('OPEN_LINKS')}",
    ),
    "browsers": (
        "That workspace is open in",
        "browser",
        "In one of them, end the access of another on the page of the workspace, then enter the "
        f"code again. {OPERATOR.format('BROWSERS')}",
    ),
}
"""For each what is said before the number, the noun after it, and what to do."""


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
