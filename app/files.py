"""Where the files of this program are, and where it keeps data: in a checkout, or installed.

The package that is built has templates, static files and migrations inside of `app`, and is read
only; a checkout has them beside it, and its data, too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

NAME = "framework-advisor"
APP = Path(__file__).resolve().parent
ROOT = APP.parent
"""The checkout; of an installed package, the folder of packages."""

PACKED = APP / "_files"
INSTALLED = PACKED.is_dir()
FILES = PACKED if INSTALLED else ROOT
"""The folder with `templates`, `static` and `alembic`."""


def data_folder(environ: Mapping[str, str], home: Path, system: str = sys.platform) -> Path:
    """The folder of a user's data of this program, as the system has it; it may not exist yet."""
    if system == "win32":
        place = Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif system == "darwin":
        place = home / "Library" / "Application Support"
    else:
        named = Path(environ.get("XDG_DATA_HOME") or "")
        place = named if named.is_absolute() else home / ".local" / "share"
    return place / NAME


def default_database() -> str:
    """Where everything is stored unless a setting says otherwise."""
    return (
        str(data_folder(os.environ, Path.home()) / "advisor.db") if INSTALLED else "data/advisor.db"
    )


def place_of(path: str) -> Path:
    """The absolute path of an SQLite file: in a checkout relative to it, else to where we are."""
    return (Path.cwd() if INSTALLED else ROOT) / path


def release() -> str:
    """The version of this program."""
    if INSTALLED:
        from importlib.metadata import version

        return version(NAME)
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
