"""`serve` starts, says where, and ends cleanly; what it cannot serve it refuses in a sentence."""

from __future__ import annotations

import http.client
import json
import resource
import shutil
import signal
import socket
import sqlite3
import time
from contextlib import ExitStack, closing
from pathlib import Path
from unittest.mock import Mock, call
from urllib.request import urlopen

import pytest
from starlette.applications import Starlette

from app.cli import serve
from app.settings import Settings
from app.store.sqlite.connection import driver
from tests.cli.servers import PATIENCE, free_port, run, serving

RAW_REQUESTS = {
    "two lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "bare newlines": b"GET / HTTP/1.1\nHost: 127.0.0.1\nX: y\n\n",
    "length and chunks": b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
}


@pytest.fixture
def database(migrated_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(migrated_file, tmp_path / "my data.db"))


def get(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return connection.recv(1_000)


def test_it_answers_when_it_says_so_and_ends_with_ctrl_c(database: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    with serving(database, port, log) as server:
        status, headers, body = get(port, "/")
        refused = {name: raw(port, request) for name, request in RAW_REQUESTS.items()}
        ended, rest = server.stop()
    assert server.output[:2] == [
        "Rulebooks    field-evidence 1.0.0: 24 questions, 50 rules, consistent, "
        "a second opinion on flask-fastapi",
        "Rulebooks    flask-fastapi 1.0.0: 16 questions, 30 rules, consistent",
    ]
    assert server.output[-1] == f"Ready        http://127.0.0.1:{port}/  (Ctrl+C stops)"
    assert (status, b"Framework Advisor" in body) == (200, True)
    assert "server" not in {name.lower() for name in headers}
    assert all(b" 400 " in answer.splitlines()[0] for answer in refused.values()), refused
    assert (ended, rest) == (0, "Stopped      everything that was saved is kept\n")
    requests = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["route"] for line in requests if line["event"] == "request"] == ["/"]
    assert not Path(f"{database}-wal").exists()


def test_a_service_manager_can_end_it(database: Path, tmp_path: Path) -> None:
    with serving(database, free_port(), tmp_path / "log") as server:
        assert server.stop(signal.SIGTERM) == (
            0,
            "Stopped      everything that was saved is kept\n",
        )


def test_what_is_under_way_when_it_is_ended_is_finished(database: Path, tmp_path: Path) -> None:
    port, body = free_port(), b"_key=half-sent"
    head = (
        f"POST /assessments HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with (
        serving(database, port, tmp_path / "log") as server,
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection,
    ):
        connection.sendall(head.encode() + body[:5])
        get(port, "/healthz")  # once this is answered, the half request has been taken up
        server.process.send_signal(signal.SIGTERM)
        refuses_new_connections(port)
        connection.sendall(body[5:])
        answer = connection.recv(10_000)
        server.process.wait(PATIENCE)
    assert answer.startswith(b"HTTP/1.1 303 ")
    assert server.process.returncode == 0
    with closing(driver().connect(database)) as stored:
        assert stored.execute("SELECT count(*) FROM assessments").fetchone() == (1,)


def test_what_is_there_when_it_begins_is_never_searched_for_garbage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = Mock()
    monkeypatch.setattr(serve, "gc", done.gc)
    monkeypatch.setattr(serve.signal, "signal", lambda *_: None)
    monkeypatch.setattr(serve, "_open_as_many_files_as_allowed", lambda: None)
    monkeypatch.setattr(serve.AnnouncedServer, "run", lambda *_, **__: done.run())
    with closing(serve.bind("127.0.0.1", 0)) as listener:
        serve.run(Starlette(), Settings(), listener)
    assert done.mock_calls == [call.gc.collect(), call.gc.freeze(), call.run()]


def test_when_no_file_is_left_it_says_so_in_few_lines_and_goes_on_afterwards(
    database: Path, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "log"
    with serving(database, port, log) as server, ExitStack() as stack:
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (40, 40))
        crowd = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(60)]
        for each in crowd:
            stack.enter_context(each)
        until = time.monotonic() + PATIENCE
        while "out of files" not in log.read_text() and time.monotonic() < until:
            time.sleep(0.02)
        for each in crowd:
            each.close()
        assert get(port, "/healthz")[0] == 200
    told = [line for line in log.read_text().splitlines() if "request" not in line]
    assert [json.loads(line)["event"] for line in told[:1]] == [
        "out of files or memory: connections wait"
    ]
    assert len(told) < 20


def refuses_new_connections(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.02)
    raise AssertionError("it still listens")


def test_a_password_on_the_command_line_is_refused_and_not_repeated() -> None:
    done = run("serve", "--database", "postgresql://advisor:hunter2@localhost/advisor")
    assert done.returncode == 1
    assert done.stderr.startswith("A password on the command line can be read by everyone")
    assert "hunter2" not in done.stdout + done.stderr


def test_a_taken_port_is_one_plain_sentence(database: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), "--database", str(database))
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} is taken by another program. Choose another with --host or --port.\n"
    )


def test_an_address_of_another_machine_is_refused(database: Path) -> None:
    words = ("serve", "--host", "192.0.2.1", "--database", str(database))
    done = run(*words, ADVISOR_ALLOW_HTTP="true")
    assert done.returncode == 1
    assert done.stderr.startswith("The server cannot listen on 192.0.2.1, port 8000: ")


def test_a_name_that_nobody_knows_is_refused_as_a_place_to_listen(database: Path) -> None:
    words = ("serve", "--host", "no.such.invalid", "--database", str(database))
    done = run(*words, ADVISOR_ALLOW_HTTP="true")
    assert done.returncode == 1
    assert done.stderr.startswith("The server cannot listen on no.such.invalid, port 8000: ")


@pytest.mark.parametrize(
    ("host", "asked", "announced"),
    [
        ("127.0.0.1", "127.0.0.1", "http://127.0.0.1:{port}/"),
        ("::1", "[::1]", "http://[::1]:{port}/"),
        ("[0:0::1]", "[::1]", "http://[::1]:{port}/"),
        ("127.0.0.9", "127.0.0.9", "http://127.0.0.9:{port}/"),
        ("0.0.0.0", "127.0.0.1", "http://127.0.0.1:{port}/, listening on 0.0.0.0, port {port}"),
        ("::", "[::1]", "http://[::1]:{port}/, listening on ::, port {port}"),
    ],
)
def test_what_is_announced_answers_and_stands_in_links(
    database: Path, tmp_path: Path, host: str, asked: str, announced: str
) -> None:
    port = free_port()
    settings = {"ADVISOR_HOST": host, "ADVISOR_SECURITY_CONTACT": "mailto:me@example.org"}
    with serving(database, port, tmp_path / "log", **settings) as server:
        assert server.output[-1] == f"Ready        {announced.format(port=port)}  (Ctrl+C stops)"
        with urlopen(f"http://{asked}:{port}/.well-known/security.txt") as answer:
            linked = answer.read().decode()
    assert f"Canonical: http://{asked}:{port}/.well-known/security.txt" in linked


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ADVISOR_PORT", "no number", "The setting ADVISOR_PORT cannot be used: "),
        ("ADVISOR_PROT", "8000", "There is no setting ADVISOR_PROT; did you mean ADVISOR_PORT?"),
        (
            "ADVISOR_RULEBOOK",
            "none",
            "There is no rulebook “none”; set ADVISOR_RULEBOOK to one of ",
        ),
        ("ADVISOR_PUBLIC_URL", "http://a.example", "ADVISOR_PUBLIC_URL starts with http:// "),
    ],
)
def test_a_bad_setting_is_one_plain_sentence(name: str, value: str, told: str) -> None:
    done = run("serve", **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(told)
    assert done.stderr.count("\n") == 1


def test_a_missing_database_is_not_made(tmp_path: Path) -> None:
    done = run("serve", "--port", str(free_port()), "--database", str(tmp_path / "none.db"))
    assert done.returncode == 1
    assert done.stderr.startswith(f"There is no database {tmp_path / 'none.db'}.")
    assert list(tmp_path.iterdir()) == []


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE somebody_elses (a)")


def garbage(path: Path) -> None:
    path.write_bytes(b"no database" * 1_000)


def empty(path: Path) -> None:
    path.touch()


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [foreign, garbage, empty, folder], ids=lambda make: make.__name__)
def test_what_is_no_database_of_ours_is_refused_and_left_alone(make, tmp_path: Path) -> None:
    path = tmp_path / "it.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    done = run("serve", "--port", str(free_port()), "--database", str(path))
    assert done.returncode == 1
    assert str(path) in done.stderr
    assert done.stderr.count("\n") == 1
    assert (path.read_bytes() if path.is_file() else None) == before
