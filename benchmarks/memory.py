"""What a server takes after 100,000 requests: at most 1.1 times a warm start and the kept pages.

    .venv/bin/python -m benchmarks.memory              on an SQLite database of its own
    .venv/bin/python -m benchmarks.memory --requests 20000

More results are asked for than can be kept, so pages come and go all the time. Prints JSON and
writes it into benchmarks/results/.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from app.settings import Settings
from benchmarks.cases import save, settle, share
from benchmarks.client import exchange, get
from benchmarks.harness import Server, advisor, cores, keep, running

RESULTS = 2_500
LINKS = 50
WARM = 1_000
CONNECTIONS = 8
MOST = 1.1
GZIP = "gzip, deflate"


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.memory", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    wanted = parser.parse_args()
    _, core = cores()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(advisor("now"), Path(folder) / "now", core) as server,
    ):
        figures = measured(server, wanted.requests)
    print(json.dumps(figures, indent=1))
    keep("memory", figures)


def measured(server: Server, requests: int) -> dict[str, object]:
    settle(server)
    few = paths(server, 10, 2)
    ask(server, islice(pages(server, few), WARM))
    warm = megabytes(server)
    many = few + paths(server, RESULTS, LINKS)
    ask(server, islice(pages(server, many), requests))
    then = megabytes(server)
    bound = Settings().kept_megabytes
    return {
        "requests": requests,
        "pages_asked_for": len(many),
        "warm_mb": warm,
        "bound_mb": bound,
        "then_mb": then,
        "ratio": round(then / (warm + bound), 3),
        "reached": then <= MOST * (warm + bound),
    }


def paths(server: Server, results: int, links: int) -> list[str]:
    """Results of their own answers each, a version of each, and links to some."""
    made = [save(server.port, server.world["cookie"])[0] for _ in range(results)]
    opened = [share(server.port, server.world["cookie"], path) for path in made[:links]]
    return [*made, *(f"{path}/revisions/1" for path in made), *opened]


def pages(server: Server, kept: list[str]) -> Iterator[bytes]:
    """Mostly pages that may be kept, in any order, in both forms, and others between them."""
    chance = random.Random(20)
    others = ["/", "/assessments", "/about", f"{server.world['result']}/edit", server.world["css"]]
    while True:
        path = chance.choice(kept if chance.random() < 0.9 else others)
        packed = {"Accept-Encoding": GZIP} if chance.random() < 0.9 else {}
        yield get(path, Cookie=server.world["cookie"], **packed)


def ask(server: Server, requests: Iterator[bytes]) -> None:
    """All of them, none refused; a portion at a time, so that the answers are not all held."""
    while portion := list(islice(requests, 2_000)):
        answers = exchange(server.port, portion, connections=CONNECTIONS, seconds=600)
        if len(answers) < len(portion) or any(answer.status != 200 for answer in answers):
            raise AssertionError("Not every page was answered.")


def megabytes(server: Server) -> float:
    """What the process takes of the machine's memory."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("VmRSS:")]
    return round(int(line.split()[1]) / 1024, 1)


if __name__ == "__main__":
    main()
