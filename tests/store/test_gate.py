"""The write gate: one at a time, a short queue, a bounded wait."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from app.engine.errors import Unavailable
from app.store.gate import WriteGate

HANG_GUARD = 30


def test_one_writer_at_a_time() -> None:
    gate = WriteGate(seconds=0.01)
    with gate(), pytest.raises(Unavailable), gate():
        pass


def test_the_next_writer_comes_in_when_the_first_has_left() -> None:
    gate = WriteGate(seconds=0.01)
    with gate():
        pass
    with gate():
        entered = True
    assert entered


def test_a_writer_who_fails_leaves_the_gate_open() -> None:
    gate = WriteGate(seconds=0.01)
    with pytest.raises(ZeroDivisionError), gate():
        raise ZeroDivisionError
    with gate():
        entered = True
    assert entered


def test_a_full_queue_refuses_at_once() -> None:
    gate = WriteGate(waiting=1, seconds=HANG_GUARD)
    begun, inside = Event(), []

    def wait() -> None:
        begun.set()
        with gate():
            inside.append(True)

    waiting = Thread(target=wait)
    with gate():
        waiting.start()
        begun.wait(HANG_GUARD)
        while gate._places._value:  # until the thread has taken the only place in the queue
            pass
        with pytest.raises(Unavailable) as refused, gate():
            pass
    waiting.join(HANG_GUARD)
    assert (refused.value.retry_after > 0, inside) == (True, [True])


def test_a_refused_writer_gives_its_place_back() -> None:
    gate = WriteGate(waiting=1, seconds=0.01)
    with gate():
        for _ in range(3):
            with pytest.raises(Unavailable), gate():
                pass
    with gate():
        entered = True
    assert entered
