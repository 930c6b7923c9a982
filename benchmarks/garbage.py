"""How much of the disk an hour of garbage takes: a minute of it is sent, and the log is weighed.

    .venv/bin/python -m benchmarks.garbage [--seconds 60]

Four at once send, in turn, what is no HTTP, addresses that nobody has, another host, forms from
elsewhere, and half a form before they give up, as fast as they are refused. The server is one
process on this machine without a proxy. Wanted: no traceback, and under 100 MB an hour.
"""

from __future__ import annotations

import argparse
import json
import socket
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle
from pathlib import Path

from app.store.migrations import upgrade
from benchmarks.harness import cores
from tests.cli.servers import free_port, serving

SENDERS = 4
HOST = b"Host: 127.0.0.1\r\n"
LAST = b"Connection: close\r\n"
FORM = HOST + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n"
GARBAGE = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00",
    "unknown": b"GET /wp-login.php HTTP/1.1\r\n" + HOST + LAST + b"\r\n",
    "another host": b"GET / HTTP/1.1\r\nHost: evil.example\r\n" + LAST + b"\r\n",
    "from elsewhere": b"POST /questionnaire HTTP/1.1\r\n" + FORM + LAST + b"\r\na=1&b=2&c",
    "gave up": b"POST /questionnaire HTTP/1.1\r\n"
    + FORM
    + b"Sec-Fetch-Site: same-origin\r\n\r\na=1",
}


def send(port: int, until: float) -> Counter[str]:
    """How much of each kind one sender got rid of."""
    sent: Counter[str] = Counter()
    for kind, garbage in cycle(GARBAGE.items()):
        if time.monotonic() >= until:
            return sent
        with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), 10) as one:
            one.sendall(garbage)
            while kind != "gave up" and one.recv(65_536):
                pass
        sent[kind] += 1
    return sent


def main() -> None:
    """Sends, weighs, and prints JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder:
        database, log, port = Path(folder) / "a.db", Path(folder) / "log", free_port()
        upgrade(str(database))
        with serving(database, port, log) as server:
            until = time.monotonic() + seconds
            with ThreadPoolExecutor(SENDERS) as senders:
                each = [senders.submit(send, port, until) for _ in range(SENDERS)]
            sent = sum((one.result() for one in each), Counter[str]())
            server.stop()
        text = log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    figures = {
        "sent": dict(sent),
        "requests a second": round(sent.total() / seconds),
        "lines a second": round(len(lines) / seconds, 1),
        "bytes of log a request": round(len(text) / sent.total(), 1),
        "MB of log an hour": round(len(text) / seconds * 3_600 / 1e6, 1),
        "tracebacks": sum("exception" in line for line in lines),
        "lines of": dict(Counter(line["event"] for line in lines)),
        "cores": cores(),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
