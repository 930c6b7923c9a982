"""Each page of the advisor beside a bare FastAPI route of its size, and beside other checkouts.

    .venv/bin/python -m benchmarks.speed                              this checkout
    .venv/bin/python -m benchmarks.speed --short                      in about three minutes
    .venv/bin/python -m benchmarks.speed --before ../old --only css   against an older one

Prints a table and writes JSON into benchmarks/results/.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from benchmarks.cases import CASES, page, settle
from benchmarks.harness import (
    ROOT,
    Case,
    Figures,
    Program,
    Server,
    advisor,
    alternate,
    cores,
    keep,
    measure,
    running,
)

SHORT = {"rounds": 5, "requests": 100}
USUAL = {"rounds": 11, "requests": 400}
BARE = "bare"
LINE = "{:<10} {:<8} {:>9} {:>8} {:>8} {:>9}"


def main() -> None:
    wanted = arguments()
    chosen = [case for case in CASES if not wanted.only or case.name.split(",")[0] in wanted.only]
    client, core = cores()
    os.sched_setaffinity(0, {client})
    figures: dict[str, object] = {}
    print(LINE.format("page", "program", "CPU µs", "of now", "per s", "bytes"))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sides = [
            stack.enter_context(running(program, folder / program.name, core))
            for program in programs(wanted.before)
        ]
        for side in sides:
            settle(side)
        sizes = {case.name: measure(sides[0], case, 1, 1).bytes for case in chosen if case.bare}
        bare = stack.enter_context(running(reference(set(sizes.values())), folder / BARE, core))
        for case in chosen:
            figures[case.name] = compare(case, sides, bare, sizes.get(case.name, 0), wanted)
    keep(wanted.name, {"cases": figures})


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.speed", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[], help="these pages")
    parser.add_argument("--before", type=Path, help="another checkout to compare with")
    parser.add_argument("--short", action="store_true", help="fewer rounds and requests")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--requests", type=int, help="in each round")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--name", default="speed", help="of the file in benchmarks/results/")
    wanted = parser.parse_args()
    usual = SHORT if wanted.short else USUAL
    wanted.rounds = wanted.rounds or usual["rounds"]
    wanted.requests = wanted.requests or usual["requests"]
    return wanted


def programs(before: Path | None) -> list[Program]:
    """This checkout twice, which shows the noise, and the other one; peers would stand here."""
    now = advisor("now")
    earlier = [advisor("before", before.resolve())] if before else []
    return [now, replace(now, name="again"), *earlier]


def reference(sizes: set[int]) -> Program:
    arguments = map(str, sorted(sizes))
    return Program(BARE, ("-m", "benchmarks.peers.bare", "{port}", *arguments), checkout=ROOT)


def compare(
    case: Case, sides: list[Server], bare: Server, size: int, wanted: argparse.Namespace
) -> dict[str, Figures]:
    """The figures of all sides for one page; each is printed as soon as it is there."""
    asked = [(side, case) for side in sides]
    if case.bare:
        asked.append((bare, Case(BARE, lambda _: page(f"/{size}"), length=size)))
    figures = alternate(asked, wanted.rounds, wanted.requests, wanted.connections)
    now = figures["now"]["cpu_us"]
    for name, each in figures.items():
        ratio = f"{each['cpu_us'] / now:.2f}"
        row = (case.name, name, each["cpu_us"], ratio, each["per_second"], each["bytes"])
        print(LINE.format(*row), flush=True)
    return figures


if __name__ == "__main__":
    main()
