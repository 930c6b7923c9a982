"""What is wrong with a rulebook, told all at once and in file order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.engine.errors import Invalid


@dataclass(frozen=True, slots=True)
class Fault:
    """One refusal: where it is, what is wrong and what to do. `kind` names the check.

    `line` is 0 where it is not told.
    """

    file: str
    table: str
    id: str
    message: str
    kind: str
    line: int = 0

    def __str__(self) -> str:
        file = f"{self.file}, line {self.line}" if self.line else self.file
        named = f'{self.table} "{self.id}"' if self.id else self.table
        return ": ".join(part for part in (file, named, self.message) if part)


class RulebookError(Invalid):
    """A rulebook that cannot be used; the message has one line for each fault."""

    title = "Inconsistent rulebook"
    remedy = "Correct the file; nothing was loaded from it."

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Place:
    """One table of the file; `position` orders the tables as they stand in it."""

    table: str
    id: str
    position: tuple[int, int]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Faults:
    """Collects the faults of one file."""

    file: str
    _noted: list[tuple[tuple[int, int], Fault]] = field(default_factory=list)

    def add(self, place: Place, kind: str, message: str) -> None:
        """Note one fault at this place."""
        fault = Fault(self.file, place.table, place.id, message, kind, place.line)
        self._noted.append((place.position, fault))

    def raise_if_any(self) -> None:
        """Refuse the file if anything was noted."""
        if self._noted:
            in_file_order = sorted(self._noted, key=lambda noted: noted[0])
            raise RulebookError(fault for _, fault in in_file_order)
