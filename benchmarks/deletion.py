"""Somebody deletes a workspace of 100,000 assessments: how long do all others wait to save?

    .venv/bin/python -m benchmarks.deletion                        this checkout
    .venv/bin/python -m benchmarks.deletion --before ../old        and an older one, before it
    .venv/bin/python -m benchmarks.deletion --number 10000 --processes 4

A real server on a file that is filled beforehand; on a machine of two cores this takes some
minutes. Others save, one after the other, from before the deletion until nothing is left of it.
Wanted: nobody waits longer than 0.5 s or is refused, and 60 s after the last portion neither the
file nor its log holds anything of it. With several processes on one file, those who save ask all
but the one that deletes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event

from app.store.sqlite.connection import connect, driver
from benchmarks.cases import form, save
from benchmarks.client import Answer, ask, exchange, get, post
from benchmarks.harness import ROOT, Figures, Program, Server, keep, running

NUMBER = 100_000
SECRET = "canary-of-the-deleted"
LONGEST = 300.0  # seconds for all of it
WANTED_WAIT = 0.5
FILL = """
import sys
from contextlib import closing
from datetime import timedelta
from sqlalchemy import insert, select, text
from app.store.database import Database
from app.store.ids import new_id
from app.store.tables import assessments, revisions
from app.store.browsers import find_workspace

url, token, number, secret = sys.argv[1:]
with closing(Database(url)) as database, database.writer() as session:
    workspace = find_workspace(session, token)
    tables = (assessments, revisions)
    assessment, revision = (dict(session.execute(select(t)).mappings().first()) for t in tables)
    for start in range(0, int(number), 2_000):
        ids = [new_id(session.random) for _ in range(min(2_000, int(number) - start))]
        session.execute(insert(assessments), [
            assessment | {"id": made, "sequence": 1_000 + start + n, "note": secret}
            for n, made in enumerate(ids)
        ])
        session.execute(insert(revisions), [revision | {"assessment_id": made} for made in ids])
    session.execute(text("UPDATE workspaces SET sequence = 1000000"))
"""


def advisor(name: str, checkout: Path, database: str, first: bool) -> Program:
    """The advisor of that checkout on a file that several may share; the first one makes it."""
    given = ("--database", database)
    serve = ("-m", "app", "serve", "--port", "{port}", *given)
    return Program(name, serve, ("-m", "app", "migrate", *given) if first else (), checkout)


def measure(name: str, checkout: Path, number: int, processes: int) -> Figures:
    """The figures of one checkout."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        file = folder / "advisor.db"
        servers = []
        for process in range(processes):
            program = advisor(f"{name}-{process}", checkout, str(file), first=not process)
            where = folder / program.name
            servers.append(stack.enter_context(running(program, where, process % 2)))
        owner = filled(servers[0], file, checkout, number)
        return while_others_save(servers[-1].port, lambda: deleted(servers[0], file, owner))


def while_others_save(port: int, act: Callable[[], Figures]) -> Figures:
    """What it tells, and what somebody who saved all the while had to wait."""
    over = Event()
    with ThreadPoolExecutor() as threads:
        saver = threads.submit(save_on, port, save(port)[1], over)
        try:
            time.sleep(1)
            figures = act()
        finally:
            over.set()
        return figures | waits(saver.result())


def filled(server: Server, file: Path, checkout: Path, number: int) -> str:
    """The cookie of somebody with so many assessments, each with one saved result."""
    _, cookie = save(server.port)
    token = cookie.partition("=")[2]
    arguments = [sys.executable, "-c", FILL, str(file), token, str(number), SECRET]
    subprocess.run(arguments, check=True, cwd=checkout)
    return cookie


def deleted(server: Server, file: Path, owner: str) -> Figures:
    """How long the owner waits for an answer, and how long until nothing is left anywhere."""
    figures = until_gone(server, owner, lambda: left(file))
    opens_nothing = ask(server.port, get("/assessments", Cookie=owner)).status in (200, 404)
    return figures | {"left_in": left(file, rows=False), "opens_nothing": opens_nothing}


def until_gone(server: Server, owner: str, is_left: Callable[[], object]) -> Figures:
    """How long a deletion takes: until the owner has an answer, and until nothing is left."""
    cpu, begun = server.cpu_seconds(), time.perf_counter()
    answer = ask(server.port, post("/workspace/delete", b"", Cookie=owner))
    answered = time.perf_counter() - begun
    while time.perf_counter() - begun < LONGEST and is_left():
        time.sleep(0.5)
    return {
        "status": answer.status,
        "owner_waits_s": round(answered, 3),
        "gone_after_s": round(time.perf_counter() - begun, 1),
        "cpu_s": round(server.cpu_seconds() - cpu, 1),
    }


def left(file: Path, rows: bool = True) -> list[str]:
    """What still holds something of it: a table, else the files themselves."""
    if rows:
        with closing(connect(file, driver())) as reader:
            (count,) = reader.execute(
                "SELECT count(*) FROM (SELECT 1 FROM assessments WHERE note = ? LIMIT 1)", [SECRET]
            ).fetchone()
        if count:
            return ["assessments"]
    return [path.name for path in (file, Path(f"{file}-wal")) if _holds(path)]


def _holds(path: Path) -> bool:
    return SECRET.encode() in path.read_bytes()


def save_on(port: int, cookie: str, over: Event) -> list[Answer]:
    """One save after the other, until it is over."""

    def requests():
        while not over.is_set():
            yield post("/questionnaire", form(), Cookie=cookie)

    return exchange(port, requests(), connections=2, seconds=LONGEST)


def waits(saves: list[Answer]) -> Figures:
    """What those who saved meanwhile had to wait."""
    seconds = sorted(answer.seconds for answer in saves)
    return {
        "saves": len(saves),
        "refused": sum(answer.status != 303 for answer in saves),
        "longest_wait_s": round(seconds[-1], 3),
        "p99_s": round(seconds[int(len(seconds) * 0.99)], 3),
        "median_s": round(seconds[len(seconds) // 2], 3),
        "reached": seconds[-1] <= WANTED_WAIT and all(each.status == 303 for each in saves),
    }


def main() -> None:
    wanted = arguments()
    sides = [("before", wanted.before)] if wanted.before else []
    figures = {}
    for name, checkout in [*sides, ("now", ROOT)]:
        figures[name] = measure(name, checkout, wanted.number, wanted.processes)
        print(name, figures[name], flush=True)
    keep(wanted.name, {"assessments": wanted.number, "processes": wanted.processes, **figures})


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.deletion", description=__doc__)
    parser.add_argument("--before", type=lambda text: Path(text).resolve(), help="another checkout")
    parser.add_argument("--number", type=int, default=NUMBER, help="of assessments")
    parser.add_argument("--processes", type=int, default=1, help="servers on the same file")
    parser.add_argument("--name", default="deletion", help="of the file in benchmarks/results/")
    return parser.parse_args()


if __name__ == "__main__":
    main()
