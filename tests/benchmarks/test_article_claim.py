"""What measures the article's claim: all programs do the same, and the file can be read."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from fastapi.testclient import TestClient

from app.rulebooks.measured import read_run
from benchmarks.article_claim import RECORD, WORK, WRONG, keep, noise, ratio, written
from benchmarks.client import exchange, get
from benchmarks.endpoint import fastapi_app, flask_app
from benchmarks.endpoint.programs import SERVED
from benchmarks.harness import Round
from tests.factories import shipped

CELL = {
    "work": "waiting",
    "connections": 64,
    "program": "flask_sync",
    "cpu_us": 1_065,
    "per_second": 34,
    "ratio": 0.18,
    "low": 0.17,
    "high": 0.21,
}
RUN = {
    "date": date(2026, 11, 29),
    "time": "11:22 UTC",
    "command": 'python -m "x"',
    "machine": "Linux",
    "cores": 2,
    "load": [0.5, 1.0],
    "rounds": 3,
    "noise": 0.11,
    "versions": {"flask": "3.1.3"},
}


@pytest.mark.parametrize("path", WORK.values())
@pytest.mark.parametrize(("record", "status"), [(RECORD, 200), (WRONG, 422), ({"email": 1}, 422)])
def test_both_frameworks_take_and_refuse_the_same(
    path: str, record: Mapping[str, object], status: int
):
    answers = [flask_app.app.test_client().post(path, json=record)]
    apps = (fastapi_app.coroutines, fastapi_app.functions)
    answers += [TestClient(app).post(path, json=record) for app in apps]
    assert [answer.status_code for answer in answers] == [status] * 3
    if status == 200:
        assert answers[0].json == answers[1].json() == answers[2].json() == {"id": 123}


def test_what_is_written_can_be_read_and_is_locked(tmp_path: Path):
    text = written(RUN, [CELL])
    run = read_run("run.toml", text.encode())
    assert run.cell(("waiting", 64), "flask_sync").per_second == 34
    assert (run.command, run.load, run.date) == ('python -m "x"', (0.5, 1.0), date(2026, 11, 29))
    keep(tmp_path, "run.toml", text)
    digest = hashlib.sha256((tmp_path / "run.toml").read_bytes()).hexdigest()
    assert (tmp_path / "SHA256SUMS").read_text() == f"{digest}  run.toml\n"


def test_at_once_the_processor_counts_and_waiting_the_answers():
    mine, theirs = Round(100, 3_000, 1, 9), Round(200, 1_000, 1, 9)
    assert (ratio("at_once", mine, theirs), ratio("waiting", mine, theirs)) == (2, 3)


def test_noise_is_how_far_the_reference_lies_from_itself_on_either_side():
    cells = [{"program": "again", "ratio": 1.04}, {"program": "again", "ratio": 0.8}]
    assert noise([*cells, {"program": "flask_sync", "ratio": 9.0}]) == 0.25


def test_each_program_that_is_measured_has_a_name_on_the_page():
    evidence = shipped().evidence("flask-fastapi")
    assert evidence
    assert evidence.measurement
    assert {program.id for program in evidence.measurement.programs} == SERVED.keys()


def test_the_client_goes_on_where_a_server_closes_after_each_answer():
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for _ in range(6):
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx"
                )

    thread = Thread(target=serve)
    thread.start()
    answers = exchange(listener.getsockname()[1], [get("/")] * 6, connections=2)
    thread.join(5)
    listener.close()
    assert [answer.body for answer in answers] == [b"x"] * 6
