"""A process that saves and empties the log, again and again: python -m tests.store.emptier URL N.

Prints how often it took the database for damaged.
"""

from __future__ import annotations

import sys
from contextlib import closing

from app.engine.errors import Unavailable
from app.store.database import Database
from app.store.faults import UnusableDatabase
from tests.cast import Person


def is_alarmed(database: Database, number: int) -> bool:
    """Whether a save was refused for that; that others save at the moment is another matter."""
    try:
        Person(database)
        database.require_ready()
        if number % 3 == 0:
            database.erase(deleted=False)
    except UnusableDatabase:
        return True
    except Unavailable:
        pass
    return False


def main(url: str, saves: str) -> None:
    """Save that often."""
    with closing(Database(url)) as database:
        print(sum(is_alarmed(database, number) for number in range(int(saves))))


if __name__ == "__main__":
    main(*sys.argv[1:])
