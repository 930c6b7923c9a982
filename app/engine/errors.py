"""The errors meant for people: what happened, and what to do about it.

AdvisorError
├── NotFound      404   it is not there, or not yours to see
├── RulesMissing  503   what is stored needs rules that are not here
├── Conflict      409   it changed since you looked
├── Refused       403   you may not do that
├── Invalid       422   what you sent cannot be used
│   └── Full      422   there is no room for more of it
├── TooMuch       413   what you sent is too large
└── Unavailable   503   not now; try again later
    └── TooMany   429   asked for too often; try again later

A mistake in an answer is no error but a value, `answers.Problem`; a fault in a rulebook is
`rulebooks.loader.RulebookError`, an `Invalid` that lists every fault.
"""

# ruff: noqa: N818  (named for what happened; the tree above says that they are errors)

from __future__ import annotations

from typing import ClassVar


class AdvisorError(Exception):
    """Something a person has to know: `title`, `message` and `remedy` are ready to be shown."""

    status: ClassVar[int] = 500
    title: str = "Something went wrong"
    remedy: str = "Try again; if it happens again, tell whoever runs this site."

    def __init__(self, message: str, *, remedy: str | None = None, title: str | None = None):
        super().__init__(message)
        self.message = message
        self.remedy = remedy if remedy is not None else self.remedy
        self.title = title if title is not None else self.title

    @property
    def told(self) -> str:
        """What happened and what to do, where a form has one place for both."""
        return f"{self.message} {self.remedy}"


class NotFound(AdvisorError):
    """It does not exist, or it belongs to someone else: the two are never told apart."""

    status = 404
    title = "Not found"
    remedy = "Check the address, or start from the home page."


class RulesMissing(AdvisorError):
    """What is stored was decided by rules that this release does not have; it is not touched."""

    status = 503
    title = "This release lacks its rules"
    remedy = (
        "Nothing is lost: it is kept as it was saved, and opens again once whoever runs this site "
        "installs a release that has these rules."
    )

    def __init__(self, rulebook_id: str, version: str) -> None:
        super().__init__(
            f"This was answered under version {version} of the rules “{rulebook_id}”, and the "
            "release of Framework Advisor that runs here does not have it."
        )


class Conflict(AdvisorError):
    """It was changed elsewhere in the meantime."""

    status = 409
    title = "Changed in the meantime"
    remedy = "Compare the two and save again."


class Refused(AdvisorError):
    """The request is understood and not allowed."""

    status = 403
    title = "Not allowed"
    remedy = "Open the page again and repeat what you did."


class Invalid(AdvisorError):
    """What was sent cannot be used."""

    status = 422
    title = "That cannot be used"
    remedy = "Correct it and send it again."


class Full(Invalid):
    """There is as much of it as may be: something has to go before more can come."""

    title = "No room for more"
    remedy = "Delete what you do not need and send it again."


class TooMuch(AdvisorError):
    """What was sent is larger than allowed."""

    status = 413
    title = "Too large"
    remedy = "Send less at a time."


class Unavailable(AdvisorError):
    """It cannot be done now; `retry_after` is in seconds."""

    status = 503
    title = "Not available just now"
    remedy = "Wait a moment and try again. Nothing was saved."

    def __init__(
        self,
        message: str,
        *,
        remedy: str | None = None,
        title: str | None = None,
        retry_after: int = 5,
    ):
        super().__init__(message, remedy=remedy, title=title)
        self.retry_after = retry_after


class TooMany(Unavailable):
    """It was asked for too often."""

    status = 429
    title = "Too often"
    remedy = "Wait a while and try again. Nothing was saved."
