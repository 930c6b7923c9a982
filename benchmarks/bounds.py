"""What one address can write within an hour at most, tried, and what very many guesses are told.

    .venv/bin/python -m benchmarks.bounds [--scale 10]

The application in this process, on an SQLite file, with the quota of changes and the limit of an
address divided by `scale`: somebody at one address writes the largest there is, in one workspace
after the other, until no more is taken. What the file has grown by, times the scale, is printed for
each way to write; nothing here depends on how fast the machine is.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count, takewhile
from pathlib import Path
from typing import Any

from app.engine.adjustments import LONGEST_REASON, MOST_REASONS
from app.main import build_pages, finish
from app.settings import SAVES_PER_ADDRESS, Settings
from app.store.migrations import upgrade
from app.store.quotas import QUOTAS
from app.store.records import NOTE_LENGTH, TITLE_LENGTH
from tests.web.visitor import View, Visitor

ADDRESS = ("203.0.113.7", 40_000)
FOUR_BYTES = range(0x1F300, 0x1F5FF)
GUESSES = 200
Write = Callable[[Visitor], Iterator[View]]

keys = count()
chance = random.Random(13)


def text(length: int) -> str:
    """The largest text of that length, of which no two are alike."""
    return "".join(chr(chance.choice(FOUR_BYTES)) for _ in range(length))


def key() -> str:
    return f"key-{next(keys)}"


def starts(visitor: Visitor) -> View:
    return visitor.post("/assessments", {"_key": key()})


def notes(visitor: Visitor) -> Iterator[View]:
    """A new assessment, then its note and its name, as long as they may be."""
    while True:
        made = starts(visitor)
        yield made
        here = "/".join(made.path.split("/")[:3])
        yield visitor.post(f"{here}/note", {"_text": text(NOTE_LENGTH), "_version": "1"})
        yield visitor.post(f"{here}/title", {"_text": text(TITLE_LENGTH), "_version": "1"})


def versions(visitor: Visitor) -> Iterator[View]:
    """Versions of one assessment, each with other reasons of one's own, as long as they may be."""
    made = starts(visitor)
    yield made
    here = "/".join(made.path.split("/")[:3])
    for latest in count():
        form = {"_key": key(), "_latest": str(latest)}
        for number in range(1, MOST_REASONS + 1):
            form |= {f"_text-{number}": text(LONGEST_REASON), f"_side-{number}": "flask"}
            form |= {f"_weight-{number}": "bottom_line"}
        yield visitor.post(f"{here}/own-reasons", form)


def saves(visitor: Visitor) -> Iterator[View]:
    """New assessments, saved at once."""
    while True:
        form = {"_key": key(), "situation": "new", "_name": text(TITLE_LENGTH)}
        yield visitor.post("/questionnaire/flask-fastapi", form)


def tried(write: Write, scale: int, folder: Path) -> dict[str, Any]:
    """How many changes were taken, and how many bytes the file has grown by."""
    file = folder / f"{write.__name__}.db"
    upgrade(str(file))
    pages = build_pages(
        Settings(
            database=str(file),
            quota_saves=QUOTAS.saves // scale,
            saves_per_address=SAVES_PER_ADDRESS // scale,
        )
    )
    app = finish(pages)

    async def from_there(scope: Any, receive: Any, send: Any) -> None:
        await app(scope | {"client": ADDRESS} if scope["type"] == "http" else scope, receive, send)

    before = file.stat().st_size
    statuses: Counter[int] = Counter()
    workspaces, taken = 0, True
    while taken:
        views = [*takewhile(lambda view: view.status == 200, write(Visitor(from_there)))]
        taken = bool(views)
        workspaces += taken
        statuses += Counter({200: len(views), 429: 1})
    pages.state.parts.database.close()
    grown = file.stat().st_size - before
    return {
        "changes an hour": statuses[200] * scale,
        "workspaces": workspaces,
        "statuses": dict(statuses),
        "bytes a change": round(grown / statuses[200]),
        "MB an hour": round(grown * scale / 1e6, 1),
    }


def guessed(folder: Path) -> dict[str, Any]:
    """What somebody is told who opens links that never were."""
    upgrade(str(folder / "links.db"))
    pages = build_pages(Settings(database=str(folder / "links.db")))
    app = finish(pages)

    async def from_there(scope: Any, receive: Any, send: Any) -> None:
        await app(scope | {"client": ADDRESS} if scope["type"] == "http" else scope, receive, send)

    visitor = Visitor(from_there)
    begun = time.monotonic()
    statuses = Counter(visitor.get(f"/s/{number:043}").status for number in range(GUESSES))
    seconds = round(time.monotonic() - begun, 2)
    pages.state.parts.database.close()
    return {"statuses": dict(statuses), "seconds": seconds}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=int, default=10)
    scale = parser.parse_args().scale
    with tempfile.TemporaryDirectory() as made:
        ways: tuple[Write, ...] = (notes, versions, saves)
        figures = {write.__name__: tried(write, scale, Path(made)) for write in ways}
        print(json.dumps({**figures, f"{GUESSES} guesses": guessed(Path(made))}, indent=2))
