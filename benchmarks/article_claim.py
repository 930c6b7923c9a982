"""The article's endpoint in Flask and FastAPI, under several servers: is it two to three times?

    .venv/bin/python -m benchmarks.article_claim                  in about four minutes
    .venv/bin/python -m benchmarks.article_claim --rounds 15      with less noise

A record is sent, checked and answered, at once or after 20 ms of waiting, by 1, 64 and 256
connections at once. All programs are asked in turn, so that each ratio is that of one moment: at
once by processor time per request, waiting by answers per second, which is what a wait costs.
Writes a data file into `app/rulebooks/facts/`, which the evidence page shows, and the line that
locks it; an earlier run stays until its file and its line are removed. What the programs need is
installed into a temporary folder, or into `--environment` and found there again.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from hashlib import sha256
from itertools import product, repeat
from pathlib import Path

from benchmarks.client import ask, post
from benchmarks.endpoint.programs import AGAIN, REFERENCE, endpoint_programs
from benchmarks.harness import ROOT, Case, Round, Server, cores, in_turn, measure, running
from benchmarks.peers.programs import environment, versions

FACTS = ROOT / "app" / "rulebooks" / "facts"
RULEBOOK = "flask-fastapi"
COMMAND = "python -m benchmarks.article_claim"
WORK = {"at_once": "/users", "waiting": "/waiting"}
CONNECTIONS = (1, 64, 256)
PACKAGES = ("flask", "gunicorn", "gevent", "fastapi", "uvicorn", "uvloop", "httptools", "granian")
RECORD = {"email": "ada@example.org", "name": "Ada"}
WRONG = {"email": "ada@example.org"}
MANY = 10_000_000
LINE = "{:<9} {:>4} {:<19} {:>9} {:>8} {:>7}  {}; {:.0%} busy"

Cell = dict[str, object]


def main() -> None:
    wanted = arguments()
    client, core = cores()
    os.sched_setaffinity(0, {client})
    begun, load = datetime.now(UTC), os.getloadavg()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        python = environment(wanted.environment or folder / "environment")
        servers = [
            stack.enter_context(running(program, folder / program.name, core))
            for program in endpoint_programs(python)
        ]
        require_checks(servers)
        cells = [
            cell
            for work, connections in product(WORK, CONNECTIONS)
            for cell in compared(servers, work, connections, wanted)
        ]
        run = {
            "date": begun.date(),
            "time": f"{begun:%H:%M} UTC",
            "command": f"{COMMAND} --rounds {wanted.rounds} --seconds {wanted.seconds}",
            "machine": f"{platform.system()} on {platform.machine()}, each program on one core",
            "cores": os.cpu_count(),
            "load": [round(one, 1) for one in (*load[:1], *os.getloadavg()[:1])],
            "rounds": wanted.rounds,
            "noise": noise(cells),
            "versions": {"python": platform.python_version(), **versions(python, PACKAGES)},
        }
    own = [cell for cell in cells if cell["program"] != AGAIN]
    keep(wanted.folder, f"{RULEBOOK}-measured-{begun:%Y%m%d-%H%M}.toml", written(run, own))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.article_claim", description=__doc__)
    parser.add_argument("--environment", type=Path, help="a folder for what the programs need")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.3, help="of asking in each round")
    parser.add_argument("--folder", type=Path, default=FACTS, help="for the data file")
    return parser.parse_args()


def require_checks(servers: Sequence[Server]) -> None:
    """Each program takes the right record and refuses the wrong one: all do the same work."""
    for server, path in product(servers, WORK.values()):
        statuses = [ask(server.port, sent(path, record)).status for record in (RECORD, WRONG)]
        if statuses != [200, 422]:
            raise AssertionError(f"{server.program.name} {path}: {statuses}")


def sent(path: str, record: Mapping[str, str]) -> bytes:
    """A request with the record."""
    return post(path, json.dumps(record).encode(), **{"Content-Type": "application/json"})


def case(work: str) -> Case:
    return Case(work, lambda _: repeat(sent(WORK[work], RECORD)), mark=b"123")


def compared(
    servers: Sequence[Server], work: str, connections: int, wanted: argparse.Namespace
) -> Iterator[Cell]:
    """What each program did, beside the reference in the same round."""

    def ask_one(server: Server, asked: Case) -> Round:
        return measure(server, asked, MANY, connections, wanted.seconds)

    sides = [(server, case(work)) for server in servers]
    taken = in_turn(sides, wanted.rounds, ask_one)
    for name, rounds in taken.items():
        ratios = [
            ratio(work, mine, theirs) for mine, theirs in zip(rounds, taken[REFERENCE], strict=True)
        ]
        cell: Cell = {
            "work": work,
            "connections": connections,
            "program": name,
            "cpu_us": round(statistics.median(one.cpu_us for one in rounds)),
            "per_second": round(statistics.median(one.per_second for one in rounds)),
            "ratio": round(statistics.median(ratios), 2),
            "low": round(min(ratios), 2),
            "high": round(max(ratios), 2),
        }
        spread = f"{cell['low']} to {cell['high']}"
        print(LINE.format(*list(cell.values())[:6], spread, busy(rounds)), flush=True)
        yield cell


def ratio(work: str, mine: Round, theirs: Round) -> float:
    """How many times as much as the reference it did."""
    if work == "waiting":
        return mine.per_second / theirs.per_second
    return theirs.cpu_us / mine.cpu_us


def busy(rounds: Sequence[Round]) -> float:
    """Which part of the time the server's core worked.

    Answering at once, far less than all means that the client was the slower one, or others had the
    core: that does not touch the ratio. Waiting, it does, if fewer wait than there are connections.
    """
    return statistics.median(one.cpu_us * one.per_second / 1e6 for one in rounds)


def noise(cells: Sequence[Cell]) -> float:
    """How far the reference was from itself, at most: 0.1 is a tenth."""
    again = [float(str(cell["ratio"])) for cell in cells if cell["program"] == AGAIN]
    return round(max(max(one, 1 / one) for one in again) - 1, 2)


def written(run: Mapping[str, object], cells: Sequence[Cell]) -> str:
    """The data file: one line for each cell, and the run."""
    lines = ["# Written by benchmarks.article_claim; not to be edited.", "cell = ["]
    lines += [f"  {_toml(cell)}," for cell in cells]
    lines += ["]", "", "[run]", *(f"{key} = {_toml(value)}" for key, value in run.items()), ""]
    return "\n".join(lines)


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_toml(one)}' for key, one in value.items())} }}"
    return json.dumps(value) if isinstance(value, str | list) else str(value)


def keep(folder: Path, name: str, text: str) -> None:
    """Writes the file, and its line in the list of what is locked."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    with (folder / "SHA256SUMS").open("a", encoding="ascii") as sums:
        sums.write(f"{sha256(text.encode()).hexdigest()}  {name}\n")
    print(folder / name)


if __name__ == "__main__":
    main()
