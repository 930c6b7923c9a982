"""The fields of a JSON schema as rows: where they stand, what they take, what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

DEEPEST = 2
"""So many levels of fields have rows; below, a field only names what is inside it."""
NOTHING: Mapping[str, Any] = {}
SIDES = (
    ("minLength", "maxLength", "characters"),
    ("minItems", "maxItems", "items"),
    ("minProperties", "maxProperties", "names"),
    ("minimum", "maximum", ""),
)

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `path` is where it stands, `takes` is its type and `bounds` what narrows it.

    `holds` are the names of the fields inside it that have no row of their own.
    """

    path: str
    takes: str
    bounds: str
    required: bool
    says: str
    holds: tuple[str, ...] = ()


class Schemas:
    """The schemas of a document, with what they refer to."""

    def __init__(self, document: Schema) -> None:
        self._document = document

    def resolved(self, schema: Schema) -> Schema:
        """What the schema refers to, with what stands beside the reference."""
        while "$ref" in schema:
            found: Any = self._document
            for name in schema["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**found, **beside} if beside else found
        return schema

    def fields(self, schema: Schema) -> tuple[Field, ...]:
        """A row for each field of an object, and below it for each of those inside it."""
        return tuple(self._fields(schema, "", ()))

    def field(self, path: str, schema: Schema, *, required: bool) -> Field:
        """The row of one field, without what is inside it."""
        whole = self.resolved(schema)
        says = whole.get("description", "")
        return Field(path, self.takes(whole), self._bounds(whole), required, says)

    def takes(self, schema: Schema) -> str:
        """`string`, `array of integer`, `string or null`: what kind of thing it is."""
        schema = self.resolved(schema)
        if "const" in schema:
            return _as_json(schema["const"])
        if "enum" in schema:
            return " or ".join(map(_as_json, schema["enum"]))
        if choices := _choices(schema):
            return " or ".join(dict.fromkeys(map(self.takes, choices)))
        kinds = schema.get("type", "anything")
        if isinstance(kinds, list):
            return " or ".join(kinds)
        if kinds == "array":
            return f"array of {self.takes(schema['items'])}" if "items" in schema else "array"
        return f"{kinds} ({schema['format']})" if "format" in schema else str(kinds)

    def _fields(self, schema: Schema, above: str, within: tuple[int, ...]) -> Iterator[Field]:
        for part in self._objects(schema):
            if id(part) in within:
                return
            inside = (*within, id(part))
            required = part.get("required", ())
            named = dict(part.get("properties", NOTHING))
            others = part.get("additionalProperties")
            if isinstance(others, Mapping) and others:
                named["*"] = others
            for name, each in named.items():
                field = self.field(f"{above}{name}", each, required=name in required)
                if len(inside) == DEEPEST:
                    yield replace(field, holds=self._names(each))
                else:
                    yield field
                    yield from self._fields(each, f"{above}{name}{self._marks(each)}.", inside)

    def _names(self, schema: Schema) -> tuple[str, ...]:
        """Of the fields of the objects that the schema may be, or has as items."""
        every = (name for part in self._objects(schema) for name in part.get("properties", NOTHING))
        return tuple(dict.fromkeys(every))

    def _objects(self, schema: Schema) -> Iterator[Schema]:
        """The objects that the schema may be, or has as items."""
        schema = self.resolved(schema)
        for choice in _choices(schema):
            yield from self._objects(choice)
        if "properties" in schema or isinstance(schema.get("additionalProperties"), Mapping):
            yield schema
        elif "items" in schema:
            yield from self._objects(schema["items"])

    def _marks(self, schema: Schema) -> str:
        """`[]` if what is inside stands in a list."""
        return "[]" if any(part.get("type") == "array" for part in self._parts(schema)) else ""

    def _bounds(self, schema: Schema) -> str:
        every = (bound for part in self._parts(schema) for bound in _bounds(part))
        return ", ".join(dict.fromkeys(every))

    def _parts(self, schema: Schema) -> list[Schema]:
        """The schema, and each of those it may be instead."""
        whole = self.resolved(schema)
        return [whole, *map(self.resolved, _choices(whole))]


def _choices(schema: Schema) -> Sequence[Schema]:
    every: Sequence[Schema] = (
        schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf") or ()
    )
    return every


def _bounds(schema: Schema) -> Iterator[str]:
    for least, most, of in SIDES:
        low, high = schema.get(least), schema.get(most)
        if low is not None or high is not None:
            yield "not empty" if of and (low, high) == (1, None) else _span(low, high, of)
    if "pattern" in schema:
        yield f"like {schema['pattern']}"
    if schema.get("default") not in (None, "", [], {}):
        yield f"{_as_json(schema['default'])} if absent"


def _span(low: float | None, high: float | None, of: str) -> str:
    """`1 to 12 items`, `at least 2 items`, `at most 12 items`."""
    most = (
        f"at most {high:g}" if low is None else f"{low:g} to {high:g}" if high is not None else ""
    )
    return f"{most or f'at least {low:g}'} {of}".rstrip()


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
