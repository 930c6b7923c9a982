"""JSON as people read it: what is short stands on one line, and each piece knows its colour."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

WIDTH = 52
INDENT = "  "
TOKENS = re.compile(
    r'(?P<text>"(?:[^"\\]|\\.)*")(?P<names>\s*:)?|(?P<number>-?\d[\d.eE+-]*)|(?P<word>true|false|null)'
)

Piece = tuple[str, str]
"""The class that colours a piece of text, or none, and the piece."""


def laid_out(value: object, depth: int = 0, used: int = 0) -> str:
    """The value as JSON; of what does not fit into a line, each part has one.

    `used` characters of the line are taken by its name.
    """
    line = _line(value)
    if not value or not isinstance(value, dict | list):
        return line
    if len(line) + used + depth * len(INDENT) <= WIDTH:
        return line
    if isinstance(value, dict):
        names = [f"{_line(name)}: " for name in value]
        parts = zip(names, value.values(), strict=True)
        lines = [name + laid_out(each, depth + 1, len(name)) for name, each in parts]
    else:
        lines = [laid_out(each, depth + 1) for each in value]
    opens, closes = "{}" if isinstance(value, dict) else "[]"
    begins = f"\n{INDENT * (depth + 1)}"
    return f"{opens}{begins}{f',{begins}'.join(lines)}\n{INDENT * depth}{closes}"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def coloured(text: str) -> tuple[Piece, ...]:
    """The pieces of a JSON text; put together they are the text."""
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[Piece]:
    done = 0
    for found in TOKENS.finditer(text):
        if found.start() > done:
            yield "", text[done : found.start()]
        if found["text"]:
            yield ("name" if found["names"] else "string"), found["text"]
            done = found.end("text")
        else:
            yield ("number" if found["number"] else "keyword"), found[0]
            done = found.end()
    if done < len(text):
        yield "", text[done:]
