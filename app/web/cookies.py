"""The workspace cookie: read from raw bytes, because lenient parsers can be tricked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.settings import Settings

MAX_AGE = 400 * 24 * 60 * 60
TOKEN = re.compile(rb"[A-Za-z0-9_-]{43}")

RawHeaders = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class CookieProfile:
    """How the cookie is named and sent; the configured public address decides, never a header."""

    name: bytes
    attributes: bytes

    def read(self, headers: RawHeaders) -> str | None:
        """The token, if exactly one cookie bears our name and its value has a token's shape."""
        values = [value for name, value in _pairs(headers) if name == self.name]
        if len(values) != 1 or TOKEN.fullmatch(values[0]) is None:
            return None
        return values[0].decode("ascii")

    def write(self, token: str) -> bytes:
        """The value of the Set-Cookie header that stores the token, or stores it anew."""
        return b"%s=%s; %s; Max-Age=%d" % (
            self.name,
            token.encode("ascii"),
            self.attributes,
            MAX_AGE,
        )

    def erase(self) -> bytes:
        """The value of the Set-Cookie header that makes the browser forget the token."""
        return b"%s=; %s; Max-Age=0" % (self.name, self.attributes)


HTTPS = CookieProfile(b"__Host-ws", b"Path=/; Secure; HttpOnly; SameSite=Lax")
HTTP = CookieProfile(b"ws", b"Path=/; HttpOnly; SameSite=Lax")


def cookie_profile(settings: Settings) -> CookieProfile:
    """The kind of cookie that the configured public address allows."""
    return HTTPS if settings.https else HTTP


def _pairs(headers: RawHeaders) -> Iterable[tuple[bytes, bytes]]:
    """Names and values exactly as sent: only plain spaces around them are dropped."""
    for header, line in headers:
        if header == b"cookie":
            for pair in line.split(b";"):
                name, _, value = pair.partition(b"=")
                yield name.strip(b" "), value.strip(b" ")
