"""G4: of 400 edits through four servers on one file, each is accepted or refused, none is lost."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.store.database import Database
from tests.cases.world import World, read_world
from tests.cli.servers import free_port, serving
from tests.web.asgi import COOKIE

PROCESSES = 4
EDITS = 100
SHOWN = re.compile(r'name="_version" value="(\d+)"')
HANG_GUARD = 60


@pytest.fixture
def path(filled_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(filled_file, tmp_path / "shared.db"))


@pytest.fixture
def world(filled_file: Path) -> World:
    return read_world(filled_file)


@pytest.fixture
def ports(path: Path, tmp_path: Path) -> Iterator[list[int]]:
    """The ports of four servers on the same file, started side by side."""
    ports = [free_port() for _ in range(PROCESSES)]
    with ExitStack() as running, ThreadPoolExecutor(PROCESSES) as threads:
        starting = [serving(path, port, tmp_path / f"log-{port}") for port in ports]
        list(threads.map(running.enter_context, starting))
        yield ports


def edit(port: int, world: World) -> Counter[int]:
    """A visitor who renames again and again, each time with the number the page showed."""
    statuses: Counter[int] = Counter()
    path = f"/assessments/{world.assessment_id}/title"
    cookie = {"Cookie": f"{COOKIE}={world.ada}"}
    form = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    with closing(HTTPConnection("127.0.0.1", port, timeout=HANG_GUARD)) as connection:
        for number in range(EDITS):
            connection.request("GET", path, headers=cookie)
            shown = SHOWN.search(connection.getresponse().read().decode())
            assert shown
            sent = urlencode({"_text": f"{port} {number}", "_version": shown[1]})
            connection.request("POST", path, sent, headers=cookie | form)
            answer = connection.getresponse()
            answer.read()
            statuses[answer.status] += 1
    return statuses


def edits(path: Path, world: World) -> int:
    opened = Database(str(path))
    with opened.reader() as session:
        row = session.exec_driver_sql(
            "SELECT title_edit FROM assessments WHERE id = ?", (world.assessment_id,)
        )
        found = int(row.scalar_one())
    opened.close()
    return found


def test_accepted_and_refused_are_all_and_the_counter_counts_the_accepted(
    ports: list[int], path: Path, world: World
) -> None:
    before = edits(path, world)
    with ThreadPoolExecutor(PROCESSES) as threads:
        statuses = sum(threads.map(edit, ports, [world] * PROCESSES), Counter[int]())
    assert set(statuses) <= {303, 409, 503}
    assert statuses.total() == PROCESSES * EDITS
    assert statuses[303]
    assert statuses[409] <= (PROCESSES - 1) * statuses[303]  # one that came first for each
    assert edits(path, world) == before + statuses[303]
