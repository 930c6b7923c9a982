"""The first path on a real server: start, memory, pages, sizes, and click to swapped preview.

Run by hand: `python3 run.py setup` with the development lock (or `run.py check`) once, then
`.venv/bin/python -m benchmarks.first_path`. Prints JSON.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, Route, sync_playwright

from tests import chromium

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = {
    "situation": "existing_flask",
    "limits": ["throughput", "validation"],
    "kind": "public_api",
    "load": "high",
    "validation": "complex",
    "docs": "others",
    "type_hints": "comfortable",
    "extensions": "many",
}
ROUNDS = 300
BROWSER_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
]
CLICK_TO_SWAP = """(id) => new Promise((resolve) => {
  const start = performance.now();
  const done = () => resolve(performance.now() - start);
  document.addEventListener('htmx:after:swap', done, {once: true});
  document.getElementById(id).click();
})"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def server(port: int, folder: str) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """The real server on a migrated database, and the seconds from start to the first answer."""
    database = ["--database", f"{folder}/advisor.db"]
    program = [sys.executable, "-m", "app"]
    quiet = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*program, "migrate", *database], check=True, **quiet)
    begun = time.perf_counter()
    process = subprocess.Popen([*program, "serve", "--port", str(port), *database], **quiet)
    try:
        while not answers(port):
            time.sleep(0.01)
        yield process, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(20)


def answers(port: int) -> bool:
    try:
        return get(http.client.HTTPConnection("127.0.0.1", port), "/healthz")[0] == 200
    except OSError:
        return False


def get(connection: http.client.HTTPConnection, path: str, **headers: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    return response.status, response.read()


def resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def save_one(port: int) -> tuple[str, str]:
    """Saves one assessment; its address and the cookie that opens it."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    _, source = get(connection, "/questionnaire/flask-fastapi")
    hidden = dict(re.findall(r'name="(_\w+)" value="([^"]*)"', source.decode()))
    body = urlencode({**hidden, **ANSWERS}, doseq=True)
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", "/questionnaire/flask-fastapi", body, sent)
    response = connection.getresponse()
    response.read()
    assert response.status == 303, response.status
    cookie = str(response.getheader("Set-Cookie")).split(";")[0]
    return landed(connection, str(response.getheader("Location")), cookie), cookie


def landed(connection: http.client.HTTPConnection, path: str, cookie: str) -> str:
    """Where a save leads: after the first one by a page that sees whether the cookie came back."""
    connection.request("GET", path, headers={"Cookie": cookie})
    response = connection.getresponse()
    response.read()
    return str(response.getheader("Location") or path)


def milliseconds(port: int, path: str, cookie: str) -> dict[str, float]:
    """Wall time of one request at a time on a kept connection, loopback included."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        status, body = get(connection, path, Cookie=cookie)
        times.append((time.perf_counter() - start) * 1000)
        assert status == 200
        assert b'id="why-title"' in body
    times.sort()
    return {
        "median": round(statistics.median(times), 2),
        "p95": round(times[int(ROUNDS * 0.95)], 2),
    }


def first_visit(port: int) -> dict[str, int]:
    """Bytes of the home page and of all it loads, compressed as sent."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    sizes = {}
    _, body = get(connection, "/", **{"Accept-Encoding": "gzip"})
    sizes["/"] = len(body)
    source = gzip.decompress(body).decode()
    for path in sorted(set(re.findall(r'(?:src|href)="(/static/[^"#]+)', source))):
        sizes[path] = len(get(connection, path, **{"Accept-Encoding": "gzip"})[1])
    return sizes


def without_delay(route: Route) -> None:
    """Serves the questionnaire with the deliberate delay taken out."""
    response = route.fetch()
    route.fulfill(response=response, body=response.text().replace(" delay:120ms", ""))


def click_to_swap(page: Page, port: int) -> dict[str, float]:
    """From the click on an option to the swapped preview, without the deliberate delay."""
    page.goto(f"http://127.0.0.1:{port}/")
    page.click("text=Start the questionnaire")
    page.wait_for_url("**/edit")
    page.route("**/edit", without_delay)  # a redirected request would pass it by
    page.reload()
    options = ["kind--public_api", "kind--website", "load--high", "load--low"] * 15
    times = sorted(page.evaluate(CLICK_TO_SWAP, one) for one in options)
    return {
        "median": round(statistics.median(times), 1),
        "p95": round(times[int(len(times) * 0.95)], 1),
    }


def main() -> None:
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        server(port, folder) as (process, seconds),
        sync_playwright() as playwright,
    ):
        figures: dict[str, object] = {"start_to_first_answer_s": round(seconds, 2)}
        path, cookie = save_one(port)
        figures["result_page_ms"] = milliseconds(port, path, cookie)
        figures["memory_mb"] = round(resident_mb(process.pid), 1)
        sizes = first_visit(port)
        figures["first_visit_bytes"] = {**sizes, "total": sum(sizes.values())}
        browser = playwright.chromium.launch(
            executable_path=chromium.find(sys.executable), args=BROWSER_ARGS
        )
        figures["click_to_swapped_preview_ms"] = click_to_swap(browser.new_page(), port)
        browser.close()
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
