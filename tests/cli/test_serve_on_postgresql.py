"""One setting puts all of it on PostgreSQL: migrate, serve, doctor, end."""

from __future__ import annotations

import signal
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from app.store.migrations import SCHEMA
from tests.cli.servers import free_port, run, serving

pytestmark = pytest.mark.postgresql
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


def test_migrate_serve_save_look_over_and_end(empty_postgresql_url: str, tmp_path: Path) -> None:
    made = run("migrate", ADVISOR_DATABASE=empty_postgresql_url)
    assert made.stdout.startswith("Database     postgresql postgresql://")
    assert made.stdout.endswith(f"schema {SCHEMA} (new)\n")
    port = free_port()
    with serving(empty_postgresql_url, port, tmp_path / "log") as server:
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request("GET", "/readyz")
            assert connection.getresponse().read() == b"ready"
            connection.request("POST", "/questionnaire", "_key=k&situation=new", FORM)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 303
            cookie = {"Cookie": str(answer.getheader("Set-Cookie")).partition(";")[0]}
            connection.request("GET", str(answer.getheader("Location")), headers=cookie)
            led_on = connection.getresponse()
            led_on.read()
            connection.request("GET", str(led_on.getheader("Location")), headers=cookie)
            assert connection.getresponse().status == 200
        assert server.stop(signal.SIGTERM)[0] == 0
    looked = run("doctor", "--recompute", ADVISOR_DATABASE=empty_postgresql_url)
    assert "1 revisions, 1 exactly as stored" in looked.stdout
    assert looked.returncode == 0


def test_a_database_that_was_never_migrated_is_refused(empty_postgresql_url: str) -> None:
    done = run("serve", "--port", str(free_port()), ADVISOR_DATABASE=empty_postgresql_url)
    assert done.returncode == 1
    assert "is empty. Run `python -m app migrate`" in done.stderr
