"""Static files under names that hold their hash, so that browsers may keep them for ever.

What pages load is answered from memory, packed once, in front of the router: `KeptFiles`. Whatever
asks in a less usual way, for a part of a file or by date, is answered from the disk: `HashedFiles`.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.packed import VARY, RawHeaders
from app.web.packing import ACCEPT, accepts_gzip
from app.web.ready import ReadyHeaders

FOLDER = "/static/"
IMMUTABLE = "public, max-age=31536000, immutable"
HASHED = re.compile(r"(?P<stem>.+)\.(?P<digest>[0-9a-f]{8})(?P<suffix>\.[^./]+)")
LARGEST_KEPT = 131_072  # bytes; only the fonts of preview images are larger, and no page loads them
SMALLEST_PACKED = 500  # bytes, as for pages
PACKED_ALREADY = ".woff2"
mimetypes.add_type("font/woff2", PACKED_ALREADY)  # not every system knows it
UNUSUAL = frozenset({b"range", b"if-modified-since"})


class HashedFiles(StaticFiles):
    """Serves `app.css` also as `app.<8 hex digits of its SHA-256>.css`, to be kept for ever."""

    def __init__(self, directory: Path, *, fresh: bool = False) -> None:
        super().__init__(directory=directory)
        self.root = directory
        self.fresh = fresh
        self.digests = {name: _digest(directory / name) for name in _names(directory)}
        self._urls = {name: _url(name, digest) for name, digest in self.digests.items()}

    def url(self, name: str) -> str:
        """The address to put into a page; an unknown name is a programming error."""
        return _url(name, _digest(self.root / name)) if self.fresh else self._urls[name]

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file of that name, plain or hashed.

        The hash of another release gives this one's file, not to be kept: a page from before an
        upgrade looks like one.
        """
        match = HASHED.fullmatch(path)
        if match is None or path in self.digests:
            return await super().get_response(path, scope)
        name = match["stem"] + match["suffix"]
        if name not in self.digests:
            raise HTTPException(404)
        response = await super().get_response(name, scope)
        if self.url(name) == f"{FOLDER}{path}":
            response.headers["cache-control"] = IMMUTABLE
        return response


class KeptFile:
    """The finished answers for one file under one address, as the disk would give them."""

    def __init__(self, path: Path, *, for_ever: bool) -> None:
        response = FileResponse(path, stat_result=path.stat())
        self.etag = response.headers["etag"].encode()
        self.body = path.read_bytes()
        caching = [(b"cache-control", IMMUTABLE.encode())] if for_ever else []
        self.plain = ReadyHeaders([*response.raw_headers, *caching])
        self.varying = ReadyHeaders([*self.plain, VARY])
        self.unchanged = ReadyHeaders([(b"etag", self.etag), *caching])
        self.is_packed = len(self.body) >= SMALLEST_PACKED and path.suffix != PACKED_ALREADY

    @cached_property
    def packed(self) -> tuple[ReadyHeaders, bytes]:
        """The answer to whoever takes gzip; packed when it is asked for the first time."""
        body = gzip.compress(self.body, compresslevel=9, mtime=0)
        length = (b"content-length", b"%d" % len(body))
        kept = [header for header in self.plain if header[0] != b"content-length"]
        return ReadyHeaders([*kept, length, VARY, (b"content-encoding", b"gzip")]), body

    def answer(self, method: str, headers: dict[bytes, bytes]) -> tuple[int, ReadyHeaders, bytes]:
        """Status, headers and body."""
        if (tags := headers.get(b"if-none-match")) and self._is_known(tags):
            return 304, self.unchanged, b""
        if method == "HEAD" or not self.is_packed:
            return 200, self.plain, b"" if method == "HEAD" else self.body
        if accepts_gzip(headers.get(ACCEPT, b"")):
            return 200, *self.packed
        return 200, self.varying, self.body

    def _is_known(self, tags: bytes) -> bool:
        """Whether the browser has this very file."""
        known = (tag.strip().removeprefix(b"W/") for tag in tags.split(b","))
        return tags.strip() == b"*" or self.etag in known


class KeptFiles:
    """Answers for the files that pages load from memory, and passes on everything else.

    As long as the process lives they stay as they were at its start, as their hashes do; while
    developing nothing is kept.
    """

    def __init__(self, app: ASGIApp, files: HashedFiles) -> None:
        self.app = app
        self._kept: dict[str, KeptFile] = {} if files.fresh else dict(_keep(files))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request; ASGI."""
        kept = self._kept.get(scope.get("path", ""))
        if kept is None or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        headers = _first_of_each(scope["headers"])
        if not UNUSUAL.isdisjoint(headers):
            await self.app(scope, receive, send)
            return
        status, own, body = kept.answer(scope["method"], headers)
        await send({"type": "http.response.start", "status": status, "headers": own})
        await send({"type": "http.response.body", "body": body})


def _keep(files: HashedFiles) -> Iterator[tuple[str, KeptFile]]:
    """Each file that is small enough, under its plain and its hashed address."""
    for name in files.digests:
        path = files.root / name
        if path.stat().st_size <= LARGEST_KEPT:
            yield f"{FOLDER}{name}", KeptFile(path, for_ever=False)
            yield files.url(name), KeptFile(path, for_ever=True)


def _first_of_each(headers: RawHeaders) -> dict[bytes, bytes]:
    """The headers of a request; of several with one name, the first counts."""
    return dict(reversed(headers))


def _url(name: str, digest: str) -> str:
    path = PurePosixPath(name)
    return f"{FOLDER}{path.with_suffix('')}.{digest}{path.suffix}"


def _names(directory: Path) -> list[str]:
    files = (path for path in directory.rglob("*") if path.is_file())
    return [path.relative_to(directory).as_posix() for path in files]


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:8]
