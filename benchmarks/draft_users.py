"""People who fill in the questionnaire: how long does the preview take that each answer brings?

    .venv/bin/python -m benchmarks.draft_users                     8 and 64 people
    .venv/bin/python -m benchmarks.draft_users --before ../old     and an older checkout, in turn

Each changes an answer every 2 s, whether others were answered or not, as the page sends it. What
is counted is the time from the moment a change was due. Wanted: with 8 people 60 ms at the 99th
percentile.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import count, cycle
from pathlib import Path

from benchmarks.cases import form, save
from benchmarks.client import ask, exchange, get, post
from benchmarks.harness import Figures, Server, cores, keep, now_and, running

PEOPLE = (8, 64)
EVERY = 2.0  # seconds
LINE = "{:<8} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>7}"
KNOWN = ("_key", "_latest", "_seen", "_rulebook_id", "_rulebook")
HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">')
CHANGES = (("load", "low"), ("docs", "nobody"), ("load", "high"), ("docs", "others"))

Person = tuple[str, str]


class Typist:
    """Somebody at their own assessment; `late` is how long after each change was due it left."""

    def __init__(self, port: int, person: Person, number: int) -> None:
        self.result, self.cookie = person
        page = ask(port, get(f"{self.result}/edit", Cookie=self.cookie)).body.decode()
        self.known = {name: value for name, value in HIDDEN.findall(page) if name in KNOWN}
        self.random = random.Random(number)
        self.late: list[float] = []

    def begin(self, begun: float, seconds: float) -> None:
        """Be at work from then on, for so long."""
        self.due = begun + self.random.uniform(0, EVERY)
        self.until = begun + seconds

    def changes(self) -> Iterator[bytes]:
        """A form each time that it is due: one answer is another one than before."""
        answers: dict[str, str] = {}
        for turn, (question, answer) in zip(count(1), cycle(CHANGES), strict=False):
            if self.due > self.until:
                return
            time.sleep(max(0.0, self.due - time.perf_counter()))
            self.late.append(time.perf_counter() - self.due)
            answers[question] = answer
            yield self._change(answers, question, turn)
            self.due += EVERY * self.random.uniform(0.75, 1.25)

    def _change(self, answers: dict[str, str], last: str, turn: int) -> bytes:
        body = form(**answers, **self.known, _turn=str(turn), _last=last)
        headers = {"Cookie": self.cookie, "HX-Request-Type": "partial"}
        return post(f"{self.result}/draft", body, **headers)


def work(port: int, typist: Typist) -> list[float]:
    """The seconds from when each change was due to its preview."""
    answers = exchange(port, typist.changes(), connections=1, seconds=float("inf"))
    odd = {answer.status for answer in answers} - {200}
    if odd:
        raise AssertionError(f"Some drafts were answered by {odd}.")
    waits = zip(answers, typist.late, strict=True)
    return [answer.seconds + max(0.0, late) for answer, late in waits]


def at_work(server: Server, people: list[Person], seconds: float) -> Figures:
    """Milliseconds; processor time in microseconds for each change."""
    typists = [Typist(server.port, person, number) for number, person in enumerate(people)]
    begun, cpu = time.perf_counter() + 0.1, server.cpu_seconds()
    for typist in typists:
        typist.begin(begun, seconds)
    with ThreadPoolExecutor(len(people)) as threads:
        each = list(threads.map(partial(work, server.port), typists))
    waits = sorted(wait * 1000 for one in each for wait in one)
    return {
        "changes": len(waits),
        "median_ms": round(waits[len(waits) // 2], 1),
        "p95_ms": round(waits[int(len(waits) * 0.95)], 1),
        "p99_ms": round(waits[int(len(waits) * 0.99)], 1),
        "slowest_ms": round(waits[-1], 1),
        "cpu_us": round((server.cpu_seconds() - cpu) / len(waits) * 1e6),
    }


def main() -> None:
    wanted = arguments()
    client, core = cores()
    os.sched_setaffinity(0, {client})
    programs = now_and(wanted.before)
    figures: dict[str, list[Figures]] = {}
    print(LINE.format("program", "people", "changes", "median", "p95", "p99", "slowest", "CPU µs"))
    load = os.getloadavg()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = [
            stack.enter_context(running(program, folder / program.name, core))
            for program in programs
        ]
        people = {
            server.port: [save(server.port) for _ in range(max(PEOPLE))] for server in servers
        }
        for _ in range(wanted.rounds):
            for number in PEOPLE:
                for server in servers:
                    figure = at_work(server, people[server.port][:number], wanted.seconds)
                    name = server.program.name
                    figures.setdefault(f"{name}, {number} people", []).append(figure)
                    print(LINE.format(name, number, *figure.values()), flush=True)
    keep(wanted.name, {"load": [*load, *os.getloadavg()], "people": figures})


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.draft_users", description=__doc__)
    parser.add_argument("--before", type=lambda text: Path(text).resolve(), help="another checkout")
    parser.add_argument("--seconds", type=float, default=40.0, help="for each number of people")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--name", default="draft_users", help="of the file in benchmarks/results/")
    return parser.parse_args()


if __name__ == "__main__":
    main()
