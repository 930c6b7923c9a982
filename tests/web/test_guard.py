"""Without a proxy in front: what is slow, too large or no proper request ends, others go on."""

from __future__ import annotations

import logging
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.cli.serve import configure
from app.main import create_app
from app.settings import Settings
from app.web.guard import MOST_BODY, MOST_PIPELINED, MOST_UPLOAD, Guard
from app.web.headers import SAFETY_HEADERS
from tests.e2e.servers import served

LONGEST = 60  # seconds: far more than any of this takes
SOON = 0.5  # seconds: how long a hasty server waits for anybody
HOST = b"Host: 127.0.0.1\r\n"
LAST = b"Connection: close\r\n"
GET = b"GET /healthz HTTP/1.1\r\n"
FORM = HOST + b"Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
POST = b"POST /questionnaire HTTP/1.1\r\n" + FORM
UPLOAD = b"POST /workspace/import HTTP/1.1\r\n" + HOST + b"Sec-Fetch-Site: same-origin\r\n" + LAST
UPLOAD += b"Content-Type: multipart/form-data; boundary=x\r\n"
FILE = b'--x\r\nContent-Disposition: form-data; name="_file"; filename="a.json"\r\n\r\n'
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"

REFUSED = {
    "half a head": (408, GET + HOST),
    "a lone line break": (408, b"\r\n"),
    "half a body": (408, POST + b"Content-Length: 9\r\n\r\nhalf"),
    "half a chunk": (408, CHUNKED + b"9\r\nhalf"),
    "silence after Expect": (408, POST + b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n"),
    "a head of 16 KB and one byte": (431, b"head"),
    "65 headers": (431, GET + HOST + b"X: y\r\n" * 64 + b"\r\n"),
    "20,000 headers": (431, GET + HOST + b"X: y\r\n" * 20_000 + b"\r\n"),
    "a request line of 200 KB": (431, b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n"),
    "a header of 8 MB": (431, GET + HOST + b"X: " + b"y" * 8_000_000 + b"\r\n\r\n"),
    "two hosts": (400, GET + HOST + b"Host: evil.example\r\n\r\n"),
    "no host": (400, b"GET / HTTP/1.1\r\n\r\n"),
    "no host of old": (400, b"GET / HTTP/1.0\r\n\r\n"),
    "length and chunks": (400, CHUNKED[:-2] + b"Content-Length: 3\r\n\r\n0\r\n\r\n"),
    "two lengths": (400, POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\na"),
    "a length below nothing": (400, POST + b"Content-Length: -1\r\n\r\n"),
    "unknown coding": (400, POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    "bare line feeds": (400, b"GET /healthz HTTP/1.1\nHost: 127.0.0.1\n\n"),
    "a folded header": (400, GET + HOST + b"X: y\r\n z\r\n\r\n"),
    "a space before the colon": (400, GET + b"Host : 127.0.0.1\r\n\r\n"),
    "an absolute address without a path": (
        400,
        b"GET http://127.0.0.1 HTTP/1.1\r\n" + HOST + b"\r\n",
    ),
    "the greeting of TLS": (400, b"\x16\x03\x01\x02\x00\x01\x00"),
    "the greeting of HTTP/2": (400, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
}


def _head(size: int) -> bytes:
    """A request whose address and headers have that size."""
    start = GET + HOST + LAST + b"X: "
    rest = size - (len(start) - len(b"GET  HTTP/1.1\r\n")) - len(b"\r\n")
    return start + b"y" * rest + b"\r\n\r\n"


REFUSED["a head of 16 KB and one byte"] = (431, _head(16_385))


@pytest.fixture(scope="module")
def port(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where a server listens as it comes: it waits longer than a busy machine keeps anybody."""
    database = shutil.copyfile(migrated_file, tmp_path_factory.mktemp("guard") / "a.db")
    with served(database) as url:
        yield _port(url)


@pytest.fixture(scope="module")
def hasty(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where a server listens that waits for nobody."""
    database = shutil.copyfile(migrated_file, tmp_path_factory.mktemp("hasty") / "a.db")
    with served(database, head_seconds=SOON, body_seconds=SOON, answer_seconds=SOON) as url:
        yield _port(url)


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=LONGEST)


def rest(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    received = b""
    try:
        while more := connection.recv(65_536):
            received += more
    except ConnectionError:  # it closed while more was on its way
        return received
    return received


def say(port: int, *parts: bytes, each: Callable[[], object] = lambda: None) -> bytes:
    """What is answered until the server closes the connection."""
    with connect(port) as connection:
        try:
            for part in parts:
                connection.sendall(part)
                each()
        except ConnectionError:  # it has heard enough
            pass
        return rest(connection)


def statuses(answers: bytes) -> list[int]:
    return [int(line[:3]) for line in answers.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize(("status", "request_"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_proper_request_is_refused_and_closed(
    port: int, hasty: int, status: int, request_: bytes
) -> None:
    answer = say(hasty if status == 408 else port, request_)
    assert statuses(answer)[-1:] == [status]
    assert answer.count(b"\r\n\r\n") == len(statuses(answer))
    assert b"content-type: text/plain; charset=utf-8\r\n" in answer
    for name, value in (SAFETY_HEADERS | {"cache-control": "no-store"}).items():
        assert f"\r\n{name}: {value}\r\n".encode() in answer
    assert b"evil" not in answer
    assert statuses(say(port, GET + HOST + LAST + b"\r\n")) == [200]


@pytest.mark.parametrize(
    "request_",
    [
        GET + HOST + LAST,
        b"GET /nowhere HTTP/1.1\r\n" + HOST + LAST,
        b"HEAD / HTTP/1.1\r\n" + HOST + LAST,
        b"GET /static/favicon.svg HTTP/1.1\r\n" + HOST + LAST,
        b"GET /api/v1/rulebooks HTTP/1.1\r\n" + HOST + LAST,
        POST + LAST + b"Expect: 100-continue\r\nContent-Length: 0\r\n",
    ],
)
def test_every_answer_has_the_safety_headers_once(port: int, request_: bytes) -> None:
    answer = say(port, request_ + b"\r\n")
    for name, value in SAFETY_HEADERS.items():
        assert answer.count(f"\r\n{name}: {value}\r\n".encode()) == 1


def test_whoever_says_nothing_is_closed_without_a_word(hasty: int) -> None:
    assert say(hasty) == b""


def test_one_byte_after_the_other_does_not_buy_more_time(hasty: int) -> None:
    slowly = [bytes([byte]) for byte in GET + HOST + b"X: " + b"y" * 10_000]
    assert statuses(say(hasty, *slowly, each=lambda: time.sleep(0.02))) in ([408], [])
    slowly = [POST + b"Content-Length: 10000\r\n\r\n", *[b"a"] * 10_000]
    assert statuses(say(hasty, *slowly, each=lambda: time.sleep(0.02))) in ([408], [])


def test_what_is_just_within_the_bounds_is_answered(port: int) -> None:
    assert statuses(say(port, _head(16_384))) == [200]
    assert statuses(say(port, GET + HOST + LAST + b"X: y\r\n" * 62 + b"\r\n")) == [200]


def test_others_are_served_while_many_are_half_open(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(connect(port)).sendall(GET)
        assert statuses(say(port, GET + HOST + LAST + b"\r\n")) == [200]


def test_a_probe_may_leave_out_the_host(port: int) -> None:
    for path in (b"/healthz", b"/readyz?"):
        answer = say(port, b"GET " + path + b" HTTP/1.1\r\n" + LAST + b"\r\n")
        assert b"exactly one Host" not in answer
    two = say(port, GET + HOST + HOST + b"\r\n")
    assert b"exactly one Host" in two


def test_the_host_counts_where_the_address_names_another(port: int) -> None:
    absolute = b"GET http://%s/healthz HTTP/1.1\r\nHost: %s\r\n" + LAST + b"\r\n"
    assert statuses(say(port, absolute % (b"127.0.0.1", b"127.0.0.1"))) == [200]
    assert statuses(say(port, absolute % (b"127.0.0.1", b"evil.example"))) == [400]


def test_a_connection_is_kept_after_an_error_page(port: int) -> None:
    nowhere = b"GET /nowhere HTTP/1.1\r\n" + HOST + b"\r\n"
    refused = b"POST /assessments HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\n\r\nbody"
    answers = say(port, nowhere + refused, GET + HOST + LAST + b"\r\n")
    assert statuses(answers) == [404, 403, 200]


def test_a_body_that_nobody_waits_for_does_not_hold_the_connection(hasty: int) -> None:
    refused = b"POST /assessments HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\n\r\n"
    assert statuses(say(hasty, refused + b"bod")) == [403]
    large = POST + b"Content-Length: 9000000000\r\n\r\n" + b"a" * 2 * MOST_BODY
    assert statuses(say(hasty, large)) == [413]
    trailers = CHUNKED + b"1\r\na\r\n0\r\n" + b"X: y\r\n" * (MOST_BODY // 3)
    assert statuses(say(hasty, trailers))[1:] == []


def test_a_file_may_be_larger_than_a_form_and_take_longer(hasty: int) -> None:
    body = FILE + b"y" * 2 * MOST_BODY + b"\r\n--x--\r\n"
    head = UPLOAD + b"Content-Length: %d\r\n\r\n" % len(body)
    slowly = head + body[:-9], body[-9:]
    answer = say(hasty, *slowly, each=lambda: time.sleep(SOON * 1.5))
    assert statuses(answer) == [422]
    assert b"This is no export" in answer


def test_a_file_without_end_is_refused(port: int) -> None:
    endless = UPLOAD + b"Content-Length: 9000000000\r\n\r\n" + b"a" * MOST_UPLOAD
    assert statuses(say(port, endless + b"a")) == [413]


def test_trailers_are_no_headers(port: int) -> None:
    body = b"1\r\na\r\n0\r\nSec-Fetch-Site: same-origin\r\nHost: evil.example\r\n\r\n"
    strange = (
        b"POST /assessments HTTP/1.1\r\n" + HOST + LAST + b"Transfer-Encoding: chunked\r\n\r\n"
    )
    assert statuses(say(port, strange + body)) == [403]


def test_requests_in_a_row_are_answered_in_a_row_but_not_without_end(port: int) -> None:
    one, last = GET + HOST + b"\r\n", GET + HOST + LAST + b"\r\n"
    assert statuses(say(port, one * MOST_PIPELINED + last)) == [200] * (MOST_PIPELINED + 1)
    assert say(port, one * 10 * MOST_PIPELINED) == b""


def test_an_upgrade_is_not_taken_up(port: int) -> None:
    wanted = GET + HOST + b"Connection: upgrade\r\nUpgrade: h2c\r\n\r\n"
    answers = say(port, wanted, GET + HOST + LAST + b"\r\n", each=lambda: time.sleep(0.1))
    assert statuses(answers) == [200, 200]


def test_whoever_does_not_read_is_closed(hasty: int, caplog: pytest.LogCaptureFixture) -> None:
    home = say(hasty, b"GET / HTTP/1.1\r\n" + HOST + LAST + b"\r\n")
    style = home[home.index(b"/static/app.") :].partition(b'"')[0]
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
        connection.settimeout(LONGEST)
        connection.connect(("127.0.0.1", hasty))
        connection.sendall((b"GET " + style + b" HTTP/1.1\r\n" + HOST + b"\r\n") * MOST_PIPELINED)
        assert told(caplog, "slow_reader")
        assert len(statuses(rest(connection))) < MOST_PIPELINED


def told(caplog: pytest.LogCaptureFixture, kind: str) -> int:
    """How many of a kind the log tells of; waits for the first."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        lines = [vars(each)["fields"] for each in caplog.records if each.name == "advisor.guard"]
        if number := sum(fields.get(kind, 0) for fields in lines):
            return number
        time.sleep(0.02)
    return 0


def test_the_log_tells_of_all_in_few_lines_and_of_nothing_they_sent(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(50):
        say(port, b"secret\r\n\r\n")
    until = time.monotonic() + LONGEST
    while told(caplog, "unreadable") < 50 and time.monotonic() < until:
        time.sleep(0.02)
    assert told(caplog, "unreadable") >= 50
    assert len(caplog.records) < 25
    assert "secret" not in caplog.text


def test_one_address_holds_64_connections(migrated_file: Path, tmp_path: Path) -> None:
    database = Path(shutil.copyfile(migrated_file, tmp_path / "a.db"))
    with served(database, head_seconds=LONGEST) as url, ExitStack() as stack:
        port, question = _port(url), GET + HOST + LAST + b"\r\n"
        held = [stack.enter_context(connect(port)) for _ in range(64)]
        for each in held:
            each.sendall(GET)
        assert statuses(say(port, question)) == [429]
        held[0].close()
        until = time.monotonic() + LONGEST
        while (answered := statuses(say(port, question))) == [429] and time.monotonic() < until:
            time.sleep(0.02)
        assert answered == [200]


@pytest.mark.parametrize("proxy", ["", "127.0.0.1", "::1,10.0.0.0/8"])
def test_a_proxy_takes_its_place(migrated_file: Path, proxy: str) -> None:
    settings = Settings(database=str(migrated_file), proxy_address=proxy)
    config = configure(create_app(settings), settings)
    config.load()
    assert issubclass(config.http_protocol_class, Guard) is (proxy == "")
