"""Finds a Firefox for the browser tests, or unpacks Debian's beside the environment."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

KEPT = Path(sys.prefix) / "firefox"
NAMES = ("firefox-esr", "firefox")
UNPACKED = "usr/lib/firefox-esr"
BRIDGE = Path(__file__).with_name("firefox_bridge.py")
MISSING = "none found; set FIREFOX to the path of one, or let apt-get download firefox-esr"


def find() -> str | None:
    """The path of a Firefox: $FIREFOX, one on the path, or one that was unpacked before."""
    if chosen := os.environ.get("FIREFOX"):
        return shutil.which(chosen)
    on_path = (shutil.which(name) for name in NAMES)
    return next(filter(None, on_path), None) or shutil.which("firefox-esr", path=KEPT / UNPACKED)


def provide() -> str:
    """Its path, unpacked from packages if need be, in words for the report of run.py."""
    path = find() or install()
    return f"{version(path)} ({path})" if path else MISSING


def install() -> str | None:
    """Unpacks the package and the libraries it lacks here, as anybody may; nothing is set up."""
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        return None
    _run(["apt-get", "update"])
    simulated = _run(["apt-get", "install", "--simulate", "--no-install-recommends", NAMES[0]])
    packages = re.findall(r"(?m)^Inst (\S+)", simulated)
    with tempfile.TemporaryDirectory() as folder:
        _run(["apt-get", "download", *packages], folder)
        for package in Path(folder).glob("*.deb"):
            _run(["dpkg", "--extract", str(package), str(KEPT)])
    return find()


def _run(command: list[str], folder: str | None = None) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout


def environment() -> dict[str, str]:
    """The variables with which it is started: its libraries may be those that were unpacked."""
    libraries = [str(path) for path in (KEPT / "usr/lib").glob("*-linux-gnu*")]
    found = {"LD_LIBRARY_PATH": os.pathsep.join(libraries)} if libraries else {}
    return {**os.environ, **found}


def version(path: str) -> str:
    """The browser's own number, such as `153.8.0esr`."""
    told = subprocess.run([path, "--version"], capture_output=True, text=True, env=environment())
    found = re.search(r"\d+(\.\d+)+\w*", told.stdout)
    return found[0] if found else "of unknown version"


def behind_the_bridge(path: str, folder: Path) -> Path:
    """A program in the folder that starts it as Playwright wants it: see `firefox_bridge`."""
    start = folder / "firefox"
    command = shlex.join([sys.executable, str(BRIDGE), path])
    start.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    start.chmod(0o700)
    return start
