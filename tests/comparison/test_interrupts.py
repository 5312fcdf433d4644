"""A first interrupt is noted, a second one raised."""

from __future__ import annotations

import signal
import threading

import pytest

from voicelab.comparison.interrupts import Interruption


def test_a_first_interrupt_is_noted_and_tears_nothing() -> None:
    with Interruption() as interruption:
        signal.raise_signal(signal.SIGINT)
        assert interruption.came


def test_a_second_interrupt_is_raised() -> None:
    with Interruption():
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_afterwards_interrupts_are_as_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interruption():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_than_the_main_one_is_left_alone() -> None:
    seen: list[bool] = []

    def work() -> None:
        before = signal.getsignal(signal.SIGINT)
        with Interruption() as interruption:
            seen.append(signal.getsignal(signal.SIGINT) is before and not interruption.came)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [True]
