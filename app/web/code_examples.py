"""The same endpoint in each alternative: files of our own that a test runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pygments.lexers.python import PythonLexer
from pygments.token import STANDARD_TYPES, _TokenType

from app.engine.rules import Rulebook
from app.web.rendering import TEMPLATES

EXAMPLES = TEMPLATES / "examples"


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
    return tuple((_css_class(kind), text) for kind, text in tokens)


def _css_class(kind: _TokenType) -> str:
    """The class of the token, or of the nearest kind above it that has one."""
    while kind not in STANDARD_TYPES and kind.parent is not None:
        kind = kind.parent
    return STANDARD_TYPES[kind]
