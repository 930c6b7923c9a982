"""Which groups of two rulebooks speak of one thing: a matter of the one that compares itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from app.engine.rules import SECOND_OPINION, Rulebook
from app.rulebooks.checks import Finding
from app.rulebooks.faults import Fault
from app.rulebooks.reading import Reading


def role(reading: Reading) -> Iterator[Finding]:
    """A second opinion names what it compares itself with, and has families; advice has neither."""
    rulebook = reading.rulebook
    if rulebook.role == SECOND_OPINION:
        if rulebook.compares is None:
            message = 'a second opinion names the rulebook it is read beside; add "compares"'
            yield Finding("rulebook", rulebook.id, "role", message)
        if not reading.ids("family"):
            message = "a second opinion says which groups belong together; add [[family]]"
            yield Finding("rulebook", rulebook.id, "role", message)
    elif rulebook.compares is not None or rulebook.families:
        message = f'only role "{SECOND_OPINION}" has "compares" and [[family]]; drop them or add it'
        yield Finding("rulebook", rulebook.id, "role", message)
    if rulebook.compares is not None and rulebook.compares == rulebook.id:
        yield Finding("rulebook", rulebook.id, "role", "it compares itself with itself")


def own(reading: Reading) -> Iterator[Finding]:
    """Every group is in exactly one family, if there are families."""
    families = reading.rulebook.families
    if families and len(families) == len(reading.ids("family")):
        named = (group for family in families for group in family.own)
        for group, message in _strays(reading.ids("group"), named, "own"):
            yield Finding("group", group, "family", message)


def other_faults(rulebooks: Iterable[Rulebook]) -> Iterator[Fault]:
    """Second opinions whose families do not fit what they compare themselves with.

    Only the newest version of each is looked at: the others were when they were released. It has to
    fit every version of the other rulebook that asks what its newest one asks.
    """
    latest: dict[str, Rulebook] = {}
    versions: dict[str, list[Rulebook]] = {}
    for rulebook in rulebooks:
        latest[rulebook.id] = rulebook
        versions.setdefault(rulebook.id, []).append(rulebook)
    for rulebook in latest.values():
        if rulebook.compares is not None:
            for table, name, message in _misfits(rulebook, versions.get(rulebook.compares, [])):
                yield Fault(file_of(rulebook), table, name, message, "family")


def file_of(rulebook: Rulebook) -> str:
    """The name of the file that holds it."""
    return f"{rulebook.id}-{rulebook.version}.toml"


def _misfits(rulebook: Rulebook, others: list[Rulebook]) -> Iterator[tuple[str, str, str]]:
    if not others:
        message = f'compares "{rulebook.compares}", and there is no such rulebook; add it'
        yield "rulebook", rulebook.id, message
        return
    named = [group for family in rulebook.families for group in family.other]
    asked = _asked(others[-1])
    for other in others:
        if _asked(other) == asked:
            for group, message in _strays(tuple(other.group_by_id), named, "other"):
                yield "group", group, f"of {other.id} {other.version}: {message}"


def _asked(rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    return {question.id: question.option_ids for question in rulebook.questions}


def _strays(groups: Iterable[str], named: Iterable[str], key: str) -> Iterator[tuple[str, str]]:
    """Groups that no family, or more than one, has under this key, and names of no group."""
    times = Counter(named)
    for group in groups:
        found = times.pop(group, 0)
        if found != 1:
            yield group, f'is in {found} families; name it in "{key}" of exactly one'
    for group in times:
        yield group, f'is named in "{key}" of a family, and there is no such group; correct it'
