"""The write gate: one at a time, a short queue, a bounded wait."""

from __future__ import annotations

from threading import Thread

import pytest

from app.engine.errors import Unavailable
from app.store.session import WriteGate

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


def test_a_full_queue_refuses_at_once_and_says_when_to_come_back() -> None:
    gate = WriteGate(waiting=0, seconds=HANG_GUARD)
    with gate(), pytest.raises(Unavailable) as refused, gate():
        pass
    assert refused.value.retry_after > 0


def test_who_waits_comes_in_when_the_one_before_has_left() -> None:
    gate = WriteGate(seconds=HANG_GUARD)
    inside: list[bool] = []

    def enter() -> None:
        with gate():
            inside.append(True)

    waiting = Thread(target=enter)
    with gate():
        waiting.start()
        before = list(inside)
    waiting.join(HANG_GUARD)
    assert (before, inside) == ([], [True])


def test_a_refused_writer_gives_its_place_back() -> None:
    gate = WriteGate(waiting=1, seconds=0.01)
    with gate():
        for _ in range(3):
            with pytest.raises(Unavailable), gate():
                pass
    with gate():
        entered = True
    assert entered


def test_who_only_looks_takes_the_gate_if_it_is_free_and_is_never_refused() -> None:
    gate = WriteGate(seconds=HANG_GUARD)
    with gate.if_free() as free, gate.if_free() as twice:
        assert (free, twice) == (True, False)
    with gate(), gate.if_free() as beside_a_writer:
        assert not beside_a_writer
    with gate():
        entered = True
    assert entered


def test_who_is_not_patient_does_not_wait() -> None:
    gate = WriteGate(seconds=HANG_GUARD)
    with gate(), pytest.raises(Unavailable), gate(patient=False):
        pass


def test_who_is_not_patient_comes_in_when_nobody_is_inside() -> None:
    gate = WriteGate()
    with gate(patient=False):
        entered = True
    assert entered
