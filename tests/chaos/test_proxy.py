"""What the proxy does to the bytes of a connection."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import get_args

import pytest

from tests.chaos.byte_faults import CALM, ByteFault, BytePlan, ConnectionPlan, Kind
from tests.chaos.proxy import Proxy, disturbing_proxy

SENT = b"GET /a?key=1 HTTP/1.1\r\n" + bytes(range(256))


@pytest.fixture
def port() -> Iterator[int]:
    """Run a server that sends back what it gets, until the end of that."""

    def serve() -> None:
        while True:
            try:
                connection = listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=echo, args=(connection,), daemon=True).start()

    def echo(connection: socket.socket) -> None:
        with connection:
            try:
                while data := connection.recv(65_536):
                    connection.sendall(data)
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def back_from(proxy: Proxy, sent: bytes = SENT) -> bytes:
    """Send, end, and return what comes back until the end, or within half a second."""
    with socket.create_connection(("127.0.0.1", proxy.port)) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        client.settimeout(0.5)
        came = b""
        try:
            while data := client.recv(65_536):
                came += data
        except TimeoutError:
            came += b"and no end"
        return came


def forth(kind: Kind, **rest: float) -> Callable[[str, int], ConnectionPlan]:
    return lambda _path, _number: ConnectionPlan(forth=(ByteFault(kind=kind, **{"at_byte": 40, **rest}),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "size", "came"),
    [
        ("drop", 10, SENT[:40] + SENT[50:]),
        ("repeat", 10, SENT[:40] + SENT[30:]),
        ("split", 100, SENT),
        ("half-close", 1, SENT[:40]),
        ("stall", 1, SENT[:40] + b"and no end"),
    ],
)
def test_bytes_are_disturbed_where_the_plan_says(port: int, kind: Kind, size: int, came: bytes) -> None:
    with disturbing_proxy(port, forth(kind, size=size)) as proxy:
        assert back_from(proxy) == came
        assert proxy.disturbed[kind] == 1


def test_garbled_bytes_are_others_in_the_same_place(port: int) -> None:
    with disturbing_proxy(port, forth("garble", size=10)) as proxy:
        came = back_from(proxy)

    assert (came[:40], came[50:], len(came)) == (SENT[:40], SENT[50:], len(SENT))
    assert came != SENT


def test_a_reset_is_told_as_one(port: int) -> None:
    with disturbing_proxy(port, forth("reset")) as proxy, pytest.raises(ConnectionResetError):
        back_from(proxy)


def test_a_connection_that_is_cut_ends_without_the_rest(port: int) -> None:
    with disturbing_proxy(port, forth("cut")) as proxy:
        assert SENT[:40].startswith(back_from(proxy))


def test_delayed_bytes_come_late(port: int) -> None:
    with disturbing_proxy(port, forth("delay", seconds=0.2)) as proxy:
        began = time.monotonic()
        assert back_from(proxy) == SENT
        assert time.monotonic() - began > 0.2


def test_a_time_can_be_set_in_place_of_a_byte(port: int) -> None:
    with (
        disturbing_proxy(port, forth("drop", at_byte=None, at_seconds=0.1, size=4)) as proxy,  # type: ignore[arg-type]
        socket.create_connection(("127.0.0.1", proxy.port)) as client,
    ):
        client.sendall(SENT)
        time.sleep(0.2)
        client.sendall(b"dropped")
        client.shutdown(socket.SHUT_WR)
        assert b"".join(iter(lambda: client.recv(65_536), b"")) == SENT + b"ped"


def test_what_is_calm_and_what_has_become_so_passes_whole(port: int) -> None:
    with disturbing_proxy(port, lambda _path, number: CALM if number == 0 else forth("drop")("", 0)) as proxy:
        assert back_from(proxy) == SENT
        assert back_from(proxy) != SENT
        proxy.calm()
        assert back_from(proxy) == SENT


def test_nothing_of_a_connection_stays(port: int) -> None:
    with disturbing_proxy(port, forth("stall")) as proxy:
        back_from(proxy)
        assert proxy.connections == 1  # whoever left was not heard of
    assert proxy.connections == 0


def test_a_seed_decides_what_happens() -> None:
    def plans() -> list[ConnectionPlan]:
        return [BytePlan(seed).connection("/speech", number) for seed in range(20) for number in range(5)]

    assert plans() == plans()
    assert 20 < plans().count(CALM) < 80
    assert {each.kind for plan in plans() for each in plan.forth} == set(get_args(Kind))
    assert {each.kind for plan in plans() for each in plan.back} == set(get_args(Kind))
