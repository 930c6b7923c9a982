"""How many requests two replicas lose when they are restarted one after the other, behind a proxy.

python -m tests.deployment.rolling [--rounds N]

PostgreSQL, two replicas, and nginx or Caddy in front, all on this machine. Eight people save and
read, each on new connections, while both replicas are stopped with SIGTERM and started again, one
after the other, as often as --rounds says. Counted is what they got; at the end every save that was
acknowledged is looked for. Then the same with SIGKILL. Needs what the tests need.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from secrets import token_hex
from threading import Event, Thread

from tests.cli.servers import Server, clean_environment, command, free_port, run
from tests.deployment import proxies
from tests.deployment.dockerfile import ROOT
from tests.deployment.proxies import NAME, Proxy
from tests.postgresql import made_database, running_server

PEOPLE = 8
PAUSE = 2.0  # seconds between two restarts, in which the proxy may learn what it has to
SETTINGS = {
    "ADVISOR_PUBLIC_URL": f"https://{NAME}",
    "ADVISOR_PROXY_ADDRESS": "127.0.0.1",
    "ADVISOR_LOG_LEVEL": "error",
}


@dataclass
class Person:
    """Somebody with a browser; `got` counts answers by kind, `saved` are the acknowledged ones."""

    proxy: Proxy
    got: Counter[str] = field(default_factory=Counter)
    saved: list[tuple[str, str]] = field(default_factory=list)

    def live(self, enough: Event) -> None:
        """Saves and reads in turn."""
        while not enough.is_set():
            status, headers = self.ask(
                "POST", "/questionnaire", f"_key={token_hex(8)}&situation=new"
            )
            self.got[f"save {status}"] += 1
            if status == 303:
                cookie = headers.get("Set-Cookie", "").partition(";")[0]
                self.saved.append((headers["Location"], cookie))
            status, _ = self.ask("GET", "/about")
            self.got[f"read {status}"] += 1

    def ask(
        self, method: str, path: str, body: str = "", cookie: str = ""
    ) -> tuple[int | str, Message]:
        """The status, or the name of the fault."""
        lines = [
            *(f"{method} {path} HTTP/1.1", f"Host: {NAME}", "Connection: close"),
            *("Sec-Fetch-Site: same-origin", f"Cookie: {cookie}"),
            "Content-Type: application/x-www-form-urlencoded",
            *(f"Content-Length: {len(body)}", "", body),
        ]
        try:
            with closing(self.proxy.connect()) as connection:
                connection.sendall("\r\n".join(lines).encode())
                answer = HTTPResponse(connection)
                answer.begin()
                answer.read()
                return answer.status, answer.headers
        except (OSError, HTTPException) as error:
            return type(error).__name__, Message()


@contextmanager
def replica(database: str, port: int, log: Path) -> Iterator[list[Server]]:
    """A list with the one server that runs at this moment."""
    running = [_start(database, port, log)]
    try:
        yield running
    finally:
        running[0].process.kill()
        running[0].process.communicate()


def _start(database: str, port: int, log: Path) -> Server:
    with log.open("a") as errors:
        process = subprocess.Popen(
            command("serve", "--port", str(port)),
            cwd=ROOT,
            env=clean_environment(ADVISOR_DATABASE=database, **SETTINGS),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    server = Server(process)
    server.wait_until_ready()
    return server


def measure(name: str, how: signal.Signals, rounds: int, folder: Path, server: str) -> str:
    """One line of the report."""
    with ExitStack() as stack:
        database = stack.enter_context(made_database(server))
        assert run("migrate", ADVISOR_DATABASE=database).returncode == 0
        ports = [free_port(), free_port()]
        log = folder / "log"
        pair = [stack.enter_context(replica(database, port, log)) for port in ports]
        unbound = {"rate": "10000r", "burst": "10000"} if name == "nginx" else {}
        (folder / name).mkdir(exist_ok=True)
        start = proxies.STARTERS[name]
        proxy = stack.enter_context(start(free_port(), ports, folder / name, **unbound))
        time.sleep(PAUSE)
        people = [Person(proxy) for _ in range(PEOPLE)]
        enough = Event()
        threads = [Thread(target=one.live, args=[enough]) for one in people]
        for thread in threads:
            thread.start()
        for _ in range(rounds):
            for running, port in zip(pair, ports, strict=True):
                time.sleep(PAUSE)
                running[0].stop(how)
                running[0] = _start(database, port, log)
        time.sleep(PAUSE)
        enough.set()
        for thread in threads:
            thread.join()
        saved = [(one, *each) for one in people for each in one.saved]
        lost = sum(
            one.ask("GET", path, cookie=cookie)[0] not in (200, 303) for one, path, cookie in saved
        )
    got = sum((one.got for one in people), Counter[str]())
    told = ", ".join(f"{kind}: {times}" for kind, times in sorted(got.items()))
    return f"{name}, {how.name}, {2 * rounds} restarts: {told}; {lost} of {len(saved)} saves lost"


def main() -> None:
    """Prints a line for each proxy and each way to stop a replica."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with running_server() as server, tempfile.TemporaryDirectory() as folder:
        for name in proxies.STARTERS:
            for how in (signal.SIGTERM, signal.SIGKILL):
                print(measure(name, how, rounds, Path(folder), server), flush=True)


if __name__ == "__main__":
    main()
