"""Who names a PostgreSQL server where its driver is not there is told how to get it."""

from __future__ import annotations

import sys

import pytest

from tests.cli.servers import free_port, run


@pytest.mark.parametrize("command", ["migrate", "doctor", "serve", "purge"])
def test_without_its_driver_it_is_one_sentence(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    port = ("--port", str(free_port())) if command == "serve" else ()
    done = run(command, *port, ADVISOR_DATABASE="postgresql://db.invalid/advisor")
    assert done.returncode == 1
    told = done.stdout + done.stderr
    assert "The driver of PostgreSQL cannot be loaded: import of psycopg halted" in told
    assert '-m pip install "psycopg[binary]"' in told
    assert "Traceback" not in told
