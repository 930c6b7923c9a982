"""Files that people send: read from the connection to the disk, never whole into memory.

A form with a file comes as multipart, which a library reads; a file of any size up to LARGEST_FILE
takes a megabyte of memory. So many are read at once, others are asked to come back; who sends
slowly holds no thread, no transaction and no place of those who save. What is done with a file
costs time, so that is done for one visitor after the other (`Parts.imports`).

Between a page that says what a file would do and the button that does it, the file stands in that
page, packed: nothing is kept on the server for somebody who may never come back, any process of any
machine can go on, and it needs no script. It is trusted no more than the first time.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, BinaryIO, cast

from fastapi import Depends, Request
from limits import RateLimitItemPerMinute
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from app.engine.errors import Invalid, TooMuch
from app.engine.texts import cleaned
from app.web.downloads import IN_MEMORY, PIECE
from app.web.forms import UNREADABLE, Fields, kind_of, read_form
from app.web.limits import Rate
from app.web.retry import TRIED
from app.web.visit import ReadingVisit, WritingVisit, policy

LARGEST_FILE = 20 * 2**20
MOST_CARRIED = 4 * 2**20
"""Characters of a packed file in a page; one that is larger has to be chosen again."""
LARGEST_UPLOAD = LARGEST_FILE + MOST_CARRIED + 2**20
ADDRESSES = ("/workspace/import", "/workspace/import/done", "/api/v1/import")
"""The only ones that take more than a form does; the guard in front knows them by this."""
FILE, PACKED = "_file", "_packed"
MOST_PARTS = 8
MOST_PLAIN = 65_536
MULTIPART = "multipart/form-data"
TOO_LARGE = TooMuch(
    f"This file is larger than {LARGEST_FILE // 2**20} MB, so nothing was imported.",
    remedy="Export less at a time: each assessment can be downloaded by itself. Whoever runs this "
    "site can import files of any size by `import` on the command line.",
)
NO_FILE = Invalid("No file was chosen.", remedy="Choose the file that you want to import.")
IMPORTS = Rate(
    RateLimitItemPerMinute(20, namespace="imports"),
    "Too many files were sent from your network within a minute.",
    "Nothing was imported. Wait a minute and send it again.",
)
_BASE64 = re.compile(r"[A-Za-z0-9_-]*={0,2}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A form that may have a file: the one that was chosen, else the one that the page carried."""

    fields: Fields
    chosen: UploadFile | None = None
    packed: str = ""

    @contextmanager
    def file(self) -> Iterator[BinaryIO]:
        """The file; Invalid if there is none, TooMuch if it is too large. For a thread."""
        if self.chosen is not None:
            if (self.chosen.size or 0) > LARGEST_FILE:
                raise TOO_LARGE
            yield self.chosen.file
        elif self.packed:
            with unpack(self.packed) as unpacked:
                yield unpacked
        else:
            raise NO_FILE


def pack(file: IO[bytes]) -> str:
    """The file as a text for a hidden field; empty if even so it is too long for a page."""
    file.seek(0)
    packer, pieces, size = zlib.compressobj(6), list[bytes](), 0
    while piece := file.read(PIECE):
        pieces.append(packer.compress(piece))
        size += len(pieces[-1])
        if size > MOST_CARRIED:
            return ""
    text = base64.urlsafe_b64encode(b"".join([*pieces, packer.flush()])).decode()
    return text if len(text) <= MOST_CARRIED else ""


def unpack(text: str) -> BinaryIO:
    """The file again; Invalid if it is none, TooMuch if it is larger than a file may be."""
    unpacker = zlib.decompressobj()
    file = cast("BinaryIO", SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115  (the caller closes it)
    try:
        packed = _bytes_of(text)
        while packed and not unpacker.eof:
            file.write(unpacker.decompress(packed, PIECE))
            packed = unpacker.unconsumed_tail
            if file.tell() > LARGEST_FILE:
                raise TOO_LARGE
        file.write(unpacker.flush())
        if not unpacker.eof or unpacker.unused_data:
            raise _not_ours()
    except zlib.error:
        file.close()
        raise _not_ours() from None
    except BaseException:
        file.close()
        raise
    return file


def _bytes_of(text: str) -> bytes:
    if _BASE64.fullmatch(text) is None:
        raise _not_ours()
    try:
        return base64.urlsafe_b64decode(text)
    except binascii.Error:
        raise _not_ours() from None


def _not_ours() -> Invalid:
    return Invalid("The file did not come back whole.", remedy="Choose the file once more.")


async def upload(request: Request) -> AsyncIterator[Upload]:
    """Dependency: the form; what is small may come as forms do that have no file."""
    request.scope[TRIED] = True  # the file is not kept to do it a second time
    kind = kind_of(request)
    async with request.app.state.parts.uploads.place():
        if kind == MULTIPART:
            parts = await _parts(request)
            try:
                yield parts
            finally:
                if parts.chosen is not None:
                    await parts.chosen.close()
        else:
            fields = read_form(await _small_body(request), kind)
            yield Upload(fields, packed=_once(fields.many(PACKED)))


async def _small_body(request: Request) -> bytes:
    """The body; TooMuch if it is larger than that of any other form."""
    pieces, size = list[bytes](), 0
    async for piece in request.stream():
        pieces.append(piece)
        size += len(piece)
        if size > MOST_PLAIN:
            raise TOO_LARGE
    return b"".join(pieces)


async def _parts(request: Request) -> Upload:
    """The parts of a multipart form."""
    try:
        sent = await request.form(
            max_files=1, max_fields=MOST_PARTS, max_part_size=MOST_CARRIED + 1
        )
    except HTTPException as error:
        if error.status_code != 400:
            raise
        raise Invalid(UNREADABLE) from None
    texts, chosen = list[tuple[str, str]](), None
    for name, value in sent.multi_items():
        if isinstance(value, str):
            texts.append((name, value))
        elif name == FILE and (value.filename or value.size):
            chosen = value
        else:  # browsers send an empty file where none was chosen
            await value.close()
    small = ((cleaned(name), cleaned(value)) for name, value in texts if name != PACKED)
    packed = tuple(value for name, value in texts if name == PACKED)
    return Upload(Fields(tuple(small)), chosen, _once(packed))


def _once(values: tuple[str, ...]) -> str:
    if len(values) > 1:
        raise Invalid("The form holds the same field twice.")
    return values[0] if values else ""


Uploaded = Annotated[Upload, Depends(upload, scope="function")]


@policy("Reader")
async def _upload_reader(request: Request, _: Uploaded) -> AsyncIterator[ReadingVisit]:
    """The file is read first: nobody holds a place by sending slowly."""
    visit = ReadingVisit(request)
    async with visit.parts.imports.place():
        yield visit


@policy("Writer")
async def _upload_writer(request: Request, _: Uploaded) -> AsyncIterator[WritingVisit]:
    visit = WritingVisit(request)
    async with visit.parts.imports.place():
        yield visit


UploadReader = Annotated[ReadingVisit, Depends(_upload_reader, scope="function")]
UploadWriter = Annotated[WritingVisit, Depends(_upload_writer, scope="function")]
