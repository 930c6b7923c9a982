"""Files that commands write wholly or not at all, and those that they read more than once."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO

from app.engine.errors import Invalid

STDIO = Path("-")
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


@contextmanager
def printed() -> Iterator[BinaryIO]:
    """A file that is printed once it is whole: whoever reads slowly keeps no transaction open."""
    with TemporaryFile() as file:
        yield file
        file.seek(0)
        sys.stdout.flush()
        copyfileobj(file, sys.stdout.buffer)


@contextmanager
def read_twice(file: Path) -> Iterator[BinaryIO]:
    """The file, or standard input; what can be read once only is copied to the disk first.

    Invalid if it cannot be read.
    """
    try:
        opened = nullcontext(sys.stdin.buffer) if file == STDIO else file.open("rb")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise Invalid(f"{file} cannot be read: {reason}.", remedy="") from None
    with opened as source:
        if file != STDIO and source.seekable():
            yield source
            return
        with TemporaryFile() as copy:
            copyfileobj(source, copy)
            yield copy


def _give_name(unfinished: Path, path: Path) -> None:
    """A second name for the file, which takes nobody else's, where the disk knows such."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise Invalid(f"{path} is there meanwhile, and is not overwritten.", remedy="") from None
    except OSError:
        unfinished.rename(path)
