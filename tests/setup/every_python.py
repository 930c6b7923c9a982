"""Sets up and serves with every Python from 3.11 on that this machine has, and says which.

`run.py test --everywhere` does it, and `python -m tests.setup.every_python`. It installs the real
packages, for which the network is used, into folders of its own that are gone afterwards.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.request import urlopen

from tests.cli.servers import clean_environment, free_port, started
from tests.setup.checkouts import copy_to

OLDEST, NEWEST = (3, 11), (3, 14)
"""Of those that we name in the workflow."""
PLACES = (
    *("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/opt/*/bin"),
    *("/opt/hostedtoolcache/Python/*/*/bin", "~/.pyenv/versions/*/bin"),
    *("~/.local/share/uv/python/*/bin", "~/.asdf/installs/python/*/bin"),
)
NAMES = ("python3", "python3.[0-9]*[0-9]")
WHO = "import sys; print(*sys.version_info[:3], sys.base_prefix)"

Version = tuple[int, int, int]


def find(places: Iterable[str]) -> dict[Version, Path]:
    """Version → one Python of it in these folders, from the oldest that is served on."""
    found: dict[Version, Path] = {}
    for path in candidates(places):
        version = version_of(path)
        if version and version[:2] >= OLDEST:
            found.setdefault(version, path)
    return dict(sorted(found.items()))


def candidates(places: Iterable[str]) -> Iterator[Path]:
    """What is called like a Python there; a place may be a pattern, ~ is the home folder."""
    for place in places:
        pattern = Path(place).expanduser()
        for folder in sorted(Path("/").glob(str(pattern).lstrip("/"))):
            for name in NAMES:
                yield from sorted(path for path in folder.glob(name) if os.access(path, os.X_OK))


def version_of(python: Path) -> Version | None:
    """What it says of itself; None if it does not run, or is somebody's virtual environment."""
    try:
        asked = subprocess.run(
            [str(python), "-I", "-c", WHO], capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return None
    major, minor, micro, *_ = asked.stdout.split(" ", 3)
    return int(major), int(minor), int(micro)


def all_places() -> list[str]:
    """Where Pythons usually are, and what is on the path."""
    return [*filter(None, os.environ.get("PATH", "").split(os.pathsep)), *PLACES]


def set_up_and_serve(python: Path) -> str:
    """In some words how that went; AssertionError or CalledProcessError if it did not."""
    with tempfile.TemporaryDirectory(prefix="advisor every python ") as made:
        folder = Path(made)
        code = copy_to(folder / "a checkout")
        environ = clean_environment(ADVISOR_VENV=str(folder / "venv"))
        began = time.monotonic()
        run_py = [str(python), str(code / "run.py")]
        subprocess.run([*run_py, "setup"], env=environ, check=True, capture_output=True)
        took = time.monotonic() - began
        port = free_port()
        words = [*run_py, "--port", str(port), "--database", str(folder / "advisor.db")]
        with started(words, environ, folder / "log"):
            for page in ("readyz", "", "questionnaire"):
                with urlopen(f"http://127.0.0.1:{port}/{page}", timeout=60) as answer:
                    assert answer.status == 200
        return f"set up in {took:.0f} s, served"


def not_here(found: Iterable[Version]) -> list[str]:
    """The versions we name that none of these is."""
    minors = {version[:2] for version in found}
    wanted = [(3, minor) for minor in range(OLDEST[1], NEWEST[1] + 1)]
    return [f"{major}.{minor}" for major, minor in wanted if (major, minor) not in minors]


def main() -> int:
    """A line for each, and one for what was not tried; the exit status."""
    found, failed = find(all_places()), 0
    for version, python in found.items():
        try:
            told = set_up_and_serve(python)
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            failed += 1
            told = f"FAILED: {error} {getattr(error, 'stderr', b'')!r}"
        print(f"Python       {'.'.join(map(str, version))} ({python}): {told}", flush=True)
    if missing := not_here(found):
        print(f"Python       not here, so not tried: {', '.join(missing)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
