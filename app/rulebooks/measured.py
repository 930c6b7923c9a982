"""One run of a measurement: programs side by side, as a benchmark wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.rulebooks.faults import Faults, Place
from app.rulebooks.reading import misfits, read_document
from app.rulebooks.shapes import COUNT, DATE, ID, TEXT, WHOLE, Shape, Table

Condition = tuple[str, int]
"""What had to be done, and on how many connections at once."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one program did under one condition.

    `cpu_us` is the processor time per request in millionths of a second, `per_second` how many were
    answered; `ratio` how many times as fast as the reference it was: the median of the rounds,
    which lie between `low` and `high`.
    """

    work: str
    connections: int
    program: str
    cpu_us: int
    per_second: int
    ratio: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Run:
    """A run: when, where, how, and the cells. `load` is that of the machine before and after.

    `noise` is how far the reference was from itself at most: 0.1 is a tenth.
    """

    file: str
    date: date
    time: str
    command: str
    machine: str
    cores: int
    load: tuple[float, ...]
    rounds: int
    noise: float
    versions: Mapping[str, str]
    cells: Mapping[tuple[str, int, str], Cell]

    @property
    def is_rough(self) -> bool:
        """Whether others worked on the machine: client and program alone keep two cores busy."""
        return max(self.load, default=0) > self.cores + 1

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions, in file order."""
        return tuple(dict.fromkeys((work, number) for work, number, _ in self.cells))

    @property
    def programs(self) -> tuple[str, ...]:
        """The programs, in file order."""
        return tuple(dict.fromkeys(program for _, _, program in self.cells))

    def cell(self, condition: Condition, program: str) -> Cell:
        """What that program did; KeyError if it was not asked."""
        return self.cells[(*condition, program)]

    def ratio(self, work: str, connections: int, first: str, other: str) -> float:
        """How many times as fast as the other the first was; as the reference, if both are one.

        KeyError for what was not measured.
        """
        own = self.cells[work, connections, first].ratio
        return own if first == other else own / self.cells[work, connections, other].ratio


_NOT_NEGATIVE = Shape(
    "a number from 0", lambda value: type(value) in (int, float) and value >= 0, float
)
_RATIO = Shape("a number above 0", lambda value: type(value) in (int, float) and value > 0, float)
_RUN = Table(
    dict,
    {
        **dict.fromkeys(("time", "command", "machine"), TEXT),
        "date": DATE,
        "rounds": WHOLE,
        "cores": COUNT,
        "noise": _NOT_NEGATIVE,
        "load": Shape(
            "a list of numbers",
            lambda value: isinstance(value, list) and all(map(_NOT_NEGATIVE.fits, value)),
            tuple,
        ),
        "versions": Shape(
            "a table of package = version",
            lambda value: isinstance(value, dict) and all(map(TEXT.fits, value.values())),
        ),
    },
)
_CELL = Table(
    Cell,
    {
        "work": ID,
        "connections": WHOLE,
        "program": ID,
        "cpu_us": WHOLE,
        "per_second": WHOLE,
        **dict.fromkeys(("ratio", "low", "high"), _RATIO),
    },
)


def read_run(name: str, data: bytes) -> Run:
    """The run in the bytes of a file of this name; RulebookError lists every fault."""
    document = read_document(name, data)
    faults = Faults(name)
    run = document.get("run")
    raw_run: dict[str, Any] = run if isinstance(run, dict) else {}
    for kind, message in misfits(_RUN, raw_run):
        faults.add(Place("run", "", (0, 0)), kind, message)
    listed = document.get("cell")
    raw_cells = listed if isinstance(listed, list) else []
    for number, cell in enumerate(raw_cells, start=1):
        for kind, message in misfits(_CELL, cell if isinstance(cell, dict) else {}):
            faults.add(Place("cell", f"#{number}", (1, number)), kind, message)
    faults.raise_if_any()
    cells = (Cell(**{key: _CELL.shapes[key].keep(cell[key]) for key in cell}) for cell in raw_cells)
    kept = {key: _RUN.shapes[key].keep(raw_run[key]) for key in raw_run}
    by_place = {(cell.work, cell.connections, cell.program): cell for cell in cells}
    return Run(file=name, cells=by_place, **kept)
