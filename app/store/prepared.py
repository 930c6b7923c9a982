"""Statements that are sent again and again: what each takes is worked out once.

SQLAlchemy makes a context for each statement that it sends, which takes several times as long as an
SQLite file takes to answer. What it finds out there never changes for one statement: the text, the
order of the parameters, and what converts parameters and columns. So it is asked only once, for
lists once for each length. On PostgreSQL, where the way to the server is what takes long,
statements go SQLAlchemy's way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, cast

from sqlalchemy import BindParameter, Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.visitors import iterate

Values = Mapping[str, Any]
_Convert = Callable[[Any], Any]
_Statement = Select[Any] | Insert | Update | Delete


class Rows(NamedTuple):
    """All that came back; `rowcount` says in how many rows something was changed."""

    rows: Sequence[tuple[Any, ...]]
    rowcount: int

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def one_or_none(self) -> Any:
        """The one row there is, if any."""
        return self.rows[0] if self.rows else None

    def firsts(self) -> tuple[Any, ...]:
        """The first column of each row."""
        return tuple(row[0] for row in self.rows)


class Prepared:
    """A statement that stands in the code once; `Session.send` sends it, with values by name.

    No column may have a default that is worked out, nor may it be one that the database fills in.
    """

    def __init__(self, statement: _Statement) -> None:
        self.statement = statement
        binds = (each for each in iterate(statement) if isinstance(each, BindParameter))
        self._lists = sorted({bind.key for bind in binds if bind.expanding})
        self._forms: dict[tuple[object, ...], _Form] = {}

    def send(self, connection: Connection, values: Values) -> Rows:
        """What the database answers; the errors are SQLAlchemy's."""
        if connection.dialect.name != "sqlite" or connection.dispatch.before_cursor_execute:
            result = connection.execute(self.statement, values)
            rows = [tuple(row) for row in result] if result.returns_rows else []
            return Rows(rows, result.rowcount)
        kind = (*values, *[len(values[name]) for name in self._lists])
        form = self._forms.get(kind)
        if form is None:
            form = self._forms[kind] = _form(self.statement, connection.dialect, values)
        return form.send(connection, values)


class _Form(NamedTuple):
    """A statement as SQLite takes it, with values of certain names.

    `own` are values that it has by itself; `items` has the names of what stands in each list.
    `parameters` are the names in their order, in which one may come several times; `binding` has
    what converts a value, by name, and `converters` those of columns, with the place of each.
    """

    text: str
    own: Values
    items: Mapping[str, Sequence[str]]
    parameters: Sequence[str]
    binding: Sequence[tuple[str, _Convert]]
    converters: Sequence[tuple[int, _Convert]]

    def send(self, connection: Connection, values: Values) -> Rows:
        """The answer; a transaction begins if there is none."""
        if not connection.in_transaction():
            connection.begin()
        given = {**self.own, **values}
        for name, items in self.items.items():
            given.update(zip(items, _flat(values[name]), strict=True))
        for name, convert in self.binding:
            given[name] = convert(given[name])
        sent = [given[name] for name in self.parameters]
        driver = connection.dialect.loaded_dbapi
        try:
            cursor = cast(Any, connection.connection.driver_connection).execute(self.text, sent)
            rows = cursor.fetchall()
        except driver.Error as error:
            hides = connection.engine.hide_parameters
            raise DBAPIError.instance(
                self.text, sent, error, driver.Error, hide_parameters=hides
            ) from error
        return Rows(self._converted(rows) if self.converters else rows, cursor.rowcount)

    def _converted(self, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        changed = [list(row) for row in rows]
        for row in changed:
            for place, convert in self.converters:
                row[place] = convert(row[place])
        return [tuple(row) for row in changed]


def _form(statement: _Statement, dialect: Dialect, values: Values) -> _Form:
    """The form of a statement with values of these names, and lists of these lengths."""
    compiled = statement.compile(dialect=dialect, column_keys=list(values))
    filled = [*compiled.insert_prefetch, *compiled.update_prefetch]
    own = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    own |= {column.key: getattr(column.default, "arg", None) for column in filled}
    expanded = compiled.construct_expanded_state(own | dict(values))
    binding = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for name, bind in compiled.binds.items()
    } | dict(expanded.processors)
    parameters = expanded.positiontup or []
    named = dict.fromkeys(parameters)
    types = [column.type.dialect_impl(dialect) for column in compiled._result_columns]
    converters = [each.result_processor(dialect, None) for each in types]
    return _Form(
        text=expanded.statement,
        own={name: value for name, value in own.items() if name not in values},
        items=expanded.parameter_expansion,
        parameters=parameters,
        binding=[(name, convert) for name in named if (convert := binding.get(name))],
        converters=[(place, each) for place, each in enumerate(converters) if each is not None],
    )


def _flat(values: Sequence[Any]) -> Sequence[Any]:
    """The values, of tuples those in them."""
    return list(chain.from_iterable(values)) if values and type(values[0]) is tuple else values
