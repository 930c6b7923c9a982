"""Copies of this checkout in folders of their own, as somebody else would have them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSED_OVER = shutil.ignore_patterns("__pycache__", ".*_cache", ".hypothesis", "*.pyc", ".git")
RUNNING = ("app", "setup", "alembic", "static", "templates")
GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
AUTHOR = ("-c", "user.name=Ada", "-c", "user.email=ada@advisor.example")


def copy_to(folder: Path, *further: str) -> Path:
    """What is needed to set up and to serve, with those further folders; the folder."""
    folder.mkdir(parents=True)
    for name in (*RUNNING, *further):
        shutil.copytree(ROOT / name, folder / name, ignore=PASSED_OVER)
    for path in ROOT.iterdir():
        if path.is_file() and path.suffix not in (".db", ".env") and path.name != ".git":
            shutil.copy2(path, folder / path.name)
    return folder


def publish(folder: Path) -> None:
    """Makes a repository of the folder, as it is byte for byte."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all", ".")
    git(folder, *AUTHOR, "commit", "--quiet", "--message=first")


def git(folder: Path, *words: str) -> None:
    subprocess.run(
        ["git", *words], cwd=folder, env=os.environ | GIT, check=True, capture_output=True
    )
