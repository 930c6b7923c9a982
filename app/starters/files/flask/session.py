"""One transaction of the database for each piece of work."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy.orm import Session


@contextmanager
def database_session() -> Iterator[Session]:
    """Kept if the block ends, undone if it raises."""
    with Session(current_app.extensions["engine"]) as session, session.begin():
        yield session
