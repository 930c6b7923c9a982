"""Tells the difference of two versions of a rulebook, table by table, and what it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from difflib import SequenceMatcher
from typing import Any

from app.cli.impact import Version
from app.cli.output import say
from app.cli.reading import version_with_sources
from app.engine.rules import Rulebook
from app.rulebooks.library import load_library
from app.rulebooks.sources import Count, Sources

Line = tuple[str, str]
"""A label and a text."""

HEAD = (
    "id",
    "title",
    "source",
    "unit",
    "too_close",
    "bands",
    "weights",
    "sweep",
    "role",
    "compares",
)
TABLES = {
    "section": "sections",
    "alternative": "alternatives",
    "question": "questions",
    "claim": "claims",
    "unused_claim": "unused_claims",
    "group": "groups",
    "family": "families",
    "rule": "rules",
    "gate": "gates",
    "verdict": "verdicts",
    "example": "examples",
    "acknowledge": "acknowledgements",
}
"""Table in the file → field of the rulebook."""


def rulebook_diff(old: Version, new: Version) -> None:
    """Tell the difference of two versions by table and id, and what it does to the verdicts.

    Words, points, conditions and order are compared; nothing is stored or looked up.
    """
    # Here and not above: all commands are imported together, and few of them need numpy.
    from app.cli.impact_report import rules_lines

    library = load_library()
    before, sources_before = version_with_sources(library, old)
    after, sources_after = version_with_sources(library, new)
    for label, text in (
        *difference_lines(before, after),
        *source_lines(sources_before, sources_after),
        *rules_lines(before, after),
    ):
        say(label, text)


def difference_lines(old: Rulebook, new: Rulebook) -> Iterator[Line]:
    """Each table that differs, then each difference in it; a line that says so if none does."""
    yield "Difference", f"{old.id} {old.version} to {new.id} {new.version}"
    lines = list(_differences(old, new))
    yield from lines or [("", "none: every table is the same")]


def _differences(old: Rulebook, new: Rulebook) -> Iterator[Line]:
    yield from _labelled("rulebook", _changed_fields(old, new, HEAD))
    for table, field in TABLES.items():
        before, after = _by_id(getattr(old, field)), _by_id(getattr(new, field))
        yield from _labelled(table, _table_changes(before, after))
        if table == "question":
            yield from _labelled("option", _option_changes(before, after))


def source_lines(old: Sources | None, new: Sources | None) -> Iterator[Line]:
    """What moved among the decisions the versions count, and whom each count gained or lost."""
    nothing = Sources({}, {})
    before, after = old or nothing, new or nothing
    yield from _labelled("source", _table_changes(before.sources, after.sources))
    yield from _labelled("count", _count_changes(before.counts, after.counts))


def _count_changes(before: Mapping[str, Count], after: Mapping[str, Count]) -> Iterator[str]:
    yield from (f"{name}: gone" for name in before if name not in after)
    yield from (f"{name}: new" for name in after if name not in before)
    for name in [name for name in after if name in before]:
        old, new = before[name], after[name]
        yield from (f"{name}: {text}" for text in _changed_fields(old, new, ("side", "when")))
        for key in ("for_", "against", "other_reason"):
            lost = [source for source in getattr(old, key) if source not in getattr(new, key)]
            gained = [source for source in getattr(new, key) if source not in getattr(old, key)]
            moves = [f"without {', '.join(lost)}"] * bool(lost)
            moves += [f"with {', '.join(gained)}"] * bool(gained)
            if moves:
                yield f"{name}: {key.rstrip('_')}: {' and '.join(moves)}"


def _labelled(label: str, texts: Iterator[str]) -> Iterator[Line]:
    """The label stands before the first line only."""
    for text in texts:
        yield label, text
        label = ""


def _by_id(entries: Sequence[Any]) -> dict[str, Any]:
    """The entries of a table by id; an acknowledgement has its code and subject for one."""
    return {
        entry.id if hasattr(entry, "id") else f"{entry.code} {entry.subject}": entry
        for entry in entries
    }


def _option_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """The options of the questions that both versions have."""
    for name in [name for name in before if name in after]:
        options = (_by_id(before[name].options), _by_id(after[name].options))
        yield from (f"{name}/{change}" for change in _table_changes(*options))


def _table_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{name}: gone" for name in before if name not in after)
    yield from (f"{name}: new" for name in after if name not in before)
    for name, entry in after.items():
        if name in before:
            names = [field.name for field in fields(entry) if field.name != "options"]
            yield from (f"{name}: {text}" for text in _changed_fields(before[name], entry, names))
    yield from (f"{name}: stands elsewhere" for name in _moved(before, after))


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """As few entries as can explain that the common ones stand in another order."""
    old, new = [n for n in before if n in after], [n for n in after if n in before]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {name for block in blocks for name in new[block.b : block.b + block.size]}
    return [name for name in new if name not in kept]


def _changed_fields(before: object, after: object, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{name}: {_in_words(old)} → {_in_words(new)}"


def _in_words(value: object) -> str:
    """A value of a rulebook, whichever, in one line."""
    if value is None or value in ((), {}):
        return "none"
    if isinstance(value, str):
        return f"“{value}”"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_in_words(entry)}" for key, entry in value.items())
    if isinstance(value, frozenset):
        return " or ".join(sorted(value))
    if isinstance(value, tuple | list):
        return ", ".join(entry if isinstance(entry, str) else _in_words(entry) for entry in value)
    if is_dataclass(value):
        parts = ((field.name, getattr(value, field.name)) for field in fields(value))
        return " ".join(f"{name} {_in_words(part)}" for name, part in parts)
    return str(value)
