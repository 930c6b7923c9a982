"""How much of the disk a saved assessment takes, with all its rows and their entries in indexes.

    .venv/bin/python -m benchmarks.disk [--number 1000] [--before ../old] [--postgresql]

Saves that many, each with other answers, over HTTP, and looks at what the database grew by.
Wanted: at most 3,200 bytes each in an SQLite file. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import create_engine, text

from app.rulebooks.library import load_library
from app.store.sqlite.connection import driver
from benchmarks.cases import save
from benchmarks.client import exchange, post
from benchmarks.harness import Program, Server, cores, now_and, running
from tests.postgresql import made_database, running_server

TARGET = 3_200
Parts = dict[str, int]


def forms() -> Iterator[bytes]:
    """The questionnaire with most questions answered, always differently, always in that order."""
    rng, rulebook = random.Random(1), load_library().default
    for number in count():
        given = {
            question.id: rng.choice(question.option_ids)
            for question in rulebook.questions
            if rng.random() < 0.8
        }
        yield urlencode({"_key": f"bytes-{number}", **given}).encode()


def saved(server: Server, number: int) -> None:
    """So many assessments of one person."""
    _, cookie = save(server.port)
    some = zip(range(number), forms(), strict=False)
    asked = (post("/questionnaire", form, Cookie=cookie) for _, form in some)
    answers = exchange(server.port, asked, connections=4)
    if {answer.status for answer in answers} != {303}:
        raise AssertionError("not everything was saved")


def of_file(path: Path) -> Parts:
    """The bytes of an SQLite file, and of the results in it, read beside the server."""
    connection = driver().connect(path)
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (packed,) = connection.execute("SELECT sum(length(result)) FROM revisions").fetchone()
    connection.close()
    return {"total": size * pages, "results": packed or 0}


def of_server(url: str) -> Parts:
    """The bytes of our tables on a server with their indexes, and of the results in them."""
    engine = create_engine(url)
    sizes = text(
        "SELECT sum(pg_total_relation_size(oid)) FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    )
    results = text("SELECT coalesce(sum(pg_column_size(result)), 0) FROM revisions")
    with engine.connect() as connection:
        total, packed = connection.scalar(sizes), connection.scalar(results)
    engine.dispose()
    return {"total": int(total), "results": int(packed)}


def grown(program: Program, folder: Path, core: int, number: int, url: str) -> Parts:
    """What each assessment took, over what the empty database has."""
    file = folder / "advisor.db"
    with running(on(program, url) if url else program, folder, core) as server:
        before = of_server(url) if url else of_file(file)
        saved(server, number)
        after = of_server(url) if url else of_file(file)
    return {part: round((after[part] - before[part]) / number) for part in after}


def on(program: Program, url: str) -> Program:
    """The same program on that database."""
    return replace(
        program,
        **{
            name: tuple(url if "advisor.db" in word else word for word in getattr(program, name))
            for name in ("serve", "prepare")
        },
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.disk", description=__doc__)
    parser.add_argument("--number", type=int, default=1_000, help="of assessments")
    parser.add_argument("--before", type=lambda text: Path(text).resolve(), help="another checkout")
    parser.add_argument("--postgresql", action="store_true")
    return parser.parse_args()


def main() -> None:
    wanted = arguments()
    _, core = cores()
    programs = now_and(wanted.before)
    figures: dict[str, object] = {"number": wanted.number, "target": TARGET}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(running_server()) if wanted.postgresql else ""
        for program in programs:
            url = stack.enter_context(made_database(server)) if server else ""
            figures[program.name] = grown(program, folder / program.name, core, wanted.number, url)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
