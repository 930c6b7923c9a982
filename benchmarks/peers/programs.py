"""The peers as programs to start, in an environment of their own: the advisor needs none of it."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from benchmarks.harness import DATABASE, ROOT, Program

LOCK = ROOT / "requirements-benchmarks.lock"
PACKAGES = ("flask", "django", "gunicorn", "whitenoise", "jinja2", "pysqlite3")
SERVER = ("--worker-class", "gthread", "--workers", "1", "--threads", "4")


def environment(folder: Path) -> str:
    """The Python of an environment with the locked packages, which is made there if need be."""
    python, stamp = folder / "bin" / "python", folder / LOCK.name
    locked = sha256(LOCK.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != locked:
        venv.create(folder, with_pip=True)
        install = ("-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r")
        subprocess.run([str(python), *install, str(LOCK)], check=True, stdout=sys.stderr)
        stamp.write_text(locked, encoding="ascii")
    return str(python)


def programs(python: str) -> list[Program]:
    """Flask and Django, each under gunicorn with one process and four threads."""
    return [
        Program(
            name,
            ("-m", "gunicorn", *SERVER, *_told(), f"benchmarks.peers.{name}_peer:app"),
            prepare=("-m", "benchmarks.peers.static", "{folder}/static"),
            python=python,
        )
        for name in ("flask", "django")
    ]


def _told() -> Sequence[str]:
    """Where the peer listens, and what it finds where."""
    told = {
        "PEER_URL": "http://127.0.0.1:{port}",
        "PEER_DATABASE": f"{{folder}}/{DATABASE}",
        "PEER_STATIC": "{folder}/static",
    }
    variables = [part for name, value in told.items() for part in ("--env", f"{name}={value}")]
    return ("--bind", "127.0.0.1:{port}", *variables)


def versions(python: str, packages: Sequence[str] = PACKAGES) -> dict[str, str]:
    """The versions of these packages in that environment; of what the peers are made of."""
    program = f"from importlib.metadata import version; print(*map(version, {tuple(packages)}))"
    asked = subprocess.run([python, "-c", program], check=True, capture_output=True, text=True)
    return dict(zip(packages, asked.stdout.split(), strict=True))
