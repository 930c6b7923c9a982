"""The host check: nothing is answered before the host that was asked for is known to be ours.

Only programs that probe whether the server works may know no name of it: they ask by its address,
or name no host at all, and learn no more than that it works.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app.settings import Settings
from app.web.errors import PlainRefusals

PROBES = ("/healthz", "/readyz")


class KnownHosts:
    """Passes on what asks for one of our hosts, and refuses all else; ASGI.

    The spellings that browsers send are known beforehand. Any other is left to the check of the
    framework, which takes as long as all that lies between here and a page from memory.
    """

    def __init__(
        self,
        app: ASGIApp,
        pages: FastAPI,
        refusing: Callable[[ASGIApp], ASGIApp] = PlainRefusals,
    ) -> None:
        self.app = app
        self._pages = pages
        settings: Settings = pages.state.parts.settings
        hosts = settings.hosts
        checked = TrustedHostMiddleware(app, allowed_hosts=hosts, www_redirect=False)
        self._others = refusing(checked)
        ports = {
            "",
            f":{settings.port}",
            f":{urlsplit(settings.public_url).port or ''}".rstrip(":"),
        }
        self._known = {f"{host}{port}".lower().encode() for host in hosts for port in ports}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request, or passes it on; ASGI."""
        if scope["type"] != "http" or _host(scope) in self._known or _is_probe(scope):
            await self.app(scope, receive, send)
        else:
            scope["app"] = self._pages  # a refusal is an answer of its own
            await self._others(scope, receive, send)


def _is_probe(scope: Scope) -> bool:
    """Whether somebody who knows no name asks whether the server works."""
    if scope["path"] not in PROBES:
        return False
    host = _host(scope)
    if host is None:
        return True
    try:
        parts = urlsplit(f"//{host.decode('ascii')}")
        return bool(ip_address(parts.hostname or "")) and parts.port != 0
    except ValueError:
        return False


def _host(scope: Scope) -> bytes | None:
    """The first host that was asked for; a second one means nothing."""
    for name, value in scope["headers"]:
        if name == b"host":
            return bytes(value)
    return None
