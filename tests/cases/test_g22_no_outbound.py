"""G22: nothing leaves this machine: there is nothing to do it with, and nothing tries."""

from __future__ import annotations

import ast
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.rulebooks.library import Library
from tests.cases.examples import example, of_ada
from tests.cases.site import Site
from tests.web.asgi import FORM, SAME_SITE

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = {
    *("aiohttp", "botocore", "boto3", "grpcio", "h2", "httpcore", "httpcore2", "httpx", "httpx2"),
    *("httplib2", "niquests", "pycurl", "requests", "sentry-sdk", "treq", "urllib3", "websockets"),
    *("opentelemetry-sdk", "opentelemetry-exporter-otlp", "redis", "pymemcache", "posthog"),
}
MODULES = re.compile(r"urllib\.request|http\.client|ftplib|smtplib|telnetlib|xmlrpc|webbrowser")


class Left(BaseException):
    """Something tried to reach another machine."""


def test_no_client_is_among_the_packages_that_run() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"(?m)^([a-z0-9.-]+)==", lock))
    assert locked
    assert not locked & CLIENTS


def test_no_module_imports_one_of_the_standard_library() -> None:
    modules = sorted((ROOT / "app").rglob("*.py"))
    assert modules
    clients = {path: [name for name in imported(path) if MODULES.match(name)] for path in modules}
    assert {path: names for path, names in clients.items() if names} == {}


def imported(path: Path) -> Iterator[str]:
    """Every module, and every name of a module, that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.fixture
def walled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Left

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.mark.usefixtures("walled_in")
def test_every_route_works_without_a_network(site: Site, rules: Library) -> None:
    for route in site.routes():
        one = example(route, of_ada(site.world, rules))
        answer = site.ask(one.path, one.method, [FORM, SAME_SITE], one.body, token=site.world.ada)
        assert answer.status < 500, one
