"""The response finisher: the same safety headers on every answer, errors included."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings
from app.web.ready import ReadyHeaders
from app.web.static import IMMUTABLE

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DENIED_FEATURES = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), "
    "sync-xhr=(), usb=(), xr-spatial-tracking=()"
)
SAFETY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": f"{DENIED_FEATURES}, clipboard-write=(self)",
    "referrer-policy": "same-origin",
}
SHARES = "/s/"
NOT_FOR_SEARCH = (b"x-robots-tag", b"noindex, nofollow")
STRICT_TRANSPORT = "max-age=31536000"
AND_SUBDOMAINS = f"{STRICT_TRANSPORT}; includeSubDomains"
CACHE_CONTROL = b"cache-control"
NO_STORE = (CACHE_CONTROL, b"no-store")
FOR_EVER = (CACHE_CONTROL, IMMUTABLE.encode())
RESOURCE_POLICY = b"cross-origin-resource-policy"
CROSS_ORIGIN = (RESOURCE_POLICY, b"cross-origin")
SHOWN_ELSEWHERE = {RESOURCE_POLICY.decode(): "cross-origin", "access-control-allow-origin": "*"}
"""Of a picture that other sites may show: who knows its address may see it anyway."""

RawHeader = tuple[bytes, bytes]


def safety_headers(settings: Settings) -> list[RawHeader]:
    """Those of every answer, as they are sent.

    Where the host serves other things, too, a page may load and send to nothing but our own.
    """
    own = f"{settings.public_url}/" if settings.prefix else "'self'"
    policy = {"content-security-policy": CONTENT_SECURITY_POLICY.replace("'self'", own)}
    lasting = AND_SUBDOMAINS if settings.hsts_subdomains else STRICT_TRANSPORT
    headers = (
        SAFETY_HEADERS | policy | ({"strict-transport-security": lasting} if settings.https else {})
    )
    return [(name.encode(), value.encode()) for name, value in headers.items()]


class ResponseFinisher:
    """Outermost: whatever answers, the answer leaves with these headers and no others of them."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.headers = safety_headers(settings)
        self.elsewhere = [header for header in self.headers if header[0] != RESOURCE_POLICY]
        self.replaced = {name for name, _ in self.headers} | {CACHE_CONTROL, b"server"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request; ASGI."""

        async def send_finished(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._finished(message.get("headers", ()), scope["path"])
            await send(message)

        await self.app(scope, receive, send_finished)

    def _finished(self, headers: list[RawHeader], path: str) -> list[RawHeader]:
        if not isinstance(headers, ReadyHeaders):
            return self._with_ours(headers, path)
        if headers.finished is None:
            headers.finished = ReadyHeaders(self._with_ours(headers, path))
        return headers.finished

    def _with_ours(self, headers: list[RawHeader], path: str) -> list[RawHeader]:
        kept = [header for header in headers if header[0].lower() not in self.replaced]
        caching = FOR_EVER if FOR_EVER in headers else NO_STORE
        ours = [*self.elsewhere, CROSS_ORIGIN] if CROSS_ORIGIN in headers else self.headers
        found = [NOT_FOR_SEARCH] if path.startswith(SHARES) else []
        return [*kept, *ours, caching, *found]
