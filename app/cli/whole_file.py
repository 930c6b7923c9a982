"""A file that is written wholly or not at all, and that only its owner can read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.engine.errors import Invalid

UNFINISHED = ".unfinished"


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """The file to write, under that name once the block has ended well, and gone otherwise.

    Nobody else may read it from its first byte on. Invalid if there is one of that name, which
    stays as it is, or none can be made.
    """
    unfinished = path.with_name(f"{path.name}{UNFINISHED}") if path.name else path
    try:
        if path.exists():
            raise FileExistsError
        descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        there = path if path.exists() else unfinished
        raise Invalid(f"{there} is there already, and is not overwritten.", remedy="") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise Invalid(f"{path} cannot be made: {reason}.", remedy="") from None
    try:
        with open(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        _give_name(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _give_name(unfinished: Path, path: Path) -> None:
    """A second name for the file, which takes nobody else's, where the disk knows such."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise Invalid(f"{path} is there meanwhile, and is not overwritten.", remedy="") from None
    except OSError:
        unfinished.rename(path)
