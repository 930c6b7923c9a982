"""Finds a Chromium for the browser tests, or installs one; run.py and the fixtures share it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
"""The same engine without windows comes first: a test takes 0.6 of the processor time."""

PACKAGES = (("chromium-headless-shell", "fonts-liberation"), ("chromium",))
"""What Debian calls them; the second is tried where the first is not known."""

MISSING = (
    "none found; set CHROMIUM to the path of one, install Chromium or Chrome, "
    "or run `playwright install chromium` in .venv"
)
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def find(python: str) -> str | None:
    """The path of a Chromium: $CHROMIUM, one on the path, or the one that Playwright keeps."""
    if chosen := os.environ.get("CHROMIUM"):
        return shutil.which(chosen)
    on_path = (shutil.which(name) for name in NAMES)
    return next(filter(None, on_path), None) or _kept_by_playwright(python)


def _kept_by_playwright(python: str) -> str | None:
    asked = subprocess.run([python, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True)
    return shutil.which(asked.stdout.strip() or "no such program")


def install(python: str, say: Callable[[str, str], None]) -> str | None:
    """Tries Playwright's download, then Debian's package; says what it does before it does it."""
    say("Chromium", "none found; trying `playwright install chromium`")
    _run([python, "-m", "playwright", "install", "chromium"])
    if (path := find(python)) is None and _may_use_apt():
        _run(["apt-get", "update"])
        for packages in PACKAGES:
            say("Chromium", f"trying `apt-get install {' '.join(packages)}`")
            _run(["apt-get", "install", "--yes", *packages])
            if path := find(python):
                break
    return path


def _may_use_apt() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def _run(command: list[str]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=quiet, capture_output=True, check=False)


def version(path: str) -> str:
    """The browser's own number, such as `156.0.8078.73`."""
    told = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
    found = re.search(r"\d+(\.\d+)+", told)
    return found[0] if found else "of unknown version"
