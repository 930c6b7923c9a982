"""Static files under names that hold their hash, so that browsers may keep them for ever."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path, PurePosixPath

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

IMMUTABLE = "public, max-age=31536000, immutable"
HASHED = re.compile(r"(?P<stem>.+)\.(?P<digest>[0-9a-f]{8})(?P<suffix>\.[^./]+)")


class HashedFiles(StaticFiles):
    """Serves `app.css` also as `app.<8 hex digits of its SHA-256>.css`, to be kept for ever."""

    def __init__(self, directory: Path, *, fresh: bool = False) -> None:
        super().__init__(directory=directory)
        self.root = directory
        self.fresh = fresh
        self.digests = {name: _digest(directory / name) for name in _names(directory)}

    def url(self, name: str) -> str:
        """The address to put into a page; an unknown name is a programming error."""
        path = PurePosixPath(name)
        digest = _digest(self.root / name) if self.fresh else self.digests[name]
        return f"/static/{path.with_suffix('')}.{digest}{path.suffix}"

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file of that name, plain or hashed; a hash that is not the file's is not found."""
        match = HASHED.fullmatch(path)
        if match is None or path in self.digests:
            return await super().get_response(path, scope)
        name = match["stem"] + match["suffix"]
        if name not in self.digests or self.url(name) != f"/static/{path}":
            raise HTTPException(404)
        response = await super().get_response(name, scope)
        response.headers["cache-control"] = IMMUTABLE
        return response


def _names(directory: Path) -> list[str]:
    files = (path for path in directory.rglob("*") if path.is_file())
    return [path.relative_to(directory).as_posix() for path in files]


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:8]
