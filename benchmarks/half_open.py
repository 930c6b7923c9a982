"""Many half-open requests: when does the server close them, and what do others notice?

    .venv/bin/python -m benchmarks.half_open                            with and without the guard
    .venv/bin/python -m benchmarks.half_open --files 256 --only many    no room for all of them
    .venv/bin/python -m benchmarks.half_open --cost                     what the guard takes

Two servers of this checkout: one guards itself, the other is told of a proxy and has no bounds.
For each kind, 500 sockets are opened from 20 addresses of this machine, or `many` from one, and
then left: with `nothing` said, half a `head`, half a `body`, or (100 of them) 16 answers without a
`reader`. Meanwhile four others ask for the home page, each time on a new connection; `nobody` is
what they notice without all that. Everything stays on this machine; `--files` is how many files a
server may have open. Linux only: it looks at the server's in /proc.
Wanted with the guard: others' 99th percentile at most 300 ms and none unanswered, each socket
closed within 15 s (of a reader within 35), at most 20 MB more memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import socket
import tempfile
import time
from contextlib import ExitStack, suppress
from itertools import repeat
from pathlib import Path
from threading import Event, Thread

from benchmarks.client import HOST, ask, get, post
from benchmarks.harness import (
    Case,
    Figures,
    Program,
    Server,
    advisor,
    alternate,
    cores,
    keep,
    running,
)

OTHERS = 4
PATIENCE = 10.0  # seconds without an answer
SMALL = 2_048  # bytes: what a socket takes that nobody reads
SEEN = 0.25  # seconds between two looks
KINDS = {  # sockets, addresses, seconds to look
    "nobody": (0, 1, 10),
    "nothing": (500, 20, 15),
    "head": (500, 20, 15),
    "body": (500, 20, 15),
    "many": (500, 1, 15),
    "reader": (100, 20, 40),
}


def sides() -> list[Program]:
    """The server that guards itself, and one that leaves it to a proxy which is not there."""
    guarded = advisor("with", ADVISOR_CONNECTIONS="64")
    return [guarded, advisor("without", ADVISOR_PROXY_ADDRESS="192.0.2.1")]


def left_at(kind: str, port: int) -> bytes:
    """What is said before nothing more comes."""
    if kind == "body":
        return post("/questionnaire", b"situation=new")[:-6]
    if kind == "reader":
        home = ask(port, get("/")).body
        return get((home[home.index(b"/static/app.") :].partition(b'"')[0]).decode()) * 16
    return b"" if kind == "nothing" else get("/")[:-2]


def open_up(port: int, said: bytes, number: int, addresses: int) -> list[socket.socket]:
    """So many sockets from so many addresses of this machine."""
    opened = []
    for each in range(number):
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        one.bind((f"127.0.1.{1 + each % addresses}", 0))
        one.connect((HOST, port))
        with suppress(OSError):  # refused at once
            one.sendall(said)
        opened.append(one)
    return opened


class Other(Thread):
    """Asks for the home page until it is told to stop."""

    def __init__(self, port: int, over: Event) -> None:
        super().__init__()
        self._port, self._over = port, over
        self.milliseconds: list[float] = []
        self.unanswered = 0

    def run(self) -> None:
        request = get("/", Connection="close")
        while not self._over.wait(0.05):
            begun = time.perf_counter()
            with suppress(OSError), socket.create_connection((HOST, self._port), PATIENCE) as mine:
                mine.sendall(request)
                answer = b""
                while more := mine.recv(65_536):
                    answer += more
                if answer.startswith(b"HTTP/1.1 200 "):
                    self.milliseconds.append((time.perf_counter() - begun) * 1000)
                    continue
            self.unanswered += 1


def sockets_of(server: Server) -> set[str]:
    """The names of all sockets that the server's process has open."""
    found, folder = set(), f"/proc/{server.process.pid}/fd"
    for name in os.listdir(folder):
        with suppress(OSError):
            found.add(os.readlink(f"{folder}/{name}"))
    return {name for name in found if name.startswith("socket:")}


def memory_of(server: Server) -> float:
    """Megabytes of the server's process."""
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def kernel_memory() -> float:
    """Megabytes that the kernel of this machine holds for sockets."""
    words = Path("/proc/net/sockstat").read_text().partition("TCP: ")[2].partition("\n")[0].split()
    return int(words[words.index("mem") + 1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def watched(server: Server, before: set[str], seconds: float) -> Figures:
    """When the half-open sockets were closed: those that are there after one second and two."""
    begun = time.perf_counter()
    time.sleep(1)
    held = sockets_of(server) - before
    time.sleep(1)
    held &= sockets_of(server)
    memory, kernel = memory_of(server), kernel_memory()
    number, closed = len(held), list[float]()
    while (passed := time.perf_counter() - begun) < seconds:
        time.sleep(SEEN)
        gone = held - sockets_of(server)
        closed += [round(passed + SEEN, 1)] * len(gone)
        held -= gone
        memory, kernel = max(memory, memory_of(server)), max(kernel, kernel_memory())
    return {
        "held": number,
        "first_closed_s": closed[0] if closed else None,
        "last_closed_s": closed[-1] if closed else None,
        "still_open": len(held),
        "memory_mb": round(memory, 1),
        "kernel_mb": round(kernel, 1),
    }


def measure(server: Server, kind: str) -> Figures:
    """What others noticed of one kind, and when it was over."""
    number, addresses, seconds = KINDS[kind]
    ask(server.port, get("/healthz"))  # so that it has done with the kind before
    said, over = left_at(kind, server.port), Event()
    memory, kernel, before = memory_of(server), kernel_memory(), sockets_of(server)
    opened = open_up(server.port, said, number, addresses)
    others = [Other(server.port, over) for _ in range(OTHERS)]
    for other in others:
        other.start()
    figures = watched(server, before, seconds)
    over.set()
    for other in others:
        other.join()
    for each in opened:
        each.close()
    waited = sorted(ms for other in others for ms in other.milliseconds)
    return figures | {
        "memory_mb": round(figures["memory_mb"] - memory, 1),
        "kernel_mb": round(figures["kernel_mb"] - kernel, 1),
        "others_answered": len(waited),
        "others_unanswered": sum(other.unanswered for other in others),
        "others_p50_ms": round(waited[len(waited) // 2], 1) if waited else None,
        "others_p99_ms": round(waited[int(len(waited) * 0.99)], 1) if waited else None,
        "others_slowest_ms": round(waited[-1], 1) if waited else None,
    }


def cost() -> Figures:
    """Processor time of a small answer, on servers with the guard, without, and with it again."""
    case = Case("healthz", lambda _: repeat(get("/healthz")), mark=b"alive")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        programs = [*sides(), advisor("with, again", ADVISOR_CONNECTIONS="64")]
        servers = [
            stack.enter_context(running(program, folder / program.name, cores()[1]))
            for program in programs
        ]
        return alternate([(server, case) for server in servers], 9, 600, 8)


def main() -> None:
    wanted = arguments()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    figures: Figures = {"load": round(os.getloadavg()[0], 1), "files": wanted.files}
    if wanted.cost:
        print(cost())
        return
    for program in sides():
        figures[program.name] = {}
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(running(program, folder / program.name, cores()[1]))
            if wanted.files:
                limit = (wanted.files, wanted.files)
                resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, limit)
            for kind in wanted.only or KINDS:
                figures[program.name][kind] = measure(server, kind)
                print(program.name, kind, figures[program.name][kind], flush=True)
            log = (folder / program.name / "log").read_bytes().splitlines()
            log = [line for line in log if b"advisor.requests" not in line]
            figures[program.name]["log_lines"] = len(log)
            figures[program.name]["log_bytes"] = sum(map(len, log))
    keep(wanted.name, figures)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.half_open", description=__doc__)
    parser.add_argument("--files", type=int, help="how many files a server may have open")
    parser.add_argument("--cost", action="store_true", help="only what the guard takes")
    parser.add_argument("--only", nargs="+", choices=KINDS, help="these kinds")
    parser.add_argument("--name", default="half_open", help="of the file in benchmarks/results/")
    return parser.parse_args()


if __name__ == "__main__":
    main()
