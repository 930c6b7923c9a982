"""Finds the machine part in the Markdown of a record, whose prose people may change freely."""

from __future__ import annotations

import re

from app.decisions.machine import FORMAT
from app.engine.errors import Invalid

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^\n]*)")


def machine_text(text: str) -> str:
    """The JSON of the one machine part; Invalid says in a sentence that there is none, or cut off.

    Line ends may be those of any system.
    """
    found: list[str] = []
    lines = iter(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for line in lines:
        opened = _FENCE.match(line)
        if opened is None or (opened[1][0] == "`" and "`" in opened[2]):
            continue
        block, closed = [], False
        end = re.compile(rf" {{0,3}}{opened[1][0]}{{{len(opened[1])},}}[ \t]*")
        for inner in lines:
            if end.fullmatch(inner):
                closed = True
                break
            block.append(inner)
        body = "\n".join(block)
        if f'"{FORMAT}"' in body:
            if not closed:
                raise Invalid("Its machine part is cut off.", remedy="")
            found.append(body)
    if not found:
        raise Invalid(
            "There is no machine part in it, the block of JSON at the end of a record.", remedy=""
        )
    if len(found) > 1:
        raise Invalid(f"There are {len(found)} machine parts in it; a record has one.", remedy="")
    return found[0]
