"""Runs `python -m app` as an operator would: in this process, or as a server of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from secrets import choice
from unittest.mock import patch

from app.cli import main

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 200
"""How long to wait for a process, on whatever machine; a test may take 300 seconds."""
GIVEN_TO_NOBODY = range(20_000, 32_000)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "app", *arguments]


def clean_environment(**settings: str) -> dict[str, str]:
    """The environment without settings of this machine, but with these."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ADVISOR_")}
    return {**kept, **settings}


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The finished command, run in this process, which spares a second to start each."""
    output, errors = StringIO(), StringIO()
    with (
        patch.dict(os.environ, clean_environment(**settings), clear=True),
        patch.object(sys, "argv", ["python -m app", *arguments]),
        redirect_stdout(output),
        redirect_stderr(errors),
    ):
        status = _status_of(main)
    return subprocess.CompletedProcess(arguments, status, output.getvalue(), errors.getvalue())


def _status_of(command: Callable[[], None]) -> int:
    """With what status a process would end that does nothing else; a text is told first."""
    try:
        command()
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
        return 1 if isinstance(ended.code, str) else int(ended.code or 0)
    return 0


def run_as_process(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The finished command, run as a process of its own."""
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=clean_environment(**settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def free_port() -> int:
    """One that nobody has: none of those, either, that systems give to whoever asks for any."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            port = choice(GIVEN_TO_NOBODY)
            probe.bind(("127.0.0.1", port))
            return port


class Server:
    """A started server; `output` holds the lines it wrote until it was ready."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.output: list[str] = []

    def wait_until_ready(self) -> None:
        """Reads its report; fails if it ends without being ready."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.output.append(line.rstrip())
            if line.startswith("Ready"):
                return
        raise AssertionError(f"The server ended with {self.process.wait()}: {self.output}")

    def stop(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """Its exit status and its last lines."""
        self.process.send_signal(how)
        rest, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, rest


@contextmanager
def serving(database: Path | str, port: int, log: Path, **settings: str) -> Iterator[Server]:
    """A server on that port and database, its log in a file; gone afterwards in any case."""
    words = command("serve", "--port", str(port), "--database", str(database))
    with started(words, clean_environment(**settings), log) as server:
        yield server


@contextmanager
def started(words: list[str], environment: dict[str, str], log: Path) -> Iterator[Server]:
    """The same by the words of a command, in that environment alone."""
    with log.open("w") as errors:
        process = subprocess.Popen(
            words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        with process:
            try:
                server = Server(process)
                server.wait_until_ready()
                yield server
            finally:
                process.kill()
