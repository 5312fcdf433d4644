"""Exchanges that wait to be written."""

from __future__ import annotations

import threading

from tests.exchanges import an_exchange
from voicelab.exchange.exchange import Exchange
from voicelab.log.waiting import WaitingExchanges


def test_one_more_is_kept_at_once_while_others_are_being_written() -> None:
    waiting, written = WaitingExchanges("a log"), list[int]()
    is_writing, may_go_on = threading.Event(), threading.Event()

    def append(exchange: Exchange) -> None:
        is_writing.set()
        assert may_go_on.wait(30.0)
        written.append(exchange.turn)

    waiting.add(an_exchange(turn=1))
    writing = threading.Thread(target=waiting.write, args=[append])
    writing.start()
    assert is_writing.wait(30.0)
    adding = threading.Thread(target=waiting.add, args=[an_exchange(turn=2)])
    adding.start()
    adding.join(5.0)
    was_added = not adding.is_alive()
    may_go_on.set()
    for thread in (adding, writing):
        thread.join(30.0)
    assert was_added
    assert written == [1, 2]
    assert not len(waiting)
