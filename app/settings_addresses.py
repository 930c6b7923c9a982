"""Addresses as operators write them: where it listens, under which name, behind which proxies."""

from __future__ import annotations

import os
import re
import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

import idna

HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?")
PATH = re.compile(r"((/[A-Za-z0-9._~-]*[A-Za-z0-9_~-])+)?/?")
"""Of a public address: no dots alone, which mean a folder, and nothing that has to be encoded."""
DEFAULT_PORTS = {"http": 80, "https": 443}
WILDCARDS = ("0.0.0.0", "::")  # noqa: S104
MAPPED = "::ffff:"
BITS_BEFORE = 96  # of an address of IPv4 that is written as one of IPv6
NOBODYS = (("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6))
"""Addresses for examples: whatever leads there leads out of this machine."""


def bare(host: str) -> str:
    """The host without the brackets of an address, and an address of IPv6 as short as it gets."""
    inner = host.strip().removeprefix("[").removesuffix("]")
    address = _address(inner)
    return inner if address is None or "%" in inner else str(address)


def in_url(host: str) -> str:
    """The same as it stands in an address of the web: IPv6 in brackets."""
    return f"[{bare(host)}]" if ":" in host else host


def is_here(host: str) -> bool:
    """Whether the host means this machine, for which nothing crosses a network."""
    address = _address(bare(host))
    return host.lower() == "localhost" or bool(address and address.is_loopback)


def is_wildcard(host: str) -> bool:
    """Whether who listens there listens on every address of this machine."""
    return bare(host) in WILDCARDS


def where_it_answers(host: str, port: int) -> str:
    """The address of the web under which what listens there can be reached from this machine."""
    if is_wildcard(host):
        host = "::1" if ":" in host else "127.0.0.1"
    elif host.lower() == "localhost":
        host = "127.0.0.1"
    return f"http://{in_url(host)}:{port}"


def read_public(value: str) -> str:
    """The public address as a browser writes it; ValueError says what it has to look like."""
    parts = urlsplit(value)
    if parts.scheme not in DEFAULT_PORTS or HOST.fullmatch(parts.netloc) is None:
        raise ValueError(_how_to_write(parts))
    if PATH.fullmatch(parts.path) is None or parts.query or parts.fragment:
        raise ValueError(
            "its path may have letters, digits and - . _ ~, as in https://example.org/advisor/"
        )
    return origin_of(parts) + parts.path.rstrip("/")


def origin_of(parts: SplitResult) -> str:
    """Scheme, host and port as a browser writes them in `Origin`."""
    host = in_url(parts.hostname or "")
    port = parts.port
    shown = "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


def _as_browsers_send(host: str) -> str | None:
    """A host name with other letters than ASCII, in those; None if there is no such name."""
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return None


def read_proxies(text: str) -> str:
    """Addresses and networks, separated by commas or spaces, each as it is usually written.

    Raises ValueError with what has to be there instead.
    """
    written = text.replace(",", " ").split()
    return ",".join(_short(_proxy(proxy)) for proxy in written)


def with_mapped(proxies: str) -> str:
    """The same, and each of IPv4 as a socket sees it that listens for IPv6, too."""
    networks = [ip_network(network) for network in proxies.split(",") if network]
    mapped = [
        f"{MAPPED}{network.network_address}/{BITS_BEFORE + network.prefixlen}"
        for network in networks
        if isinstance(network, IPv4Network)
    ]
    return ",".join([proxies, *mapped])


def of_this_machine(ipv6: bool = False) -> str | None:
    """The address under which others on the network know this machine, if it is on one."""
    target, family = NOBODYS[ipv6]
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asked:
        asked.connect((target, 9))  # nothing is sent: it only asks which way would be taken
        found: str = asked.getsockname()[0]
        return None if is_here(found) or is_wildcard(found) else found
    return None


def _how_to_write(parts: SplitResult) -> str:
    """What has to be typed instead; a name with other letters is sent in those of ASCII."""
    host = parts.hostname or ""
    sent = None if host.isascii() else _as_browsers_send(host)
    if sent is None:
        return "it has to look like https://advisor.example"
    port = f":{parts.port}" if parts.port else ""
    return f"browsers ask for {host} as {sent}, so type {parts.scheme}://{sent}{port}"


def open_without_tls(host: str, address: str) -> str:
    """Why nobody serves there without having said that it is meant."""
    return (
        f"Listening on {host}, other machines reach it by {address}, without TLS; let "
        "ADVISOR_PUBLIC_URL name the https:// address of a proxy in front, or set "
        "ADVISOR_ALLOW_HTTP=true on a network you trust"
    )


def at_home(path: str) -> str:
    """The path with what a leading ~ stands for; ValueError if nobody has that name."""
    there = os.path.expanduser(path)
    if there.startswith("~"):
        raise ValueError(f"nobody here is called as in {path}; a file of that name is ./{path}")
    return there


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _proxy(text: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        raise ValueError(
            f"{text} is no address of a proxy and no network, as in 192.0.2.7, 10.1.0.0/16"
        ) from None
    if network.prefixlen == 0:
        raise ValueError(f"{text} is everybody, and anybody could then say who they are")
    return network


def _short(network: IPv4Network | IPv6Network) -> str:
    single = network.prefixlen == network.max_prefixlen
    return str(network.network_address if single else network)
