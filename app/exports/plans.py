"""What an import would do, worked out before it does anything."""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple, TypeVar

from app.store.sqlite.connection import to_json

IN_MEMORY = 2**23
"""Bytes of a plan that are kept in memory; for more there is a file, without a name."""
Record = dict[str, Any]
"""An assessment as an export writes it."""


MOST_REFUSALS = 100
"""After so many nothing more of a file is looked at."""
AT_ONCE = 100
"""So many assessments, or versions of them, are in memory at once; one with more comes alone."""
_Item = TypeVar("_Item")


def portions(items: Iterable[_Item], record_of: Callable[[_Item], Record]) -> Iterator[list[_Item]]:
    """All of these, some at once; each is a record, or has one."""
    portion, versions = list[_Item](), 0
    for item in items:
        portion.append(item)
        versions += len(record_of(item)["versions"])
        if max(len(portion), versions) >= AT_ONCE:
            yield portion
            portion, versions = [], 0
    if portion:
        yield portion


class Refusal(NamedTuple):
    """What cannot come in: its place in the file as a JSON pointer, what it is called, and why.

    `differs` if all that is wrong is that it is there with other content: it can come as a copy.
    """

    place: str
    called: str
    message: str
    differs: bool = False


class Planned(NamedTuple):
    """An assessment of the file: the id it has in the workspace, or will have, and its title.

    `versions` says how many it has, `copy_of` which id it has in the file, if it comes as a copy.
    """

    id: str
    title: str
    versions: int
    copy_of: str


class Waiting:
    """Records that wait to be inserted, each as a line; most plans need no file for that."""

    def __init__(self) -> None:
        self._lines = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed with the last user)
        weakref.finalize(self, self._lines.close)

    def append(self, record: Record) -> None:
        """One more."""
        self._lines.write(to_json(record).encode() + b"\n")

    def __iter__(self) -> Iterator[Record]:
        self._lines.seek(0)
        return map(json.loads, self._lines)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be added, what is there already and what cannot come in, in the file's order.

    With any refusal nothing comes in. `waiting` are the records of the `adds`, `ids` their ids.
    """

    adds: list[Planned] = field(default_factory=list)
    skips: list[Planned] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    waiting: Waiting = field(default_factory=Waiting)
    ids: set[str] = field(default_factory=set)

    @property
    def is_stopped(self) -> bool:
        """Whether there may be more to refuse: nothing more was looked at."""
        return len(self.refusals) >= MOST_REFUSALS

    def add(self, record: Record, copy_of: str = "") -> None:
        """Have the record inserted."""
        self.adds.append(planned(record, copy_of))
        self.ids.add(record["id"])
        self.waiting.append(record)

    def skip(self, record: Record, copy_of: str = "") -> None:
        """Leave the record out: it is there."""
        self.skips.append(planned(record, copy_of))


def planned(record: Record, copy_of: str) -> Planned:
    """What is told of the record."""
    return Planned(record["id"], record["title"], len(record["versions"]), copy_of)
