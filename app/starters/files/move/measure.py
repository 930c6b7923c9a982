#!/usr/bin/env python3
"""Sends the same request many times and tells how long the answers took.

    ./measure.py http://127.0.0.1:8000<< prefix >>/<< things >> delivery.json

Run it against the Flask app alone, then against both together; the README says how.
"""

import argparse
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles


def send(url: str, body: bytes) -> tuple[float, int]:
    """The seconds until the answer was there, and its status."""
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    started = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    return time.perf_counter() - started, status


def main() -> None:
    """Measures what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("body", type=Path, help="a file with the JSON to send")
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=10)
    given = parser.parse_args()
    body = given.body.read_bytes()
    started = time.perf_counter()
    with ThreadPoolExecutor(given.at_once) as senders:
        answers = list(senders.map(lambda _: send(given.url, body), range(given.requests)))
    spent = time.perf_counter() - started
    times = sorted(1_000 * seconds for seconds, _ in answers)
    refused = sum(status >= 400 for _, status in answers)
    print(f"{given.requests / spent:8.0f} requests a second")
    print(f"{median(times):8.1f} ms in the middle")
    print(f"{quantiles(times, n=20)[-1]:8.1f} ms for the slowest twentieth")
    print(f"{refused:8} not answered as asked")


if __name__ == "__main__":
    main()
