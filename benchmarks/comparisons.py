"""The comparison of four against one result page: ratios of CPU and of wall time, in one run.

Run by hand: `python3 run.py check` once, then `.venv/bin/python -m benchmarks.comparisons`.
Prints JSON. The two pages take turns; the result page goes twice in each turn, which shows the
noise. The target is a ratio of at most 2.5.
"""

from __future__ import annotations

import http.client
import json
import re
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.first_path import ANSWERS, free_port, get, landed, server

TURNS, REQUESTS = 15, 40
CHANGES: tuple[dict[str, str | list[str]], ...] = (
    {},
    {"kind": "internal_tool", "horizon": "quick", "structure": "own", "load": "low"},
    {"situation": "new", "limits": [], "web_experience": "new", "debugging": "explicit"},
    {"limits": ["none"], "upkeep": "maintenance", "track_record": "long", "docs": "nobody"},
)
RESULT, COMPARISON = b'id="why-title"', b'id="answers-title"'


def save(
    connection: http.client.HTTPConnection, answers: dict[str, str | list[str]], cookie: str
) -> tuple[str, str]:
    """Saves a new assessment; its id and the cookie that opens it."""
    _, source = get(connection, "/questionnaire/flask-fastapi", Cookie=cookie)
    hidden = dict(re.findall(r'name="(_\w+)" value="([^"]*)"', source.decode()))
    sent = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "Cookie": cookie,
    }
    connection.request(
        "POST", "/questionnaire/flask-fastapi", urlencode({**hidden, **answers}, doseq=True), sent
    )
    response = connection.getresponse()
    response.read()
    assert response.status == 303, response.status
    kept = str(response.getheader("Set-Cookie")).split(";")[0]
    path = landed(connection, str(response.getheader("Location")), kept)
    return path.rpartition("/")[2], kept


def cpu_ms(pid: int) -> float:
    """The processor time that the threads of the server have used so far."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((one / "schedstat").read_text().split()[0]) for one in threads) / 1e6


def round_of(
    connection: http.client.HTTPConnection, pid: int, path: str, cookie: str, mark: bytes
) -> tuple[float, float]:
    """CPU and wall milliseconds of one request, from several of them."""
    cpu, start = cpu_ms(pid), time.perf_counter()
    for _ in range(REQUESTS):
        status, body = get(connection, path, Cookie=cookie)
        assert status == 200
        assert mark in body
    wall = (time.perf_counter() - start) * 1000
    return (cpu_ms(pid) - cpu) / REQUESTS, wall / REQUESTS


def figures(rounds: dict[str, list[tuple[float, float]]], which: int) -> dict[str, object]:
    """Medians and spread of each page, and the ratios: the first is the target, the other noise."""
    columns = {name: sorted(one[which] for one in several) for name, several in rounds.items()}
    medians = {name: statistics.median(times) for name, times in columns.items()}
    return {
        "ms": {name: spread(times) for name, times in columns.items()},
        "comparison_to_result": round(medians["comparison"] / medians["result"], 2),
        "result_to_itself": round(medians["again"] / medians["result"], 2),
    }


def spread(times: Iterable[float]) -> list[float]:
    """Least, median and most."""
    times = list(times)
    return [round(one, 2) for one in (min(times), statistics.median(times), max(times))]


def main() -> None:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, server(port, folder) as (process, _):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        cookie, ids = "", []
        for change in CHANGES:
            made, cookie = save(connection, {**ANSWERS, **change}, cookie)
            ids.append(made)
        paths = {
            "result": (f"/assessments/{ids[0]}", RESULT),
            "comparison": (
                f"/comparisons?{urlencode([('r', f'{one}.1') for one in ids])}",
                COMPARISON,
            ),
            "again": (f"/assessments/{ids[0]}", RESULT),
        }
        rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in paths}
        for turn in range(TURNS + 1):
            for name, (path, mark) in paths.items():
                taken = round_of(connection, process.pid, path, cookie, mark)
                if turn:  # the first one warms up
                    rounds[name].append(taken)
    print(json.dumps({"cpu": figures(rounds, 0), "wall": figures(rounds, 1)}, indent=2))


if __name__ == "__main__":
    main()
