"""A sink may be anybody's: what it raises, and that it does not return, is an error of the turn."""

from __future__ import annotations

import asyncio
import functools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from voicelab import Session
from voicelab.audio.sinks import NullSink
from voicelab.conversation import reply_player
from voicelab.testing import EmbeddedServices


class StuckSink(NullSink):
    """Never returns from one of its methods, though it is cancelled again and again."""

    def __init__(self, method: str, *, is_stubborn: bool = False) -> None:
        self._is_stubborn = is_stubborn
        setattr(self, method, self._stick)

    async def _stick(self, *_: Any) -> None:
        for _attempt in range(5 if self._is_stubborn else 1):
            try:
                await asyncio.sleep(30)
            except asyncio.CancelledError:
                if not self._is_stubborn:
                    raise


class PlainSink(NullSink):
    """Has a method that is no coroutine."""

    def write(self, pcm: bytes) -> None:  # type: ignore[override]
        pass


@pytest.mark.parametrize("is_stubborn", [False, True])
@pytest.mark.parametrize("method", ["begin", "write", "drain"])
def test_a_sink_that_never_returns_fails_its_turn_and_no_other(
    scripted: EmbeddedServices, method: str, is_stubborn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reply_player, "_PATIENCE_SECONDS", 0.3)
    with Session(services=scripted.services, log=False) as session:
        exchange = session.ask("What is it?", sink=StuckSink(method, is_stubborn=is_stubborn))
        assert session.ask("And then?").outcome == "completed"

    assert (exchange.outcome, exchange.error_code) == ("failed", "sink-failed")
    assert exchange.error_message is not None
    assert f"The sink did not play the reply: its {method} did not return within" in exchange.error_message


def test_a_sink_may_take_as_long_as_its_sound(
    scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    class RealTimeSink(NullSink):
        def __init__(self) -> None:
            self._ends_at = 0.0

        async def write(self, pcm: bytes) -> None:
            # As a speaker does it: what comes late does not make all that follows later, too.
            self._ends_at = max(self._ends_at, time.monotonic()) + len(pcm) / 2 / 24_000
            await asyncio.sleep(self._ends_at - time.monotonic())

    monkeypatch.setattr(reply_player, "_PATIENCE_SECONDS", 0.3)
    with Session(services=scripted.services, log=False) as session:
        exchange = session.ask("What is it?", sink=RealTimeSink())

    assert exchange.outcome == "completed"
    assert exchange.spoken is not None
    assert exchange.spoken.duration_seconds > 1.0


def test_a_sink_that_blocks_holds_up_no_other_session(scripted: EmbeddedServices) -> None:
    freed = threading.Event()

    class BlockingSink(NullSink):
        async def write(self, pcm: bytes) -> None:
            freed.wait(20.0)  # as a loudspeaker's `write` does, which is no coroutine

    with (
        Session(services=scripted.services, log=False) as blocked,
        Session(services=scripted.services, log=False) as other,
        ThreadPoolExecutor() as pool,
    ):
        asked = pool.submit(blocked.ask, "What is it?", sink=BlockingSink())
        assert other.ask("And then?").outcome == "completed"
        assert not asked.done()
        freed.set()
        assert asked.result().outcome == "completed"


class LatePlainSink(NullSink):
    """Has a method of which only the call tells that it is no coroutine."""

    write = functools.partial(print, end="")  # type: ignore[assignment]


def test_a_method_that_is_no_coroutine_is_refused_before_the_model_is_asked(
    scripted: EmbeddedServices,
) -> None:
    with Session(services=scripted.services, log=False) as session:
        with pytest.raises(ValueError, match="the sink's write is no coroutine, write `async def write`"):
            session.ask("What is it?", sink=PlainSink())  # type: ignore[arg-type]
        late = session.ask("What is it?", sink=LatePlainSink())  # type: ignore[arg-type]

    assert len([each for each in scripted.request_log.requests if each.body is not None]) == 1
    assert (late.outcome, late.error_code) == ("failed", "sink-failed")
    assert late.error_message is not None
    assert "its write is no coroutine, write `async def write`" in late.error_message


class RecordingSink(NullSink):
    """Keeps what is called, and fails to fall silent."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    async def begin(self, sample_rate_hz: int) -> None:
        self.calls.append("begin")

    async def flush(self) -> None:
        self.calls.append("flush")
        raise OSError("unplugged")


async def test_what_was_not_begun_is_not_flushed(caplog: pytest.LogCaptureFixture) -> None:
    sink = RecordingSink()
    player = reply_player.ReplyPlayer(sink)
    await player.flush()
    assert sink.calls == []
    await player.begin(24_000)
    await player.flush()
    await player.flush()
    assert sink.calls == ["begin", "flush"]
    await player.begin(24_000)
    await player.drain()
    await player.flush()
    assert sink.calls == ["begin", "flush", "begin"]
    assert "The sink did not fall silent. The sink did not play the reply: OSError: unplugged." in caplog.text
    assert [record.exc_info for record in caplog.records] == [None]
