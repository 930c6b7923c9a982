"""A hundred people who save in the same moment, a hundred drafts at once, and readers beside them.

    .venv/bin/python -m benchmarks.burst                     this checkout
    .venv/bin/python -m benchmarks.burst --before ../old     and an older one, in turn

Wanted: nobody is refused, the slowest save takes at most 2 s, the slowest reader at most 0.5 s.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event

from benchmarks.cases import form, save
from benchmarks.client import Answer, exchange, get, post
from benchmarks.harness import Figures, Server, cores, keep, now_and, running

PEOPLE = 100
READ = ("/assessments", "/", "/readyz")
PARTIAL = {"HX-Request-Type": "partial"}
LINE = "{:<8} {:<7} {:<21} {:<21} {:<21} {:<21}"

Person = tuple[str, str]


def save_again(person: Person) -> bytes:
    """A new assessment of somebody who has one already."""
    return post("/questionnaire", form(), Cookie=person[1])


def change_draft(person: Person) -> bytes:
    """One answer of theirs changes."""
    return post(f"{person[0]}/draft", form(load="low"), Cookie=person[1], **PARTIAL)


KINDS: dict[str, Callable[[Person], bytes]] = {"saves": save_again, "drafts": change_draft}


def burst(server: Server, people: list[Person], kind: str) -> Figures:
    """All people at once, while each reader asks for one page again and again."""
    over = Event()
    with ThreadPoolExecutor(len(READ)) as threads:
        reading = {
            path: threads.submit(read_on, server.port, get(path, Cookie=people[0][1]), over)
            for path in READ
        }
        try:
            requests = [KINDS[kind](person) for person in people]
            writes = exchange(server.port, requests, connections=len(people))
        finally:
            over.set()
    reads = {path: reader.result() for path, reader in reading.items()}
    return {
        "refused": refused(writes),
        "slowest_ms": slowest(writes),
        "readers": {
            path: {"asked": len(each), "refused": refused(each), "slowest_ms": slowest(each)}
            for path, each in reads.items()
        },
    }


def read_on(port: int, request: bytes, over: Event) -> list[Answer]:
    """The answers to the same request, asked until it is over."""
    return exchange(port, until(over, request), connections=1)


def until(over: Event, request: bytes) -> Iterator[bytes]:
    """The same request again and again, at least once."""
    yield request
    while not over.is_set():
        yield request


def refused(answers: list[Answer]) -> int:
    return sum(answer.status not in (200, 303) for answer in answers)


def slowest(answers: list[Answer]) -> float:
    return round(max(answer.seconds for answer in answers) * 1000)


def main() -> None:
    wanted = arguments()
    client, core = cores()
    os.sched_setaffinity(0, {client})
    programs = now_and(wanted.before)
    figures: dict[str, list[Figures]] = {}
    print(LINE.format("program", "", "writers", *READ))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = [
            stack.enter_context(running(program, folder / program.name, core))
            for program in programs
        ]
        people = {server.port: [save(server.port) for _ in range(PEOPLE)] for server in servers}
        for _ in range(wanted.rounds):
            for server in servers:
                for kind in KINDS:
                    figure = burst(server, people[server.port], kind)
                    figures.setdefault(f"{server.program.name}, {kind}", []).append(figure)
                    tell(server.program.name, kind, figure)
    keep(wanted.name, {"people": PEOPLE, "bursts": figures})


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.burst", description=__doc__)
    parser.add_argument("--before", type=lambda text: Path(text).resolve(), help="another checkout")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--name", default="burst", help="of the file in benchmarks/results/")
    return parser.parse_args()


def tell(program: str, kind: str, figure: Figures) -> None:
    """One line: of the writers and of each reader, how many were refused and the slowest."""
    sides = [figure, *figure["readers"].values()]
    cells = [f"{side['refused']:>3} refused, {side['slowest_ms']:>4} ms" for side in sides]
    print(LINE.format(program, kind, *cells), flush=True)


if __name__ == "__main__":
    main()
