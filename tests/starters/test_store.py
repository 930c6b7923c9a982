"""The database of a project: several processes start on it at once, and read while one writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.starters.kinds import Kind
from tests.starters.variants import shape, unpacked

KEEPING = shape(Kind.FASTAPI, ("internal_api", "some", "own_team", "no", "quick", "sqlite"))

STARTED_AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from service.store import open_database

for number in range(10):
    together = Barrier(3)

    def start(_):
        together.wait()
        open_database(f"sqlite:///{sys.argv[1]}/{number}.db").dispose()

    with ThreadPoolExecutor(3) as starting:
        list(starting.map(start, range(3)))
"""
READ_MEANWHILE = """
import json, sys
from sqlalchemy import text
from sqlalchemy.orm import Session
from service import store
from service.models import Delivery

address = f"sqlite:///{sys.argv[1]}/service.db"
reads, writes = store.open_database(address), store.open_database(address + "?timeout=0")
with reads.connect() as reader, Session(writes) as writer:
    reader.exec_driver_sql("BEGIN")
    assert reader.scalar(text("SELECT count(*) FROM quotes")) == 0
    delivery = Delivery.model_validate(json.load(open("delivery.json")))
    store.keep(writer, delivery, 2260)
    writer.commit()
"""


@pytest.mark.parametrize("code", [STARTED_AT_ONCE, READ_MEANWHILE])
def test_nobody_meets_a_database_that_is_just_made_or_read(code: str, tmp_path: Path):
    folder = unpacked(KEEPING, tmp_path)
    words = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
