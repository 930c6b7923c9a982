"""A test that hangs fails by its name, after seconds that are set, and the others are run."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HANGS = """
import signal, threading

def test_waits():
    threading.Event().wait()

def test_hears_no_alarm():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    threading.Event().wait()

def test_comes_after():
    assert True
"""
WIDE = {"COLUMNS": "200", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # names are whole, the start fast
PLUGINS = ["-p", "xdist", "-p", "pytest_timeout"]
WORKERS = ["-n", "1", "--dist", "worksteal"]
LIMITS = ["-o", "timeout=1", "-o", "faulthandler_timeout=4"]


def test_what_hangs_is_named_and_the_rest_is_run(tmp_path: Path) -> None:
    (tmp_path / "test_hangs.py").write_text(HANGS)
    settings = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path)]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *settings, *PLUGINS, *WORKERS, *LIMITS, str(tmp_path)],
        cwd=ROOT,
        env=os.environ | WIDE,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "test_hangs.py::test_waits - Failed: Timeout" in ran.stdout
    assert "crashed while running 'test_hangs.py::test_hears_no_alarm'" in ran.stdout
    assert "2 failed, 1 passed" in ran.stdout
