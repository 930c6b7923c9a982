"""Readiness: asked once a second at most, and the last answer for whoever asks meanwhile."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from app.engine.errors import Unavailable
from app.store.status import Readiness

HANG_GUARD = 30


class Asked:
    """A check that counts, and a clock that is moved by hand."""

    def __init__(self) -> None:
        self.times = 0
        self.now = 100.0
        self.fault: str | None = None

    def check(self) -> None:
        self.times += 1
        if self.fault:
            raise Unavailable(self.fault)

    def readiness(self) -> Readiness:
        return Readiness(self.check, lambda: self.now)


def test_within_a_second_it_is_asked_once() -> None:
    asked = Asked()
    readiness = asked.readiness()
    for _ in range(50):
        readiness.require()
    assert asked.times == 1


def test_after_a_second_it_is_asked_again() -> None:
    asked = Asked()
    readiness = asked.readiness()
    readiness.require()
    asked.now += 1
    asked.fault = "The disk is gone."
    with pytest.raises(Unavailable, match="The disk is gone"):
        readiness.require()


def test_a_refusal_is_remembered_and_forgotten_like_any_answer() -> None:
    asked = Asked()
    asked.fault = "The disk is gone."
    readiness = asked.readiness()
    for _ in range(2):
        with pytest.raises(Unavailable):
            readiness.require()
    asked.fault = None
    asked.now += 1
    readiness.require()
    assert asked.times == 2


def test_nobody_waits_for_another_ones_question() -> None:
    entered, leave = Event(), Event()

    def slow() -> None:
        entered.set()
        leave.wait(HANG_GUARD)

    readiness = Readiness(slow)
    first = Thread(target=readiness.require)
    first.start()
    entered.wait(HANG_GUARD)
    with pytest.raises(Unavailable, match="not been looked at"):
        readiness.require()
    leave.set()
    first.join(HANG_GUARD)
    readiness.require()


def test_a_mistake_of_ours_is_not_taken_for_an_answer() -> None:
    readiness = Readiness(lambda: [][0])
    with pytest.raises(IndexError):
        readiness.require()
