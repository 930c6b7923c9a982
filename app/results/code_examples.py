"""The same endpoint in each alternative: files of our own that a test runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String, _TokenType

from app.engine.rules import Rulebook
from app.web.rendering import TEMPLATES

EXAMPLES = TEMPLATES / "examples"
COLOURS = {
    Keyword: "keyword",
    String: "string",
    Number: "number",
    Comment: "comment",
    Name.Decorator: "name",
    Name.Function: "name",
    Name.Class: "name",
}


@dataclass(frozen=True, slots=True)
class CodeExample:
    """One file, cut into pieces of text with the class that colours each."""

    label: str
    name: str
    pieces: tuple[tuple[str, str], ...]


def code_examples(rulebook: Rulebook) -> tuple[CodeExample, ...]:
    """The example of each alternative that has one, in file order."""
    return tuple(
        CodeExample(one.label, path.name, _pieces(path))
        for one in rulebook.alternatives
        if (path := EXAMPLES / rulebook.id / f"{one.id}_endpoint.py").is_file()
    )


@lru_cache
def _pieces(path: Path) -> tuple[tuple[str, str], ...]:
    # Tokens rather than Pygments' HTML: the template then escapes like everywhere else.
    tokens = PythonLexer().get_tokens(path.read_text("utf-8"))
    coloured = ((_colour(kind), text) for kind, text in tokens)
    runs = groupby(coloured, key=itemgetter(0))
    return tuple((colour, "".join(text for _, text in run)) for colour, run in runs)


def _colour(kind: _TokenType) -> str:
    """The class that colours the token; most have none, and need no element of their own."""
    return next((name for within, name in COLOURS.items() if kind in within), "")  # type: ignore[comparison-overlap]
