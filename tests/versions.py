"""A second version of the shipped rulebook, made up for the tests: one rule and option fewer."""

from __future__ import annotations

import re

from app.rulebooks.library import SHIPPED, Library
from app.rulebooks.loader import parse_rulebook

FIRST = "flask-fastapi-1.0.0.toml"
SECOND = "flask-fastapi-2.0.0.toml"


def two_versions() -> Library:
    """The shipped version 1.0.0, and 2.0.0: no points for type hints, one option gone."""
    data = (SHIPPED / FIRST).read_bytes()
    return Library([parse_rulebook(FIRST, data), parse_rulebook(SECOND, second_version())])


def second_version() -> bytes:
    """The file of version 2.0.0."""
    text = (SHIPPED / FIRST).read_text("utf-8")
    text = text.replace('version = "1.0.0"', 'version = "2.0.0"', 1)
    text = _without_table(text, "rule", "typed-team")
    text = _without_table(text, "rule", "explicit-debugging")
    text = re.sub(r'  \{ id = "explicit", .*\n', "", text)
    text = text.replace(
        '{ id = "comfortable", text = "Yes"',
        '{ id = "comfortable", no_effect = "gone", text = "Yes"',
    )
    text += '\n[[unused_claim]]\nid = "UA5"\nwhy = "a test"\n'
    text += '\n[[unused_claim]]\nid = "AC3"\nwhy = "a test"\n'
    return text.encode()


def _without_table(text: str, table: str, name: str) -> str:
    pattern = rf'\[\[{table}\]\]\nid = "{name}"\n(?:(?!\[\[).*\n)*'
    found, count = re.subn(pattern, "", text)
    assert count == 1, name
    return found
