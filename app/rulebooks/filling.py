"""Numbers in the texts of a rulebook: filled in from the count they name, never typed.

`{for:CLAIM}` stands for how many sources are for it, `{against:CLAIM}` for how many chose another
alternative, `{all:CLAIM}` for both together; `{share:CLAIM}` is a word for the part that is for it.
`{position:CLAIM}` is how many stand in that position whatever they chose, `{side:CLAIM}` how many
of them chose its side, for any reason; `{number:sources}` is how many sources there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.engine.questions import Condition
from app.rulebooks.faults import Fault, RulebookError
from app.rulebooks.sources import Count, Source, Sources

BLANK = re.compile(r"\{([A-Za-z]+):([^{}]*)\}")

_KINDS = ("for", "against", "all", "share", "position", "side")


class _BlankError(ValueError):
    """A blank that nothing can be filled into; the message says why."""


def fill_document(file: str, document: Mapping[str, Any], sources: Sources | None) -> None:
    """Fill in every blank of the document, in place; RulebookError lists those that cannot be."""
    faults = [
        Fault(file, table, str(entry.get("id", "")), problem, "blank")
        for table, raw in document.items()
        for entry in ([raw] if isinstance(raw, dict) else raw if isinstance(raw, list) else ())
        if isinstance(entry, dict)
        for problem in _fill(entry, sources)
    ]
    if faults:
        raise RulebookError(faults if sources else faults[:1])  # all lack the same file


def _fill(entry: dict[str, Any], sources: Sources | None) -> Iterator[str]:
    for key, value in entry.items():
        if isinstance(value, str):
            try:
                entry[key] = filled(value, sources)
            except _BlankError as error:
                yield f'"{key}": {error}'
        elif isinstance(value, list):
            for element in value:
                if isinstance(element, dict):
                    yield from _fill(element, sources)


def filled(text: str, sources: Sources | None) -> str:
    """The text with its blanks filled in; ValueError for one that names no count."""
    return BLANK.sub(lambda blank: _value(blank[1], blank[2], sources), text)


def _value(kind: str, name: str, sources: Sources | None) -> str:
    blank = f"{{{kind}:{name}}}"
    if sources is None:
        raise _BlankError(
            f"{blank} is filled in from sources-<id>-<version>.toml beside the rulebook; add it"
        )
    if (kind, name) == ("number", "sources"):
        return str(len(sources.sources))
    if kind not in _KINDS:
        raise _BlankError(f"{blank} is no blank; use {', '.join(_KINDS)} or {{number:sources}}")
    if name not in sources.counts:
        raise _BlankError(f"{blank} names no claim with a count; correct it")
    return _counted(kind, sources.counts[name], sources)


def _counted(kind: str, count: Count, sources: Sources) -> str:
    yes, no = len(count.for_), len(count.against)
    if kind == "share":
        return share_word(yes, yes + no)
    if kind == "position":
        return str(len(standing(count.when, sources.sources.values())))
    side = yes + len(count.other_reason)
    return str({"for": yes, "against": no, "all": yes + no, "side": side}[kind])


def share_word(part: int, whole: int) -> str:
    """What a part of a whole is called; "most" is two thirds, "almost all" nine tenths."""
    steps = (
        (part == 0, "none"),
        (part == whole, "all"),
        (10 * part >= 9 * whole, "almost all"),
        (3 * part >= 2 * whole, "most"),
        (2 * part > whole, "more than half"),
        (2 * part == whole, "half"),
        (True, "fewer than half"),
    )
    return next(word for reached, word in steps if reached)


def standing(when: Condition, sources: Iterable[Source]) -> list[Source]:
    """The sources whose published answers meet the condition."""
    return [source for source in sources if meets(source, when)]


def meets(source: Source, when: Condition) -> bool:
    """Whether the answers of a source name an option of each question of the condition."""
    for question, options in when.items():
        given = source.answers.get(question, [])
        if options.isdisjoint([given] if isinstance(given, str) else given):
            return False
    return True
