"""Each page of the advisor beside a bare FastAPI route of its size, and beside other checkouts.

    .venv/bin/python -m benchmarks.speed                              this checkout
    .venv/bin/python -m benchmarks.speed --short                      in about three minutes
    .venv/bin/python -m benchmarks.speed --before ../old --only css   against an older one
    .venv/bin/python -m benchmarks.speed --peers [--short]            beside Flask and Django

Prints a table and writes JSON into benchmarks/results/. What the peers need is installed into a
temporary folder, or into `--environment` and found there again; what was measured of all pages
becomes the picture and the lines of the README (`benchmarks.picture`).
"""

from __future__ import annotations

import argparse
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks import picture
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
from benchmarks.peers.programs import environment, programs, versions
from benchmarks.peers.same import require_refusals, require_same

SHORT = {"rounds": 5, "requests": 100}
USUAL = {"rounds": 11, "requests": 400}
BARE = "bare"
SERVED = ("about", "home", "list", "result", "report", "edit", "draft", "save", "css", "css, gzip")
"""The pages that the peers have, too."""
LINE = "{:<10} {:<8} {:>9} {:>8} {:>8} {:>9}"


def main() -> None:
    wanted = arguments()
    client, core = cores()
    os.sched_setaffinity(0, {client})
    figures: dict[str, object] = {}
    load = os.getloadavg()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        python = environment(wanted.environment or folder / "environment") if wanted.peers else ""
        sides = begin(stack, folder, core, wanted.before, programs(python) if python else [])
        cases = compared(sides) if python else CASES
        chosen = [c for c in cases if not wanted.only or c.name.split(",")[0] in wanted.only]
        sizes = {case.name: measure(sides[0], case, 1, 1).bytes for case in chosen if case.bare}
        bare = stack.enter_context(running(reference(set(sizes.values())), folder / BARE, core))
        print(LINE.format("page", "program", "CPU µs", "of now", "per s", "bytes"))
        for case in chosen:
            figures[case.name] = compare(case, sides, bare, sizes.get(case.name, 0), wanted)
        peers = {"peers": versions(python)} if python else {}
    keep(wanted.name, {"load": [*load, *os.getloadavg()], **peers, "cases": figures})
    if wanted.name == picture.NAME and not wanted.only:
        picture.main()


def begin(
    stack: ExitStack, folder: Path, core: int, before: Path | None, peers: list[Program]
) -> list[Server]:
    """This checkout twice, which shows the noise, an older one and the peers.

    The same pages need the same rows: all but the older one begin with a copy of the first.
    """

    def start(program: Program, like: Server | None = None) -> Server:
        return stack.enter_context(running(program, folder / program.name, core, like))

    now = start(advisor("now"))
    settle(now)
    sides = [now, start(advisor("again"), now)]
    if before:
        sides.append(start(advisor("before", before.resolve())))
        settle(sides[-1])
    return sides + [start(peer, now) for peer in peers]


def compared(sides: list[Server]) -> list[Case]:
    """The cases that the peers have, once it is known that they do there what we do."""
    cases = [case for case in CASES if case.name in SERVED]
    alike = [side for side in sides if side.program.checkout == ROOT]
    for side in alike:
        require_refusals(side)
    for case in cases:
        require_same(case, alike)
    return cases


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.speed", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[], help="these pages")
    parser.add_argument("--before", type=Path, help="another checkout to compare with")
    parser.add_argument("--peers", action="store_true", help="compare with Flask and Django, too")
    parser.add_argument("--environment", type=Path, help="a folder for what the peers need")
    parser.add_argument("--short", action="store_true", help="fewer rounds and requests")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--requests", type=int, help="in each round")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--name", help="of the file in benchmarks/results/")
    wanted = parser.parse_args()
    wanted.name = wanted.name or (picture.NAME if wanted.peers else "speed")
    usual = SHORT if wanted.short else USUAL
    wanted.rounds = wanted.rounds or usual["rounds"]
    wanted.requests = wanted.requests or usual["requests"]
    return wanted


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
