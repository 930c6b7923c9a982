"""Refuses to look at a folder whose own code Python may have run before this program began."""

from __future__ import annotations

import os
from pathlib import Path

from app.cli import plain
from app.cli.reading import BAD_INPUT
from app.files import ROOT


def refuse_python_path(folder: Path) -> None:
    """Status 2 and one sentence if PYTHONPATH names the folder or one in it.

    What Python runs by itself, such as a `sitecustomize.py` there, has run by then.
    """
    real = os.path.realpath(folder)
    for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep):
        place = os.path.realpath(entry)
        if (
            entry
            and place != str(ROOT)
            and (Path(place) == Path(real) or Path(real) in Path(place).parents)
        ):
            plain.echo(
                "PYTHONPATH names this folder, so Python may have run code of it before this "
                "program began: unset it and try again.",
                err=True,
            )
            plain.leave(BAD_INPUT)
