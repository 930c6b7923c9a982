"""Looks: what a page was made of, asked of the database before the page is shown from memory.

The row a look finds is compared as a whole and never read: it has to be the same in the transaction
that made the page and whenever the page is to be shown again. So its values stay as the driver has
them, and both ways send the same text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Dialect, Select

from app.store.session import Session

Row = tuple[Any, ...]
Given = Mapping[str, object]


class Look:
    """A statement that finds one row or none; it is compiled once for each kind of database."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, list[str] | None]] = {}

    def asked(self, dialect: Dialect, given: Given) -> tuple[str, Any]:
        """The text for the driver, and the values that go with it."""
        text, names = self._compiled.get(dialect.name) or self._compile(dialect)
        return text, given if names is None else tuple([given[name] for name in names])

    def within(self, session: Session, given: Given) -> Row | None:
        """The row as that transaction sees it."""
        text, values = self.asked(session.dialect, given)
        found = session.exec_driver_sql(text, values).one_or_none()
        return None if found is None else tuple(found)

    def _compile(self, dialect: Dialect) -> tuple[str, list[str] | None]:
        compiled = self._statement.compile(dialect=dialect)
        names = getattr(compiled, "positiontup", None)
        return self._compiled.setdefault(dialect.name, (str(compiled), names))
