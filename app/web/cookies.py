"""The workspace cookie: read from raw bytes, because lenient parsers can be tricked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from app.settings import Settings

MAX_AGE = 400 * 24 * 60 * 60
TOKEN = re.compile(rb"[A-Za-z0-9_-]{43}")
OF_ADDRESS = 6
"""So many digits of the hash of the public address are in the name of the cookie."""
MOST_OTHERS = 4
"""So many cookies of other names are looked up at most, where none has our own."""

RawHeaders = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class CookieProfile:
    """How the cookie is named and sent; the configured public address decides, never a header.

    Browsers send the cookies of a host to all its ports and paths. So `name` tells the address,
    and two advisors on one host do not overwrite each other's. `old_name` is what it was once.
    """

    name: bytes
    old_name: bytes
    attributes: bytes

    def tokens(self, headers: RawHeaders) -> tuple[str, ...]:
        """The tokens by which the browser may be known here, the likeliest first.

        That of our own name alone, if anything bears it. Else those of the old name and of the
        names of other addresses: it may be this advisor that moved to another port or path, or
        another one, which only the database can tell.
        """
        found = self._found(headers)
        if not found:
            return ()
        if self.name in found:
            names = [self.name]
        else:
            names = sorted(found, key=lambda name: name != self.old_name)[:MOST_OTHERS]
        return tuple(token for name in names if (token := _the_one(found[name])))

    def read(self, headers: RawHeaders) -> str | None:
        """The likeliest token, if there is any."""
        return next(iter(self.tokens(headers)), None)

    def write(self, token: str) -> bytes:
        """The value of the Set-Cookie header that stores the token, or stores it anew."""
        return b"%s=%s; %s; Max-Age=%d" % (
            self.name,
            token.encode("ascii"),
            self.attributes,
            MAX_AGE,
        )

    def erase(self, headers: RawHeaders, token: str | None) -> list[bytes]:
        """The values of the Set-Cookie headers that make the browser forget the token.

        Our own name goes, and what else bears that very token; what another advisor wrote stays.
        """
        others = [
            name
            for name, values in self._found(headers).items()
            if token is not None and name != self.name and _the_one(values) == token
        ]
        return [b"%s=; %s; Max-Age=0" % (name, self.attributes) for name in (self.name, *others)]

    def _found(self, headers: RawHeaders) -> dict[bytes, list[bytes]]:
        """The values of each cookie that an advisor may have written, by name, as sent."""
        found: dict[bytes, list[bytes]] = {}
        for name, value in _pairs(headers):
            if name.startswith(self.old_name) and NAME.fullmatch(name, len(self.old_name)):
                found.setdefault(name, []).append(value)
        return found


NAME = re.compile(rb"(-[0-9a-f]{%d})?" % OF_ADDRESS)
"""What stands behind the old name."""


def cookie_profile(settings: Settings) -> CookieProfile:
    """The kind of cookie that the configured public address allows."""
    return _profile(settings.public_url, settings.https)


@lru_cache
def _profile(public_url: str, https: bool) -> CookieProfile:
    old_name = b"__Host-ws" if https else b"ws"
    of_address = sha256(public_url.encode()).hexdigest()[:OF_ADDRESS]
    secure = b"Secure; " if https else b""
    return CookieProfile(
        name=b"%s-%s" % (old_name, of_address.encode()),
        old_name=old_name,
        # With another path browsers drop a `__Host-` cookie, so it is this one under a path, too.
        attributes=b"Path=/; %sHttpOnly; SameSite=Lax" % secure,
    )


def _the_one(values: list[bytes]) -> str | None:
    """The token, if exactly one cookie bears a name and its value has a token's shape."""
    if len(values) != 1 or TOKEN.fullmatch(values[0]) is None:
        return None
    return values[0].decode("ascii")


def _pairs(headers: RawHeaders) -> Iterable[tuple[bytes, bytes]]:
    """Names and values exactly as sent: only plain spaces around them are dropped."""
    for header, line in headers:
        if header == b"cookie":
            for pair in line.split(b";"):
                name, _, value = pair.partition(b"=")
                yield name.strip(b" "), value.strip(b" ")
