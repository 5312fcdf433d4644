"""Proxy: stands between clients and a port of this machine, and disturbs what passes byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator

from tests.chaos.byte_faults import ALTERING, CALM, ByteFault, ConnectionPlan

__all__ = ["Proxy", "disturbing_proxy"]

_PIECE_BYTES = 65_536
_KEPT_BYTES = 4_096
_RESET = struct.pack("ii", 1, 0)
"""A socket that lingers for no time resets its connection when it is closed."""
_LAST_BYTES_SECONDS = 1.0
_END_SECONDS = 10.0


class _GoneError(Exception):
    """The connection is over, by a fault."""


class Proxy:
    """Passes connections on to a port; belongs to the event loop that runs it.

    Parameters
    ----------
    plan
        What happens to a connection, by the path of its first request and its number among those.
    """

    def __init__(self, port: int, plan: Callable[[str, int], ConnectionPlan]) -> None:
        self.disturbed: Counter[str] = Counter()
        """Faults that took effect, by kind."""
        self.plans: list[str] = []
        """What was to happen to each connection that was disturbed, for who looks into a failure."""
        self._target = port
        self._plan = plan
        self._numbers: Counter[str] = Counter()
        self._is_calm = False
        self._connections: set[asyncio.Task[None]] = set()
        self._altered: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._connections)

    def calm(self) -> None:
        """Disturb nothing from now on; called on another thread.

        Connections whose bytes are no more those that were sent are reset, as TCP itself would do it; those
        that have stalled stay so, which only who waits in vain notices.
        """
        self._is_calm = True
        assert self._server is not None
        loop = self._server.get_loop()
        asyncio.run_coroutine_threadsafe(_end(self._altered), loop).result(_END_SECONDS)

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def stop(self) -> None:
        """Listen no more, and reset what is open."""
        assert self._server is not None
        self._server.close()
        await _end(self._connections)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await self._connect(reader, writer)
        except asyncio.CancelledError:
            _reset(writer)
        except OSError:  # either end may leave as it likes
            pass
        finally:
            writer.transport.abort()
            self._connections.discard(task)
            self._altered.discard(task)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            first = await reader.read(_PIECE_BYTES)
            plan = self._plan_of(first)
            connection = asyncio.current_task()
            assert connection is not None
            forth = _Direction(self, connection, reader, far_writer, plan.forth, first)
            back = _Direction(self, connection, far_reader, writer, plan.back)
            tasks = [asyncio.ensure_future(each.run()) for each in (forth, back)]
            try:
                await asyncio.gather(*tasks)
            except _GoneError as gone:
                if str(gone) == "reset":
                    _reset(writer)
                    _reset(far_writer)
                else:
                    await _close(writer)
                    await _close(far_writer)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)
        except asyncio.CancelledError:
            _reset(far_writer)
            raise
        finally:
            far_writer.transport.abort()

    def _plan_of(self, first: bytes) -> ConnectionPlan:
        if self._is_calm:
            return CALM
        words = first.split(b" ", 2)
        path = words[1].partition(b"?")[0].decode("latin-1") if len(words) > 1 else ""
        number, self._numbers[path] = self._numbers[path], self._numbers[path] + 1
        plan = self._plan(path, number)
        if plan != CALM:
            self.plans.append(f"{path} {number}: {plan}")
        return plan

    def takes_effect(self, fault: ByteFault, connection: asyncio.Task[None]) -> bool:
        """Return whether a fault that is due on a connection takes effect, and count it."""
        if self._is_calm:
            return False
        self.disturbed[fault.kind] += 1
        if fault.kind in ALTERING:
            self._altered.add(connection)
        return True


class _Direction:
    """What passes from one end of a connection to the other."""

    def __init__(
        self,
        proxy: Proxy,
        connection: asyncio.Task[None],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        faults: tuple[ByteFault, ...],
        first: bytes = b"",
    ) -> None:
        self._proxy, self._connection = proxy, connection
        self._reader, self._writer = reader, writer
        self._faults = faults
        self._waiting = first
        self._passed = 0
        self._last = b""
        self._began = asyncio.get_running_loop().time()

    async def run(self) -> None:
        """Pass all on until its end; an end that is passed on, too."""
        by_byte = sorted((each for each in self._faults if each.at_byte is not None), key=_byte)
        by_time = sorted((each for each in self._faults if each.at_byte is None), key=_seconds)
        for each in [*by_time, *by_byte]:
            if not await self._pass_until(each):
                break
            if self._proxy.takes_effect(each, self._connection):
                await self._disturb(each)
                if self._writer.transport.is_closing() or each.kind == "half-close":
                    return
        while data := await self._read(_PIECE_BYTES):
            await self._write(data)
        with contextlib.suppress(OSError):
            self._writer.write_eof()

    async def _pass_until(self, fault: ByteFault) -> bool:
        """Pass on what comes until a fault is due; return whether it is, or the end has come."""
        if fault.at_byte is not None:
            while (left := fault.at_byte - self._passed) > 0:
                if not (data := await self._read(min(left, _PIECE_BYTES))):
                    return False
                await self._write(data)
            return True
        while True:
            reading = asyncio.ensure_future(self._read(_PIECE_BYTES))
            left_seconds = self._began + fault.at_seconds - asyncio.get_running_loop().time()
            try:
                await asyncio.wait({reading}, timeout=max(0.0, left_seconds))
            finally:
                reading.cancel()  # what it has not read yet stays to be read
            await asyncio.wait({reading})
            if reading.cancelled():
                return True
            if not (data := reading.result()):
                return False
            await self._write(data)

    async def _disturb(self, fault: ByteFault) -> None:
        kind = fault.kind
        if kind == "delay":
            await asyncio.sleep(fault.seconds)
        elif kind == "repeat":
            await self._write(self._last[-fault.size :])
        elif kind == "half-close":
            self._writer.write_eof()
            await self._swallow()
        elif kind == "stall":
            await self._swallow()
            await asyncio.Event().wait()
        elif kind in ("cut", "reset"):
            raise _GoneError(kind)
        else:
            await self._change(kind, await self._take(fault.size))

    async def _change(self, kind: str, piece: bytes) -> None:
        if kind == "garble":
            chance = random.Random(len(piece))
            await self._write(bytes(chance.randrange(256) for _ in piece))
        elif kind == "split":
            for place in range(len(piece)):
                await self._write(piece[place : place + 1])
                await asyncio.sleep(0)
        # what is dropped goes nowhere

    async def _swallow(self) -> None:
        while await self._read(_PIECE_BYTES):
            pass

    async def _take(self, size: int) -> bytes:
        piece = b""
        while len(piece) < size and (data := await self._read(size - len(piece))):
            piece += data
        return piece

    async def _read(self, size: int) -> bytes:
        if self._waiting:
            data, self._waiting = self._waiting[:size], self._waiting[size:]
        else:
            data = await self._reader.read(size)
        return data

    async def _write(self, data: bytes) -> None:
        self._passed += len(data)
        self._last = (self._last + data)[-_KEPT_BYTES:]
        self._writer.write(data)
        await self._writer.drain()


def _byte(fault: ByteFault) -> int:
    return fault.at_byte or 0


def _seconds(fault: ByteFault) -> float:
    return fault.at_seconds


async def _end(connections: set[asyncio.Task[None]]) -> None:
    ending = set(connections)
    for connection in ending:
        connection.cancel()
    if ending:
        await asyncio.wait(ending)


async def _close(writer: asyncio.StreamWriter) -> None:
    """Close after what waits to be sent, unless nobody takes that."""
    writer.close()
    with contextlib.suppress(OSError, asyncio.TimeoutError):
        await asyncio.wait_for(writer.wait_closed(), _LAST_BYTES_SECONDS)


def _reset(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()


@contextlib.contextmanager
def disturbing_proxy(port: int, plan: Callable[[str, int], ConnectionPlan]) -> Iterator[Proxy]:
    """Run a proxy ahead of a port, on a thread of its own, for the length of a ``with`` block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="proxy", daemon=True)
    thread.start()
    proxy = Proxy(port, plan)
    try:
        asyncio.run_coroutine_threadsafe(proxy.start(), loop).result(_END_SECONDS)
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(proxy.stop(), loop).result(_END_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_END_SECONDS)
        loop.close()
