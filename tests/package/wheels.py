"""A folder of wheels beside the environment, so that packages are installed without a network.

`run.py test` and `run.py setup --tests` fill it: what the server needs, what builds our own wheel,
pre-commit, what makes a client of our API, and what starter projects run and are tested with.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = ROOT / "tests" / "api" / "generator.lock"
LOCKS = (
    ROOT / "requirements.lock",
    Path(__file__).with_name("requirements.lock"),
    GENERATOR,
    *sorted((ROOT / "app" / "starters").glob("pins-*.lock")),
)
FOLDER = Path(sys.prefix) / "wheels"
MISSING = "not run: no folder of wheels, and none could be filled"


def provide() -> str:
    """Fills the folder if it lacks something, and says what is in it."""
    stamp = FOLDER / f"{_digest()}.complete"
    if not stamp.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        if not all(_download(lock) for lock in LOCKS):
            return MISSING.removeprefix("not run: ")
        stamp.touch()
    return f"{len(list(FOLDER.glob('*.whl')))} wheels in {FOLDER}"


def is_filled() -> bool:
    """Whether all is there for the locks as they are."""
    return (FOLDER / f"{_digest()}.complete").exists()


def _digest() -> str:
    return hashlib.sha256(b"".join(lock.read_bytes() for lock in LOCKS)).hexdigest()[:16]


def _download(lock: Path) -> bool:
    options = ["--quiet", "--no-input", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        *options,
        "-d",
        str(FOLDER),
        "-r",
        str(lock),
    ]
    return subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0
