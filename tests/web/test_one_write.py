"""An answer leaves in one piece, a head alone at the end of the step, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from app.web.one_write import OneWrite

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"


class Transport:
    """Notes what is asked of it."""

    def __init__(self) -> None:
        self.done: list[object] = []

    def write(self, data: bytes) -> None:
        self.done.append(data)

    def close(self) -> None:
        self.done.append("closed")

    def is_closing(self) -> bool:
        return "closed" in self.done


def done_by(use: Callable[[OneWrite], None]) -> tuple[list[object], list[object]]:
    """What reached the transport within the step, and what after it."""

    async def step() -> tuple[list[object], list[object]]:
        transport = Transport()
        use(OneWrite(transport, asyncio.get_running_loop()))  # type: ignore[arg-type]
        at_once = [*transport.done]
        await asyncio.sleep(0)
        return at_once, transport.done[len(at_once) :]

    return asyncio.run(step())


@pytest.mark.parametrize(
    ("writes", "at_once", "afterwards"),
    [
        ([HEAD, b"ok"], [HEAD + b"ok"], []),
        ([HEAD], [], [HEAD]),
        ([HEAD, b""], [HEAD], []),
        ([HEAD, b"o", b"k"], [HEAD + b"o", b"k"], []),
        ([HEAD, b"ok", HEAD, b"ok"], [HEAD + b"ok"] * 2, []),
        ([HEAD, HEAD], [HEAD + HEAD], []),
        ([b"ok"], [b"ok"], []),
        ([HEAD + b"ok"], [HEAD + b"ok"], []),
    ],
)
def test_a_head_waits_for_what_follows_in_the_same_step(
    writes: list[bytes], at_once: list[bytes], afterwards: list[bytes]
) -> None:
    def use(transport: OneWrite) -> None:
        for data in writes:
            transport.write(data)

    assert done_by(use) == (at_once, afterwards)


def test_a_head_that_is_held_waits_for_its_body_and_nothing_else() -> None:
    def use(transport: OneWrite) -> None:
        transport.write(HEAD)
        transport.hold(HEAD)
        transport.write(b"ok")
        transport.hold(HEAD)
        transport.close()

    assert done_by(use) == ([HEAD, HEAD + b"ok", HEAD, "closed"], [])


def test_closing_sends_what_was_kept_first() -> None:
    def use(transport: OneWrite) -> None:
        transport.write(HEAD)
        transport.close()
        assert transport.is_closing()

    assert done_by(use) == ([HEAD, "closed"], [])
