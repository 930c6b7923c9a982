"""Files that come in: only where the guard knows of it, a few at once, to the disk, once."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from io import BytesIO

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.engine.errors import TooMuch
from app.exports import routes
from app.main import finish
from app.store.faults import Interrupted
from app.web import uploads
from app.web.policies import walk
from app.web.state import Parts
from app.web.uploads import ADDRESSES, LARGEST_FILE, LARGEST_UPLOAD, pack, unpack
from tests.web.asgi import SAME_SITE, Answer, ask

ADDRESS = "/workspace/import"
HEAD = b'--x\r\nContent-Disposition: form-data; name="_file"; filename="a.json"\r\n\r\n'
MULTIPART = ("content-type", "multipart/form-data; boundary=x")
END = b"\r\n--x--\r\n"


def send(pages: FastAPI, *pieces: bytes, loop: asyncio.AbstractEventLoop | None = None) -> Answer:
    """A form with that file."""
    body = iter([HEAD, *pieces, END])
    return ask(finish(pages), ADDRESS, "POST", [MULTIPART, SAME_SITE], body, loop=loop)


def test_what_takes_a_file_is_what_the_guard_knows(pages: FastAPI) -> None:
    every = [*walk(pages.routes), *walk(pages.state.api.routes)]
    posting = [one for one in every if isinstance(one, APIRoute) and "POST" in one.methods]
    taking = {one.path: one.max_body_size for one in posting if one.max_body_size is not None}
    assert taking == dict.fromkeys(ADDRESSES, LARGEST_UPLOAD)


def test_a_large_file_takes_little_memory(pages: FastAPI) -> None:
    piece = b" " * 65_536
    tracemalloc.start()
    answer = send(pages, b"{", *[piece] * (LARGEST_FILE // len(piece) - 1))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (answer.status, "cut off" in answer.text) == (422, True)
    assert most < 8_000_000


@contextmanager
def taken(parts: Parts) -> Iterator[asyncio.AbstractEventLoop]:
    """While somebody has every place to send a file, and the loop that it is so in."""
    loop, stack = asyncio.new_event_loop(), AsyncExitStack()

    async def take() -> None:
        for _ in range(8):
            await stack.enter_async_context(parts.uploads.place())

    with ThreadPoolExecutor(1) as thread:
        thread.submit(loop.run_forever)
        asyncio.run_coroutine_threadsafe(take(), loop).result(10)
        try:
            yield loop
        finally:
            asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
    loop.close()


def test_only_so_many_send_a_file_at_once(pages: FastAPI) -> None:
    with taken(pages.state.parts) as loop:
        refused = send(pages, b"{}", loop=loop)
    assert (refused.status, refused.header("retry-after")) == (503, "2")
    assert send(pages, b"{}").status == 422


def test_who_leaves_in_the_middle_frees_the_place(pages: FastAPI) -> None:
    for _ in range(9):
        left = ask(
            finish(pages), ADDRESS, "POST", [MULTIPART, SAME_SITE], iter([HEAD]), gives_up=True
        )
        assert left.status == 499
    assert send(pages, b"{}").status == 422


def test_an_import_that_the_database_ended_is_told_so_and_not_sent_again(
    pages: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def interrupted(*_: object, **__: object) -> None:
        tried.append(1)
        raise Interrupted("The database cannot be reached, or cannot be written.")

    monkeypatch.setattr(routes, "plan_import", interrupted)
    head = b'{"format": "framework-advisor export", "version": 1, "readable_since": "0.1.0", '
    answer = send(pages, head + b'"holds": "workspace", "assessments": []}')
    assert (answer.status, len(tried)) == (503, 1)
    assert "cannot be reached" in answer.text


def test_a_packed_file_comes_back_whole():
    for content in (b"", b"x", b"{}" * 500_000):
        with unpack(pack(BytesIO(content))) as file:
            file.seek(0)
            assert file.read() == content


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch):
    packed = pack(BytesIO(b" " * 2_000_000))
    monkeypatch.setattr(uploads, "LARGEST_FILE", 1_000_000)
    with pytest.raises(TooMuch, match="larger than"):
        unpack(packed)
