"""What a full SQLite file costs whoever looks after it, and whoever saves meanwhile.

Backup, purge and deletion of the largest workspace beside a server on which others save; `doctor`
and `migrate` while nothing serves. Used by `benchmarks.scale`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from alembic import command

from app.store.migrations import SCHEMA, alembic_config, migrating
from app.store.sqlite.backups import FOLDER
from app.store.sqlite.connection import connect, driver
from benchmarks.deletion import until_gone, while_others_save
from benchmarks.harness import ROOT, Figures, Server

MEGABYTE = 1e6


def timed(*arguments: str) -> Figures:
    """Seconds and CPU seconds of a command of the advisor, which must succeed."""
    begun = time.perf_counter()
    program = [sys.executable, "-m", "app", *arguments]
    process = subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = process.stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(said)
    return {
        "seconds": round(time.perf_counter() - begun, 2),
        "cpu_s": round(used.ru_utime + used.ru_stime, 2),
    }


def upkeep(server: Server, file: Path) -> Iterator[tuple[str, Figures]]:
    """What is done beside a running server, while others save."""
    database = ("--database", str(file))
    yield "backup", while_others_save(server.port, lambda: backup(file))
    yield "purge, nothing to do", while_others_save(server.port, lambda: timed("purge", *database))


def backup(file: Path) -> Figures:
    """A verified copy, which is thrown away."""
    figures = timed("backup", "--database", str(file))
    size = sum(copy.stat().st_size for copy in (file.parent / FOLDER).iterdir()) / MEGABYTE
    shutil.rmtree(file.parent / FOLDER)
    return {"mb": round(size), "mb_per_s": round(size / figures["seconds"]), **figures}


def deletion(server: Server, file: Path, owner: str, workspace_id: int) -> Figures:
    """Somebody deletes a workspace; what is left of it when we stop waiting is counted."""

    def left() -> int:
        with closing(connect(file, driver())) as reader:
            asked = "SELECT count(*) FROM assessments WHERE workspace_id = ?"
            return int(reader.execute(asked, [workspace_id]).fetchone()[0])

    before = left()
    figures = while_others_save(server.port, lambda: until_gone(server, owner, left))
    return {"assessments": before, "left": left(), **figures}


def checkup(file: Path) -> Iterator[tuple[str, Figures]]:
    """What is done while nothing serves. The migration is that from the schema before this one."""
    yield "doctor", timed("doctor", "--database", str(file))
    with migrating(str(file)) as connection:
        command.downgrade(alembic_config(connection), "-1")
    yield f"migrate to {SCHEMA}", timed("migrate", "--database", str(file))
    shutil.rmtree(file.parent / FOLDER)
