"""A million assessments in one database: pages and saves beside the same with 10,000, and upkeep.

    .venv/bin/python -m benchmarks.scale                        fills a file, measures, deletes it
    .venv/bin/python -m benchmarks.scale --keep FILE            keeps it, or uses the kept one
    .venv/bin/python -m benchmarks.scale --assessments 100000   a smaller one
    .venv/bin/python -m benchmarks.scale --postgresql           pages and saves, on PostgreSQL

10,000 workspaces, of which one has 100,000 assessments; the pages are those of that one, and in the
small database of the one that has 1,000. Wanted: a page of the list costs at most 1.2 times as much
CPU. Filling takes some minutes and 3 GB of the disk, all of it for a while 12 GB. On PostgreSQL
filling stops after five minutes with what is there by then.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from app.assessments.listing import EVERYTHING
from app.assessments.queries import Wanted, find_rows
from app.shares.queries import find_unrevoked
from app.store.browsers import find_workspace
from app.store.database import Database
from app.store.workspaces import Workspace
from benchmarks.cases import drafts, own, saves
from benchmarks.client import ask, get
from benchmarks.filling import fill
from benchmarks.first_path import resident_mb
from benchmarks.harness import (
    ROOT,
    Case,
    Figures,
    Program,
    Server,
    alternate,
    cores,
    keep,
    running,
)
from benchmarks.lists import MOST, NOTHING_FOUND, UNBOUNDED, pages, rows_of
from benchmarks.made_up import token
from benchmarks.upkeep import checkup, deletion, upkeep
from tests.postgresql import made_database, running_server

SMALL, LARGE = 10_000, 1_000_000
LONGEST_FILL = 300.0  # seconds, on PostgreSQL
DIFFERENT = 200  # results that are opened in turn
LIST = "list: "
LINE = "{:<44} {:>10} {:>8} {:>10} {:>7} {:>7}"


def main() -> None:
    wanted = arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if wanted.postgresql:
            server = stack.enter_context(running_server())
            small, large = (stack.enter_context(made_database(server)) for _ in range(2))
            figures = {"small": filled(small, SMALL), "large": filled(large, wanted.assessments)}
            figures |= compared([small, small, large], folder, wanted)
        else:
            figures = on_files(folder, wanted)
    keep(wanted.name, figures)


def on_files(folder: Path, wanted: argparse.Namespace) -> Figures:
    """All that is measured on SQLite, on copies: what it saves and deletes leaves no trace."""
    names = ("small", "again", "large")
    files = {name: folder / name / "advisor.db" for name in names}
    for file in files.values():
        file.parent.mkdir()
    figures: Figures = {"small": filled(str(files["small"]), SMALL)}
    shutil.copy(files["small"], files["again"])
    if wanted.keep and wanted.keep.exists():
        figures["large"] = size(wanted.keep)
        shutil.copy(wanted.keep, files["large"])
    else:
        figures["large"] = filled(str(files["large"]), wanted.assessments)
        if wanted.keep:
            shutil.copy(files["large"], wanted.keep)
    figures |= compared([str(file) for file in files.values()], folder, wanted)
    for name in () if wanted.only else ("small", "large"):
        keep(wanted.name, figures)  # the rest takes long
        figures[f"upkeep, {name}"] = looked_after(files[name])
    return figures


def filled(url: str, number: int) -> Figures:
    """How many assessments came in and how long that took."""
    begun = time.perf_counter()
    made = fill(url, number, LONGEST_FILL if "://" in url else float("inf"))
    figures = {"assessments": made, "filling_s": round(time.perf_counter() - begun, 1)}
    if "://" not in url:
        figures |= size(Path(url))
    print(url, figures, flush=True)
    return figures


def size(file: Path) -> Figures:
    return {"mb": round(file.stat().st_size / 1e6)}


def compared(urls: Sequence[str], folder: Path, wanted: argparse.Namespace) -> Figures:
    """CPU per request of the small database, the same again, and the large one."""
    client, core = cores()
    os.sched_setaffinity(0, {client})
    figures: Figures = {"target_times": MOST, "start_s": {}, "memory_mb": {}, "pages": {}}
    with ExitStack() as stack:
        sides = []
        for name, url in zip(("small", "again", "large"), urls, strict=True):
            begun = time.perf_counter()
            program = on(url, name)
            sides.append(stack.enter_context(running(program, folder / f"{name}-log", core)))
            figures["start_s"][name] = round(time.perf_counter() - begun, 2)
            sides[-1].world |= world(url)
        print(LINE.format("CPU µs", "small", "again", "large", "times", "noise"))
        for case in chosen(cases(sides[0].world), wanted.only):
            asked = [(side, case) for side in sides]
            if case.name.startswith(LIST):
                require_like(asked)
            measured = alternate(asked, wanted.rounds, wanted.requests, connections=4)
            figures["pages"][case.name] = measured | times(case.name, measured)
        figures["memory_mb"] = {
            side.program.name: round(resident_mb(side.process.pid)) for side in sides
        }
    bounded = [one for one in figures["pages"].values() if "reached" in one]
    return figures | {"reached": all(one["reached"] for one in bounded)}


def require_like(asked: Sequence[tuple[Server, Case]]) -> None:
    """Fails unless the page shows as many assessments on each side: rows are most of its cost."""
    rows = {rows_of(ask(side.port, next(case.requests(side))).body) for side, case in asked}
    assert len(rows) == 1, (asked[0][1].name, rows)


def times(name: str, measured: dict[str, Figures]) -> Figures:
    """How many times the CPU of the small side the others take; each is printed at once."""
    small, again, large = (measured[side]["cpu_us"] for side in ("small", "again", "large"))
    figures = {"times": round(large / small, 2), "times_of_the_same": round(again / small, 2)}
    print(LINE.format(name, small, again, large, *figures.values()), flush=True)
    bounded = name.startswith(LIST) and name.removeprefix(LIST) not in UNBOUNDED
    return figures | ({"reached": figures["times"] <= MOST} if bounded else {})


def on(url: str, name: str) -> Program:
    """The advisor on that database, which is there."""
    serve = ("-m", "app", "serve", "--port", "{port}", "--database", url)
    return Program(name, serve, checkout=ROOT, ready="/readyz")


def world(url: str) -> dict[str, str]:
    """What is asked for in the largest workspace of a filled database."""
    cookie = token("browser 0")
    with closing(Database(url)) as database, database.reader() as session:
        workspace = find_workspace(session, cookie)
        last = find_rows(workspace, EVERYTHING, 1)[0].assessment.sequence
        results = [*some_results(workspace, last)]
        shared = [one for one in results if find_unrevoked(workspace, one, 1)]
        lists = {f"{LIST}{name}": path for name, path in pages(workspace, last).items()}
    return lists | {
        "cookie": f"ws={cookie}",
        "writer": f"ws={cookie}",
        "result": f"/assessments/{results[0]}",
        "results": " ".join(f"/assessments/{one}" for one in results),
        "comparison": comparison(results[1:5]),
        "shares": " ".join(f"/s/{token(f'share {one}')}" for one in shared),
    }


def some_results(workspace: Workspace, last: int) -> Iterator[str]:
    """Ids of saved results from the whole list, at even distances."""
    saved = Wanted(state="saved")
    for step in range(DIFFERENT):
        for row in find_rows(workspace, saved, 1, (last - step * last // DIFFERENT,)):
            yield row.assessment.id


def comparison(results: Sequence[str]) -> str:
    return f"/comparisons?{urlencode([('r', f'{one}.1') for one in results])}"


def cases(asked: dict[str, str]) -> list[Case]:
    """What is measured."""
    lists = [
        Case(name, partial(in_turn, name), mark=b"" if NOTHING_FOUND in name else b'name="r"')
        for name in asked
        if name.startswith(LIST)
    ]
    return [
        *lists,
        Case("home", lambda server: own(server, "/"), mark=b"Start the questionnaire"),
        Case(f"{DIFFERENT} results in turn", partial(in_turn, "results"), mark=b'id="why-title"'),
        Case("comparison of four", partial(in_turn, "comparison"), mark=b'id="answers-title"'),
        Case("shared reports in turn", lambda server: opened(server.world["shares"]), mark=b"<h1"),
        Case("draft", drafts, mark=b"<"),
        Case("save", saves, status=303),
    ]


def chosen(cases: Sequence[Case], only: Sequence[str]) -> list[Case]:
    return [case for case in cases if not only or any(word in case.name for word in only)]


def in_turn(name: str, server: Server) -> Iterator[bytes]:
    return cycle([get(path, Cookie=server.world["cookie"]) for path in server.world[name].split()])


def opened(paths: str) -> Iterator[bytes]:
    return cycle([get(path) for path in paths.split()])


def looked_after(file: Path) -> Figures:
    """What upkeep costs, and the deletion of the largest workspace at the end."""
    figures = {}
    for name, one in upkeep_of(file):
        figures[name] = one
        print(name, one, flush=True)
    return figures


def upkeep_of(file: Path) -> Iterator[tuple[str, Figures]]:
    _, core = cores()
    with running(on(str(file), "upkeep"), file.parent / "upkeep", core) as server:
        yield from upkeep(server, file)
    yield from checkup(file)
    with running(on(str(file), "deletion"), file.parent / "deletion", core) as server:
        yield "deletion", deletion(server, file, f"ws={token('browser 0')}", 1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.scale", description=__doc__)
    parser.add_argument("--assessments", type=int, default=LARGE, help="of the large database")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="the filled SQLite file")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--only", nargs="+", default=[], help="pages of these names, no upkeep")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=100, help="in each round")
    parser.add_argument("--name", default="scale", help="of the file in benchmarks/results/")
    return parser.parse_args()


if __name__ == "__main__":
    main()
