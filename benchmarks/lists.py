"""A page of the list in a workspace of 100,000 assessments, against the same in one of 1,000.

`.venv/bin/python -m benchmarks.lists [--postgresql]` starts three real servers: two with 1,000, to
show the noise, and one with 100,000. Their rounds alternate. Prints JSON.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, text

from app.assessments.list_address import Asked
from app.assessments.listing import EVERYTHING
from app.assessments.queries import Wanted, find_rows
from app.store.browsers import create_workspace
from app.store.database import Database
from app.store.ids import new_id
from app.store.migrations import upgrade
from app.store.tables import assessments
from app.store.title_keys import fold
from app.store.workspaces import Workspace
from benchmarks.first_path import ROOT, answers, free_port, get
from tests.postgresql import made_database, running_server

SMALL, LARGE = 1_000, 100_000
ROUNDS, REQUESTS = 21, 40
MOST = 1.2
LABELS = ("FastAPI", "Flask", "Keep the Flask app", "Too close to call")
SUBJECTS = ("Intranet", "Billing", "Étude", "Search", "Public API", "Müller & Co")
TICKS = os.sysconf("SC_CLK_TCK")
NOTHING_FOUND = "words, none"
UNBOUNDED = ("words, found", NOTHING_FOUND)  # to search is to read; shown, without a target


@dataclass
class Side:
    """A server with so many assessments, the cookie of their owner, and what it took."""

    number: int
    port: int
    cookie: str
    process: subprocess.Popen[bytes]
    pages: dict[str, str]

    def round(self, page: str) -> float:
        """The median milliseconds of a request, one at a time on a kept connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        times = []
        for _ in range(REQUESTS):
            begun = time.perf_counter()
            status, body = get(connection, self.pages[page], Cookie=self.cookie)
            times.append((time.perf_counter() - begun) * 1000)
            assert status == 200
            assert rows_of(body) == (0 if page == NOTHING_FOUND else 25), page
        return statistics.median(times)

    def cpu_seconds(self) -> float:
        """What the process has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def fill(url: str, number: int) -> tuple[str, dict[str, str]]:
    """The owner's token and the addresses of the pages."""
    upgrade(url)
    with closing(Database(url)) as database, database.writer() as session:
        workspace, token = create_workspace(session)
        rows = list(made_up(workspace, number))
        for start in range(0, number, 5_000):
            session.execute(insert(assessments), rows[start : start + 5_000])
        session.execute(text(f"UPDATE workspaces SET sequence = {number}"))
        if session.dialect.name == "postgresql":
            session.execute(text("ANALYZE assessments"))
        return token, pages(workspace, number)


def made_up(workspace: Workspace, number: int) -> Iterator[dict[str, object]]:
    rng = random.Random(1)
    now = workspace.session.clock()
    for n in range(1, number + 1):
        title = f"{rng.choice(SUBJECTS)} {rng.randrange(10**6)} of team {rng.randrange(50)}"
        when = now - timedelta(minutes=number - n)
        saved = rng.random() < 0.9
        outcome = {"latest": 1, "verdict": "v", "label": rng.choice(LABELS), "leader": "flask"}
        outcome |= {"strength": "clear", "lead": rng.randint(5, 40)}
        yield {
            "workspace_id": workspace.id,
            "id": new_id(workspace.session.random),
            "sequence": n,
            "title": title,
            "title_key": fold(title),
            "note": "",
            "title_edit": 1,
            "note_edit": 1,
            "created_at": when,
            "changed_at": when,
            "has_draft": not saved,
            **(outcome if saved else dict.fromkeys(outcome)),
        }


def pages(workspace: Workspace, number: int) -> dict[str, str]:
    """What is asked for: first, deep, filtered, sorted and searched pages."""
    by_title = Wanted(order="title")
    filtered = Wanted(label="Flask", order="title")
    asked = {
        "first": Asked(),
        "deep": Asked(EVERYTHING, after=(number // 2,)),
        "deep, backwards": Asked(EVERYTHING, before=(number // 2,)),
        "by title, deep": Asked(by_title, after=find_rows(workspace, by_title, 500)[-1].place),
        "filtered by verdict": Asked(Wanted(label="Flask")),
        "filtered by verdict, by title, deep": Asked(
            filtered, after=find_rows(workspace, filtered, 50)[-1].place
        ),
        "filtered by state": Asked(Wanted(state="unfinished", order="oldest")),
        "words, found": Asked(Wanted(words="etude")),
        NOTHING_FOUND: Asked(Wanted(words="nothing like it")),
    }
    return {name: f"/assessments?{one.query}" for name, one in asked.items()}


def rows_of(page: bytes) -> int:
    """How many assessments a page of the list shows."""
    return page.count(b'name="r"')


@contextmanager
def side(url: str, number: int) -> Iterator[Side]:
    """A filled database and a server on it."""
    token, addresses = fill(url, number)
    port = free_port()
    environment = {**os.environ, "ADVISOR_DATABASE": url, "ADVISOR_LOG_LEVEL": "warning"}
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not answers(port):
            time.sleep(0.01)
        yield Side(number, port, f"ws={token}", process, addresses)
    finally:
        process.terminate()
        process.wait(20)


def compare(sides: list[Side], page: str) -> dict[str, float]:
    """Milliseconds and CPU of each side, and how many times the small side's the others' are."""
    for one in sides:
        one.round(page)
    before = [one.cpu_seconds() for one in sides]
    rounds = [[one.round(page) for one in sides] for _ in range(ROUNDS)]
    small, again, large = (
        (one.cpu_seconds() - was) / ROUNDS / REQUESTS * 1000
        for one, was in zip(sides, before, strict=True)
    )
    ratio = statistics.median(third / first for first, _, third in rounds)
    noise = statistics.median(second / first for first, second, _ in rounds)
    return {
        f"ms_{SMALL}": round(statistics.median(one[0] for one in rounds), 2),
        f"ms_{LARGE}": round(statistics.median(one[2] for one in rounds), 2),
        "times": round(ratio, 3),
        "times_of_the_same": round(noise, 3),
        "cpu_times": round(large / small, 3),
        "cpu_times_of_the_same": round(again / small, 3),
    }


def measure(urls: list[str], database: str) -> dict[str, object]:
    """All pages; `reached` says whether every bounded one keeps to the target."""
    with ExitStack() as stack:
        numbers = (SMALL, SMALL, LARGE)
        sides = [
            stack.enter_context(side(url, number))
            for url, number in zip(urls, numbers, strict=True)
        ]
        found = {page: compare(sides, page) for page in sides[0].pages}
    reached = all(one["times"] <= MOST for page, one in found.items() if page not in UNBOUNDED)
    return {"database": database, "target_times": MOST, "reached": reached, "pages": found}


def main() -> None:
    with ExitStack() as stack:
        if "--postgresql" in sys.argv[1:]:
            server = stack.enter_context(running_server())
            urls = [stack.enter_context(made_database(server)) for _ in range(3)]
            figures = measure(urls, "postgresql")
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            figures = measure([f"{folder}/{n}.db" for n in range(3)], "sqlite")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
