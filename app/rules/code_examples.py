"""The same endpoint in each alternative: files of our own that a test runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.engine.rules import Rulebook
from app.web.rendering import TEMPLATES

EXAMPLES = TEMPLATES / "examples"


@dataclass(frozen=True, slots=True)
class CodeExample:
    """One file, cut into pieces of text with the class that colours each."""

    label: str
    pieces: tuple[tuple[str, str], ...]


def code_examples(rulebook: Rulebook) -> tuple[CodeExample, ...]:
    """The example of each alternative that has one, in file order."""
    return tuple(
        CodeExample(alternative.label, _pieces(path))
        for alternative in rulebook.alternatives
        if (path := EXAMPLES / rulebook.id / f"{alternative.id}_endpoint.py").is_file()
    )


def coloured(path: Path) -> Path:
    """Where the pieces of an example lie; `docs.colour_examples` makes them."""
    return path.with_suffix(".json")


@lru_cache
def _pieces(path: Path) -> tuple[tuple[str, str], ...]:
    return tuple((css, text) for css, text in json.loads(coloured(path).read_text("utf-8")))
