"""Texts of people in Markdown and YAML, written so that nothing in them is taken for markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from app.engine.texts import cleaned, in_one_line

_MARKUP = re.compile(r"""([!"#$%&'()*+,./:;<=>?@[\\\]^_`{|}~-])""")
"""Every sign that a backslash may stand before; a plain sentence is written without most."""
_HARMLESS = re.compile(r"(?<=\w)(?:[,;:](?=\s|$)|['’-](?=\w)|[.?](?=\s|$))|(?<=\w)[.,](?=\d)")
_NUMBERED = re.compile(r"\A(\d+)\.(?=\s|$)")


def inert(text: str) -> str:
    """The text on one line, to be read by CommonMark and GFM as these very characters.

    Bare links and the numbers of lists are none in it either. It may stand anywhere in a line.
    """
    line = in_one_line(cleaned(text))
    made, end = [], 0
    harmless = {found.start() for found in _HARMLESS.finditer(line)}
    if numbered := _NUMBERED.match(line):
        harmless.discard(numbered.end(1))
    for sign in _MARKUP.finditer(line):
        if sign.start() not in harmless:
            made += [line[end : sign.start()], "\\", sign[1]]
            end = sign.end()
    return "".join((*made, line[end:]))


def quoted(text: str) -> str:
    """The text as a scalar of YAML, in double quotes, whatever is in it."""
    return json.dumps(in_one_line(cleaned(text)), ensure_ascii=False)


def fenced(data: object) -> str:
    """The data as JSON in a block of code; pure ASCII, so that no text ends the block."""
    return f"```json\n{json.dumps(data, indent=2)}\n```"


def bullets(lines: Iterable[str]) -> str:
    """A list of these lines of Markdown."""
    return "\n".join(f"* {line}" for line in lines)
