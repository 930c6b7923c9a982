"""nginx and Caddy themselves, with the configurations of docs/, in front of the advisor."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, suppress
from email.message import Message
from http.client import HTTPResponse
from pathlib import Path

import pytest

from app.settings import Settings
from app.web.headers import NO_STORE, safety_headers
from tests.cli.servers import free_port, serving
from tests.deployment import proxies
from tests.deployment.proxies import NAME, Proxy
from tests.deployment.replicas import replica

FORM = ("Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin")
EXPECTED = [*safety_headers(Settings(public_url=f"https://{NAME}")), NO_STORE]
AT_ONCE = {"nginx": {}, "caddy": {"lb_try_duration": "100ms", "health_timeout": "60s"}}
SHORT = {"nginx": {"client_header_timeout": "1s"}, "caddy": {"read_header": "1s"}}

Start = Callable[..., AbstractContextManager[Proxy]]


@pytest.fixture(params=["nginx", "caddy"])
def name(request: pytest.FixtureRequest) -> str:
    if proxies.find(request.param) is None:
        pytest.fail(f"not run: no {request.param}; {proxies.MISSING}", pytrace=False)
    return str(request.param)


@pytest.fixture
def start(name: str) -> Iterator[Start]:
    """Starts it in front of the replicas at those ports."""
    with tempfile.TemporaryDirectory(prefix="advisor-proxy-") as folder:

        def on(*replicas: int, **instead: str) -> AbstractContextManager[Proxy]:
            return proxies.STARTERS[name](free_port(), list(replicas), Path(folder), **instead)

        yield on


@pytest.fixture(scope="module")
def advisor(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an advisor that knows of its proxy."""
    folder, port = tmp_path_factory.mktemp("advisor"), free_port()
    database = shutil.copyfile(migrated_file, folder / "advisor.db")
    settings = {"ADVISOR_PUBLIC_URL": f"https://{NAME}", "ADVISOR_PROXY_ADDRESS": "127.0.0.1"}
    with serving(database, port, folder / "log", **settings):
        yield port


def ask(proxy: Proxy, method: str, path: str, *headers: str, body: bytes = b"") -> HTTPResponse:
    """The answer, read to its end; it may come before all was sent."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {NAME}", "Connection: close", *headers, "", ""]
    with closing(proxy.connect()) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall("\r\n".join(lines).encode() + body)
        answer = HTTPResponse(connection)
        answer.begin()
        answer.read()
        return answer


def save(proxy: Proxy, size: int = 10) -> HTTPResponse:
    return ask(proxy, "POST", "/questionnaire", *FORM, f"Content-Length: {size}", body=b"a" * size)


def send_in_chunks(proxy: Proxy, size: int) -> HTTPResponse:
    chunks = b"1000\r\n" + b"a" * 4_096 + b"\r\n"
    body = chunks * (size // 4_096) + b"0\r\n\r\n"
    return ask(proxy, "POST", "/questionnaire", *FORM, "Transfer-Encoding: chunked", body=body)


def safe(headers: Message) -> bool:
    return all(headers.get_all(name.decode()) == [value.decode()] for name, value in EXPECTED)


def test_a_page_bears_each_header_once(start: Start, advisor: int) -> None:
    with start(advisor) as proxy:
        answer = ask(proxy, "GET", "/")
        assert answer.status == 200
        assert safe(answer.headers)


def test_what_is_too_large_is_said_to_be_too_large(start: Start, advisor: int) -> None:
    with start(advisor) as proxy:
        for size in (70_000, 99_000, 200_000, 2_000_000):
            answer = save(proxy, size)
            assert (size, answer.status) == (size, 413)
            assert safe(answer.headers)
            assert (size, send_in_chunks(proxy, size).status) == (size, 413)


def test_who_sends_too_much_takes_the_replica_from_nobody(
    name: str, start: Start, advisor: int
) -> None:
    with start(advisor, **AT_ONCE[name]) as proxy:
        while ask(proxy, "GET", "/about").status != 200:
            pass  # Caddy has not asked for its health yet
        for size in (70_000, 200_000, 2_000_000):
            send_in_chunks(proxy, size)
            assert (size, ask(proxy, "GET", "/about").status) == (size, 200)


def test_without_a_replica_it_says_when_to_try_again(start: Start) -> None:
    with start(free_port()) as proxy:
        answer = save(proxy)
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "2"
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert safe(answer.headers)


@pytest.mark.parametrize("told", [b"", b"GET / HTTP/1.1\r\nHost: advisor.example\r\nX-Half: "])
def test_a_slow_head_is_cut_off(name: str, start: Start, told: bytes) -> None:
    with start(free_port(), **SHORT[name]) as proxy, closing(proxy.connect()) as connection:
        connection.sendall(told)
        assert connection.recv(1_000) == b""


def test_no_save_is_lost_to_a_replica_that_is_not_ready(start: Start) -> None:
    with (
        replica() as ready,
        replica(503) as unready,
        start(ready.server_port, unready.server_port) as proxy,
    ):
        while save(proxy).status != 200:
            pass  # Caddy has not asked for their health yet
        assert [save(proxy).status for _ in range(40)] == [200] * 40


def test_a_replica_is_asked_as_soon_as_it_is_known_to_be_ready(start: Start, name: str) -> None:
    with (
        replica(503) as first,
        replica(503) as second,
        start(first.server_port, second.server_port) as proxy,
    ):
        assert {save(proxy).status for _ in range(5)} == {503}
        first.status = 200
        tries = iter(lambda: save(proxy).status, 200)
        assert set(tries) <= ({503} if name == "caddy" else set())  # which looks once a second
