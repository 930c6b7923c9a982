"""C29, C30, C31: what is too much, too deep or no form is refused at once, and nothing grows."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Iterator

import pytest

from app.rulebooks.library import Library
from tests.cases.examples import example, of_ada
from tests.cases.site import Site
from tests.web.asgi import FORM, SAME_SITE, Answer

MEGABYTE = 2**20
LIMIT = 65_536
CANARY = b"canary-c30"
MULTIPART = "multipart/form-data"
PART = b'--x\r\nContent-Disposition: form-data; name="_key"; filename="f"\r\n\r\n'


@pytest.fixture
def site(shared_site: Site) -> Site:
    """Nothing here changes anything."""
    return shared_site


def send(site: Site, body: bytes | Iterator[bytes], content_type: str = FORM[1]) -> Answer:
    headers = [("content-type", content_type), SAME_SITE]
    return site.ask("/assessments", "POST", headers, body, token=site.world.ada)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (FORM[1], b"&".join([b"a=" + CANARY] * 1_001)),
        (FORM[1], b"a=" + CANARY + b"y" * (11 * MEGABYTE // 10)),
        (MULTIPART, PART + CANARY + b"\r\n--x--\r\n"),
        (f"{MULTIPART}; boundary={'b' * 300}", PART + CANARY),
        (f"{MULTIPART}; boundary=x", b"--x\r\n" + b"A: b\r\n" * 10_000 + b"\r\n" + CANARY),
        (f"{MULTIPART}; boundary=x", b"p" * MEGABYTE + PART + CANARY + b"\r\n--x--\r\n"),
        (f"{MULTIPART}; boundary=x", PART + CANARY + b"\r\n--x--\r\n"),
        ("application/json", b"[" * 5_000 + CANARY),
        ("application/json", b"[" * 60_000),
        ("application/json", b'{"%s": 1}' % (CANARY * 5_000)),
        ("text/plain", b"_key=" + CANARY),
        ("", b"_key=" + CANARY),
        ("application/x-www-form-urlencoded, text/html", b"_key=" + CANARY),
        (FORM[1], b"_key=%ZZ" + CANARY + b"%ED%A0%80"),
        (FORM[1], b"\xff\xfe" + CANARY),
        (FORM[1], CANARY.decode().encode("utf-16")),
    ],
)
def test_a_body_that_is_no_small_form_is_refused_without_echo(
    site: Site, content_type: str, body: bytes
) -> None:
    answer = send(site, body, content_type)
    assert answer.status in (413, 422)
    assert CANARY not in answer.body


@pytest.mark.parametrize("length", ["10000000000", "65537"])
def test_a_declared_length_is_enough_to_refuse(site: Site, length: str) -> None:
    headers = [FORM, SAME_SITE, ("content-length", length)]
    answer = site.ask("/assessments", "POST", headers, b"", token=site.world.ada)
    assert answer.status == 413


def test_endless_chunks_are_refused_and_take_no_memory(site: Site, rules: Library) -> None:
    for route in site.routes():
        one = example(route, of_ada(site.world, rules))
        if one.method == "GET":
            continue
        chunks = [b"x" * 16_384] * 400
        tracemalloc.start()
        answer = site.ask(one.path, one.method, [FORM, SAME_SITE], iter(chunks))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert answer.status in (404, 413, 429), one
        assert most < 8 * MEGABYTE, one


def test_a_packed_body_is_never_unpacked(site: Site) -> None:
    bomb = gzip.compress(b"a=1&" * MEGABYTE)
    headers = [FORM, SAME_SITE, ("content-encoding", "gzip")]
    answer = site.ask("/assessments", "POST", headers, bomb, token=site.world.ada)
    assert answer.status in (413, 422)


def test_the_largest_form_that_is_allowed_is_read(site: Site) -> None:
    padding = b"situation=" + b"x" * (LIMIT - 10)
    path = f"/assessments/{site.world.assessment_id}/edit"
    answer = site.post(path, padding, token=site.world.ada)
    assert answer.status == 422
    assert len(answer.body) < 2 * LIMIT + 100_000
