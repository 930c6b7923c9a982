"""Colours the code of `templates/examples`, once, so that no page needs Pygments.

    .venv/bin/python -m docs.colour_examples

Writes beside each file its pieces of text, each with the class that colours it; a test fails when
that was forgotten.
"""

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String, _TokenType

from app.rules.code_examples import EXAMPLES, coloured

COLOURS = {
    Keyword: "keyword",
    String: "string",
    Number: "number",
    Comment: "comment",
    Name.Decorator: "name",
    Name.Function: "name",
    Name.Class: "name",
}


def colour(path: Path) -> str:
    """The pieces of a Python file as JSON, one a line."""
    # Tokens rather than Pygments' HTML: the template then escapes like everywhere else.
    tokens = PythonLexer().get_tokens(path.read_text("utf-8"))
    runs = groupby(((_colour(kind), text) for kind, text in tokens), key=itemgetter(0))
    pieces = ([css, "".join(text for _, text in run)] for css, run in runs)
    return "[\n" + ",\n".join(json.dumps(piece) for piece in pieces) + "\n]\n"


def _colour(kind: _TokenType) -> str:
    """The class that colours the token; most have none, and need no element of their own."""
    return next((name for within, name in COLOURS.items() if kind in within), "")  # type: ignore[comparison-overlap]


def main() -> None:
    """Write the pieces of every example."""
    for path in sorted(EXAMPLES.glob("*/*_endpoint.py")):
        coloured(path).write_text(colour(path), "utf-8")


if __name__ == "__main__":
    main()
