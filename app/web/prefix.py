"""The prefix: where the public address has a path, because the host serves other things, too.

Some proxies hand the path on as it came (nginx with `proxy_pass http://app;`, Caddy with `handle`),
others without it (`proxy_pass http://app/;`, `handle_path`). Both are understood, without a
setting: what stands in front is taken off where it is. All addresses that leave bear it.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.settings import PREFIX, SettingsError


class Prefixed:
    """Takes the prefix from the path of each request that has it; ASGI."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self._bare = prefix
        self._prefix = f"{prefix}/"
        self._raw = self._prefix.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; ASGI."""
        path = scope["path"] if scope["type"] == "http" else ""
        if path == self._bare:
            scope = {**scope, "path": "/", "raw_path": b"/"}
        elif path.startswith(self._prefix):
            raw = scope["raw_path"]
            if raw.startswith(self._raw):  # else it is spelt in another way
                raw = raw[len(self._bare) :]
            scope = {**scope, "path": path[len(self._bare) :], "raw_path": raw}
        await self.app(scope, receive, send)


def check_prefix(prefix: str, routes: Iterable[BaseRoute]) -> None:
    """SettingsError if pages of ours begin like the prefix: a proxy may or may not take it off."""
    ours = {getattr(route, "path", "").split("/")[1] for route in routes}
    first = prefix.split("/")[1] if prefix else ""
    if first and first in ours:
        raise SettingsError(
            f"The setting {PREFIX}PUBLIC_URL cannot be used: pages of the advisor begin with "
            f"/{first}, too; choose another path, as in https://example.org/advisor/."
        )
