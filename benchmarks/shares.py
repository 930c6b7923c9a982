"""What sharing costs: the report with its access check against the result page, and the picture.

Run by hand: `.venv/bin/python -m benchmarks.shares`. Prints JSON. The two pages are asked for in
turn, so that both see the same machine; only their ratio means anything.
"""

from __future__ import annotations

import http.client
import json
import re
import statistics
import tempfile
import time
from urllib.parse import urlencode, urlsplit

from app.shares import preview_images
from app.shares.pages import typeset
from app.web.rendering import build_templates
from benchmarks.first_path import free_port, get, save_one, server

ROUNDS = 9
REQUESTS = 120
PICTURES = 20
TEMPLATES = build_templates(static_url=str, url=str)


def share(port: int, result: str, cookie: str) -> str:
    """The path of a new link to that result."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    _, source = get(connection, f"{result}/shares", Cookie=cookie)
    key = re.findall(r'name="_key" value="([^"]*)"', source.decode())[0]
    body = urlencode({"_key": key, "_label": "", "_revision": "1", "_lifetime": "90"})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "Cookie": cookie,
    }
    connection.request("POST", f"{result}/shares", body, headers)
    page = connection.getresponse().read().decode()
    return urlsplit(re.findall(r'id="link" value="([^"]*)"', page)[0]).path


def milliseconds(connection: http.client.HTTPConnection, path: str, cookie: str) -> float:
    """The median of one round, each answer checked."""
    times = []
    for _ in range(REQUESTS):
        begun = time.perf_counter()
        status, body = get(connection, path, Cookie=cookie)
        times.append((time.perf_counter() - begun) * 1000)
        assert status == 200
        assert b'id="why-title"' in body
    return statistics.median(times)


def pages(port: int) -> dict[str, object]:
    """Both pages in turn, the result page twice: its two medians show the noise."""
    result, cookie = save_one(port)
    link = share(port, result, cookie)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    asked = {"result": (result, cookie), "report": (link, ""), "result again": (result, cookie)}
    rounds = [
        {name: milliseconds(connection, *page) for name, page in asked.items()}
        for _ in range(ROUNDS)
    ]
    medians = {name: statistics.median(one[name] for one in rounds) for name in asked}
    ratios = sorted(one["report"] / one["result"] for one in rounds)
    noise = sorted(one["result again"] / one["result"] for one in rounds)
    return {
        "medians_ms": {name: round(median, 2) for name, median in medians.items()},
        "report_to_result": round(statistics.median(ratios), 3),
        "report_to_result_spread": [round(ratios[0], 3), round(ratios[-1], 3)],
        "result_to_itself_spread": [round(noise[0], 3), round(noise[-1], 3)],
    }


def pictures() -> dict[str, object]:
    """Each a picture that was not drawn before, from its text on; the first loads the library.

    Processor time beside the clock's: a machine that does other things spoils only the latter.
    """
    clocks = [drawn(f"Booking service {number}") for number in range(PICTURES)]
    kept = drawn("Booking service 0")
    assert preview_images.draw.cache_info().hits == 1
    wall, cpu = zip(*clocks, strict=True)
    return {
        "first": round(wall[0], 1),
        "median": round(statistics.median(wall), 1),
        "slowest": round(max(wall), 1),
        "median_cpu": round(statistics.median(cpu), 1),
        "kept": round(kept[0], 2),
    }


def drawn(title: str) -> tuple[float, float]:
    """Milliseconds on the clock and of the processor for the picture of that title."""
    begun, used = time.perf_counter(), time.process_time()
    image = typeset(title, "Move to FastAPI", "FastAPI leads by 26 points.", "#1d68b8")
    lines = {"title": image.title, "headline": image.headline, "detail": image.detail}
    svg = TEMPLATES.get_template(image.template).render(**lines, colour=image.colour)
    assert preview_images.draw(svg).startswith(b"\x89PNG")
    return (time.perf_counter() - begun) * 1000, (time.process_time() - used) * 1000


def main() -> None:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, server(port, folder):
        figures = {"pages": pages(port)}
    print(json.dumps(figures | {"picture_ms": pictures()}, indent=2))


if __name__ == "__main__":
    main()
