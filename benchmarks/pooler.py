"""A try of the advisor behind PgBouncer, which hands connections on after each transaction.

    .venv/bin/python -m benchmarks.pooler

Starts the PostgreSQL of the tests, PgBouncer (it has to be installed) in transaction mode with
four connections to it, migrates and serves through it, and sends 480 requests on eight connections:
saves, drafts, results, lists. Wanted: no answer but 200 and 303, and every bound in force.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import make_url, text

from app.store.database import Database
from benchmarks.cases import form, save
from benchmarks.client import exchange, get, post
from tests.cli.servers import free_port, run, serving
from tests.postgresql import NOBODY, made_database, running_server

REQUESTS = 480
CONNECTIONS = 8
SERVED_BY = 4  # so that each connection of the server is many clients'
PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SETTINGS = """\
[databases]
* = host={server} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {size}
"""


@contextmanager
def pooled(address: str) -> Iterator[str]:
    """The address of the same database through PgBouncer."""
    if PROGRAM is None:
        raise SystemExit("PgBouncer is not installed here.")
    port, url = free_port(), make_url(address)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = url.query["host"]
        settings = SETTINGS.format(server=server, port=port, size=SERVED_BY)
        (folder / "ini").write_text(settings)
        folder.chmod(0o755)
        user = {"user": NOBODY, "group": NOBODY} if os.geteuid() == 0 else {}
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([PROGRAM, str(folder / "ini")], stderr=log, **user)
        try:
            _wait_for(port, folder / "log")
            through = url.set(username="postgres", host="127.0.0.1", port=port, query={})
            yield through.render_as_string(hide_password=False)
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(port: int, log: Path) -> None:
    for _ in range(100):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit(f"PgBouncer does not answer: {log.read_text()}")


def requests(port: int) -> Iterator[bytes]:
    """What eight people do, in turn."""
    people = [save(port) for _ in range(CONNECTIONS)]
    for number in range(REQUESTS // 4):
        path, cookie = people[number % CONNECTIONS]
        partial = {"Cookie": cookie, "HX-Request-Type": "partial"}
        yield post("/questionnaire", form(), Cookie=cookie)
        yield post(f"{path}/draft", form(load="low" if number % 2 else "high"), **partial)
        yield get(path, Cookie=cookie)
        yield get("/assessments", Cookie=cookie)


def bounds(address: str) -> str:
    """What is in force in a transaction."""
    with closing(Database(address)) as database, database.reader() as session:
        timeout = session.scalar(text("SHOW statement_timeout"))
        status = database.status()
    return f"{status.works_with}; statement_timeout {timeout}; not in force: {status.not_in_force}"


def main() -> None:
    """Tries it, and says what came of it."""
    with (
        running_server() as server,
        made_database(server) as database,
        pooled(database) as address,
        tempfile.TemporaryDirectory() as folder,
    ):
        print(run("migrate", ADVISOR_DATABASE=address).stdout.strip())
        print(bounds(address))
        port, log = free_port(), Path(folder) / "log"
        with serving(address, port, log) as started:
            answers = exchange(port, list(requests(port)), connections=CONNECTIONS)
            started.stop()
        counted = Counter(answer.status for answer in answers)
        print(f"{len(answers)} answers: {dict(counted)}")
        print("".join(line for line in log.open() if '"request"' not in line))
        sys.exit(0 if set(counted) <= {200, 303} else 1)


if __name__ == "__main__":
    main()
