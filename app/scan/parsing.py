"""Source of Python as statements, by the standard library; see decision record 0033.

`ast` reads the grammar of the Python that runs it, no other. Where a file has more, or less, or a
mistake, its top-level statements are read one by one, and only those it cannot read are lost.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from itertools import pairwise

FIRST_LINES = re.compile(r"^(?=[^\s#)\]}])", re.MULTILINE)
"""Where a line begins that is not indented: there a statement may begin."""

CONTINUES = re.compile(r"(?:else|elif|except|finally)\b")
"""What begins a line of a statement that is under way."""

OF_PYTHON_2 = re.compile(
    r"^[ \t]*(?:print[ \t]+[^\s(=.,)\]]|exec[ \t]+[\"'\w]|raise[ \t]+\w+[ \t]*,)"
    r"|\bur[\"']|(?<![\w.])0[0-7]+L?\b(?!\.)",
    re.MULTILINE,
)
"""What only Python 2 has, looked for where reading failed; `except A, B:` is in 3.14, too."""

MOST_PIECES = 2_000
"""Pieces of a file that are tried one by one: what has more is hardly source."""

STRINGS = re.compile(
    r"#[^\n]*|(\"{3}|'{3})(?:[^\\]|\\.)*?(?:\1|\Z)|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?",
    re.DOTALL,
)
"""A comment or a string with its quotes; an open one ends, too, so that none is tried twice."""

NOT_LINE_END = re.compile(r"[^\n]")

TOO_MUCH = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
"""What `ast.parse` raises for source it cannot take."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The statements of a file, and the first line of each piece that could not be read."""

    statements: list[ast.stmt]
    lost: tuple[int, ...] = ()
    python_2: bool = False


def parse(text: str) -> Parsed:
    """As many statements as can be read; never raises for what the text holds."""
    try:
        return Parsed(_statements(text))
    except TOO_MUCH:
        return _piece_by_piece(text)


def _statements(text: str, line: int = 1) -> list[ast.stmt]:
    """The statements of a text that begins in this line of its file."""
    tree = ast.parse(text)
    if line > 1:
        ast.increment_lineno(tree, line - 1)
    return tree.body


def _piece_by_piece(text: str) -> Parsed:
    statements: list[ast.stmt] = []
    lost: list[int] = []
    python_2 = False
    for line, piece in _pieces(text):
        try:
            statements += _statements(piece, line)
        except TOO_MUCH:
            lost.append(line)
            python_2 = python_2 or bool(OF_PYTHON_2.search(piece))
    return Parsed(statements, tuple(lost) or (1,), python_2)


def _pieces(text: str) -> list[tuple[int, str]]:
    """The text cut where a top-level statement may begin, each piece with its first line.

    What stands in a string is no statement, and a decorator belongs to what it decorates.
    """
    code = STRINGS.sub(_hollow, text)
    starts: list[int] = []
    decorated = False
    for match in FIRST_LINES.finditer(code):
        start = match.start()
        if not decorated and not CONTINUES.match(code, start):
            starts.append(start)
        decorated = code[start] == "@"
    pieces: list[tuple[int, str]] = []
    line, before = 1, 0
    for start, end in pairwise([*starts[:MOST_PIECES], len(text)]):
        line += text.count("\n", before, start)
        before = start
        pieces.append((line, text[start:end]))
    return pieces


def _hollow(string: re.Match[str]) -> str:
    """As long as the string, and as many lines, all blank: no statement begins in it."""
    return NOT_LINE_END.sub(" ", string[0])
