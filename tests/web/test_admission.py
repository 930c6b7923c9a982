"""Whoever writes waits for a place before taking a thread: many come at once, none is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from starlette.types import ASGIApp

from app.engine.errors import Unavailable
from app.web import admission
from app.web.admission import Admission, Pace

HANG_GUARD = 60
FORM = {
    "content-type": "application/x-www-form-urlencoded",
    "sec-fetch-site": "same-origin",
    "hx-request-type": "partial",
}
PEOPLE = 100

Ask = Callable[[AsyncClient], Awaitable[list[Response]]]


def test_so_many_come_in_and_the_next_one_when_somebody_leaves() -> None:
    async def story() -> list[str]:
        admission = Admission(places=2, seconds=HANG_GUARD)
        events: list[str] = []
        leave = asyncio.Event()

        async def write(name: str) -> None:
            async with admission.place():
                events.append(name)
                await leave.wait()

        people = [asyncio.create_task(write(name)) for name in "abc"]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        events.append("full")
        leave.set()
        await asyncio.gather(*people)
        return events

    assert asyncio.run(story()) == ["a", "b", "full", "c"]


@pytest.mark.parametrize(("waiting", "seconds"), [(0, HANG_GUARD), (1, 0.01)])
def test_a_full_or_a_slow_queue_refuses_and_says_when_to_come_back(
    waiting: int, seconds: float
) -> None:
    async def story() -> int:
        admission = Admission(places=1, waiting=waiting, seconds=seconds)
        async with admission.place():
            for _ in range(3):  # a refused one gives its place in the queue back
                with pytest.raises(Unavailable) as refused:
                    async with admission.place():
                        pass
        async with admission.place():
            return refused.value.retry_after

    assert asyncio.run(story()) > 0


def test_the_pace_is_that_at_which_those_who_wait_come_in() -> None:
    times = iter((0.0, 2.0, 4.0, 100.0, 102.0))
    pace = Pace(lambda: next(times))
    for waited_for in (True, True, False, True, True):
        pace.note(waited_for=waited_for)
    assert 0 < pace.seconds < 2  # nobody waited for the 96 seconds between
    for time in range(1_000):
        times = iter((100.0 + 2 * time,))
        pace.note(waited_for=True)
    assert pace.seconds == pytest.approx(2.0, rel=0.05)


@pytest.mark.parametrize(("seconds", "waiting", "full"), [(1.0, 3, False), (1.0, 4, True)])
def test_whoever_would_wait_too_long_is_refused_before_waiting(
    seconds: float, waiting: int, full: bool
) -> None:
    async def story() -> bool:
        pace = Pace()
        pace.seconds = seconds
        admission = Admission(places=1, seconds=HANG_GUARD, pace=pace)

        async def wait() -> None:
            async with admission.place():
                pass

        async with admission.place():
            people = [asyncio.create_task(wait()) for _ in range(waiting)]
            await asyncio.sleep(0)
            is_full = admission.is_full
            if is_full:
                with pytest.raises(Unavailable):
                    await wait()
        await asyncio.gather(*people)
        return is_full

    assert asyncio.run(story()) is full


def test_nobody_is_refused_while_nobody_waits_however_slow_it_was() -> None:
    pace = Pace()
    pace.seconds = 1_000.0
    assert not Admission(places=1, pace=pace).is_full


def test_whoever_fails_leaves_the_place_free() -> None:
    async def story() -> bool:
        admission = Admission(places=1, seconds=0.01)
        with pytest.raises(ZeroDivisionError):
            async with admission.place():
                raise ZeroDivisionError
        async with admission.place():
            return True

    assert asyncio.run(story())


def together(app: ASGIApp, story: Ask) -> list[Response]:
    async def run() -> list[Response]:
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            return await story(client)

    return asyncio.run(run())


def form_of(number: int, key: str = "") -> bytes:
    return f"_key={key or number}&situation=new&_latest=0".encode()


@pytest.fixture
def patient(pages: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is refused for what the wait would be, or is: this machine may be slow, or busy."""
    monkeypatch.setattr(admission, "LONGEST_EXPECTED", HANG_GUARD)
    monkeypatch.setattr(pages.state.parts.admission, "_seconds", HANG_GUARD)


def test_a_hundred_save_at_once_and_none_is_refused_while_others_read(
    app: ASGIApp, patient: None
) -> None:
    async def story(client: AsyncClient) -> list[Response]:
        async def save(number: int) -> Response:
            client.cookies.clear()
            return await client.post("/questionnaire", content=form_of(number), headers=FORM)

        saves = [asyncio.create_task(save(number)) for number in range(PEOPLE)]
        await asyncio.sleep(0.05)
        readers = [await client.get(path) for path in ("/", "/assessments", "/readyz")]
        return [*await asyncio.gather(*saves), *readers]

    statuses = [answer.status_code for answer in together(app, story)]
    assert statuses == [303] * PEOPLE + [200] * 3


def test_a_hundred_drafts_at_once_are_all_kept(app: ASGIApp, patient: None) -> None:
    async def story(client: AsyncClient) -> list[Response]:
        made = await client.post("/assessments", content=b"_key=k", headers=FORM)
        draft = f"/assessments/{made.headers['location'].partition('_begun=')[2][:16]}/draft"
        posts = (
            client.post(draft, content=form_of(number), headers=FORM) for number in range(PEOPLE)
        )
        return list(await asyncio.gather(*posts))

    answers = together(app, story)
    assert [answer.status_code for answer in answers] == [200] * PEOPLE
    assert all("announcement" in answer.text for answer in answers)
