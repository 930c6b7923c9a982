"""Files to take away: made within one moment of the database, sent as slowly as they are taken.

Whoever reads slowly must hold neither the transaction that a file is made in, nor a thread, nor its
whole text in memory. So it is finished before the first byte is sent: a small one in memory, a
larger one in a nameless file of the system's, which goes when the answer ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple, cast

from fastapi.responses import StreamingResponse
from limits import RateLimitItemPerMinute

from app.engine.errors import Unavailable
from app.web.limits import Rate
from app.web.rendering import answered
from app.web.visit import Visit

IN_MEMORY = 1_048_576  # bytes; what is larger goes to the disk
PIECE = 65_536
DOWNLOADS = Rate(
    RateLimitItemPerMinute(60, namespace="downloads"),
    "Too many files were made for your network within a minute.",
    "Wait a minute and try again.",
)


class Attached(NamedTuple):
    """What a file is called, of plain ASCII, and what it holds."""

    name: str
    media_type: str


def set_aside(pieces: Iterable[bytes]) -> IO[bytes]:
    """The pieces as a file, to be sent once no transaction is open.

    Unavailable if the server has no room to put it.
    """
    aside = cast("IO[bytes]", SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115  (the answer ends it)
    try:
        for piece in pieces:  # `writelines` would look at the size only after the last one
            aside.write(piece)
    except OSError as error:
        aside.close()
        raise Unavailable("The server has no room to make this file.") from error
    except BaseException:
        aside.close()
        raise
    return aside


def download(visit: Visit, aside: IO[bytes], attached: Attached) -> StreamingResponse:
    """The answer that gives the file away."""
    headers = {
        "content-disposition": f'attachment; filename="{attached.name}"',
        "content-length": str(aside.tell()),
    }
    pieces = _pieces(aside)
    return answered(visit, StreamingResponse(pieces, 200, headers, attached.media_type))


def _pieces(aside: IO[bytes]) -> Iterator[bytes]:
    with aside:
        aside.seek(0)
        while piece := aside.read(PIECE):
            yield piece
