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
        most, (what, remedy) = getattr(self, kept), WORDS[kept]
        return Full(f"Your workspace holds {most:,} {what}, and no more fit in.", remedy=remedy)

    def too_many_versions(self) -> Full:
        """The same for an assessment."""
        return Full(
            f"This assessment has {self.versions:,} versions, and no more fit in.",
            remedy="Save these answers as a new assessment: duplicate this one and go on there. "
            f"{OPERATOR.format('VERSIONS')}",
        )

    def too_many_saves(self, since: datetime, now: datetime) -> TooMany:
        """What is said to whoever saves more often; the hour began `since`."""
        left = max(1, ceil((since + HOUR - now).total_seconds()))
        minutes = ceil(left / 60)
        return TooMany(
            f"Your workspace took {self.saves:,} changes within an hour, and takes no more now.",
            remedy=f"Nothing was saved. Wait {minutes} {'minute' if minutes == 1 else 'minutes'} "
            "and send it again. What is saved can be read and deleted meanwhile. "
            f"{OPERATOR.format('SAVES')}",
            retry_after=left,
        )


QUOTAS = Quotas()
"""Those of whoever sets none."""

OPERATOR = "Whoever runs this site can allow more by ADVISOR_QUOTA_{}."
WORDS: dict[Kept, tuple[str, str]] = {
    "assessments": (
        "assessments",
        "Delete some that you do not need on the page of saved assessments, then send it again. "
        f"{OPERATOR.format('ASSESSMENTS')}",
    ),
    "open_links": (
        "links that open",
        "Revoke some that nobody needs, then send it again. One that expires makes room, too. "
        f"{OPERATOR.format('OPEN_LINKS')}",
    ),
    "browsers": (
        "browsers",
        "End the access of one on the page of the workspace, in a browser that has it, then enter "
        f"the code again. {OPERATOR.format('BROWSERS')}",
    ),
}
