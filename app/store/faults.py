"""The store's errors, and what the errors of a database mean to a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.engine.errors import Conflict, NotFound, Unavailable

# What PostgreSQL does to one of two transactions that got in each other's way.
SERIALIZATION_FAILURE, DEADLOCK = "40001", "40P01"
OUR_MISTAKES = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


class UnusableDatabase(Unavailable):
    """The database cannot be used as it is: the operator has to do something."""

    title = "The database cannot be used"
    remedy = "Nothing was changed. Whoever runs this site has to look at it."


class Interrupted(Unavailable):
    """A transaction was ended by the server or lost its connection; tried again, it may succeed."""


class Changed(Conflict):
    """It was changed elsewhere since it was shown: `yours` was sent, `theirs` is stored."""

    def __init__(self, what: str, yours: str, theirs: str) -> None:
        super().__init__(f"Someone, perhaps you in another window, changed the {what} meanwhile.")
        self.what = what
        self.yours = yours
        self.theirs = theirs


class NoWorkspace(NotFound):
    """The browser has no workspace that opens, so there is nothing to look for in it."""

    title = "This browser opens no workspace"


def missing() -> NotFound:
    """The one answer for what does not exist and for what belongs to another workspace."""
    return NotFound(
        "Nothing is saved under this address in your workspace: it was deleted, or it belongs to "
        "another workspace.",
        remedy="Look for it in your saved assessments, or check the address.",
    )


def no_workspace() -> NoWorkspace:
    """The answer to a browser that sent no cookie of ours, whatever it asked for."""
    return NoWorkspace(
        "This browser sent no cookie: it has saved nothing here yet, has lost the cookie, or keeps "
        "none from this site.",
        remedy="What is saved opens only in a browser that has its workspace. To open it in this "
        "one, too, enter a one-time code from there.",
    )


def closed_workspace() -> NoWorkspace:
    """The answer to a browser whose cookie opens nothing any more."""
    return NoWorkspace(
        "The workspace of this browser does not open any more: it was deleted, or another browser "
        "ended this one’s access.",
        remedy="If others still have it, a one-time code from one of them lets this browser in.",
    )


def busy() -> Unavailable:
    """Too many want to write at once."""
    return Unavailable("Too many people are saving at this moment.", retry_after=2)


@contextmanager
def translated() -> Iterator[None]:
    """Turn errors of the database into ours; a mistake in our own SQL stays what it is."""
    try:
        yield
    except PoolTimeout as error:
        raise busy() from error
    except OUR_MISTAKES:
        raise
    except DBAPIError as error:
        kind = Interrupted if _is_interruption(error) else Unavailable
        raise kind("The database cannot be reached, or cannot be written.") from error


def _is_interruption(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state in (SERIALIZATION_FAILURE, DEADLOCK)
