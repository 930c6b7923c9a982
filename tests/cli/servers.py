"""Runs `python -m app` as a process of its own, as an operator would."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "app", *arguments]


def clean_environment(**settings: str) -> dict[str, str]:
    """The environment without settings of this machine, but with these."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ADVISOR_")}
    return {**kept, **settings}


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The finished command."""
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=clean_environment(**settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
    with log.open("w") as errors:
        process = subprocess.Popen(
            command("serve", "--port", str(port), "--database", str(database)),
            cwd=ROOT,
            env=clean_environment(**settings),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        with process:
            try:
                server = Server(process)
                server.wait_until_ready()
                yield server
            finally:
                process.kill()
