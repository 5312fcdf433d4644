"""The page's microphone as a source, without a page."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import numpy as np
import pytest

from voicelab.audio.clip import Audio
from voicelab.audio.live_chunks import TurnMark
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.errors import DeviceError
from voicelab.widgets.browser_audio.microphone import BrowserMicrophone
from voicelab.widgets.browser_audio.page_liveness import PageLiveness
from voicelab.widgets.browser_audio.page_states import refusal
from voicelab.widgets.browser_audio.running_cell import RunningCell

FRAME = Audio.from_array(np.full(640, 1_000, np.int16), SAMPLE_RATE_HZ).to_pcm()


class MicrophonePage:
    """A microphone and what it asked of its page."""

    def __init__(self) -> None:
        self.asked: list[bool] = []
        self.gone_error: DeviceError | None = None
        self.failure: Exception | None = None
        self.liveness = PageLiveness(RunningCell())
        self.microphone = BrowserMicrophone(self._switch, self.liveness, self._on_gone)

    def _switch(self, on: bool) -> None:
        if self.failure is not None:
            raise self.failure
        self.asked.append(on)

    def _on_gone(self) -> DeviceError | None:
        if self.failure is not None:
            raise self.failure
        return self.gone_error


@pytest.fixture
def page() -> MicrophonePage:
    """Return a page whose microphone is off."""
    return MicrophonePage()


async def read_all(microphone: BrowserMicrophone) -> bytes:
    """Read until the end."""
    async with aclosing(microphone.chunks()) as chunks:
        return b"".join([pcm async for pcm in chunks])


async def test_what_came_before_the_first_read_is_kept(page: MicrophonePage) -> None:
    page.microphone.begin(1, SAMPLE_RATE_HZ)
    page.microphone.add(1, 0, None, FRAME)
    page.microphone.add(1, 1, None, FRAME)
    page.microphone.end()
    assert await read_all(page.microphone) == 2 * FRAME
    assert True not in page.asked


async def test_reading_switches_the_microphone_on_and_leaving_off(page: MicrophonePage) -> None:
    async with aclosing(page.microphone.chunks()) as chunks:
        first = asyncio.ensure_future(anext(chunks))
        await asyncio.sleep(0)
        assert page.asked == [True]
        page.microphone.begin(1, SAMPLE_RATE_HZ)
        page.microphone.add(1, 0, None, FRAME)
        assert await first == FRAME
    assert page.asked == [True, False]


async def test_a_missing_frame_is_counted_and_filled_with_silence(page: MicrophonePage) -> None:
    page.microphone.begin(1, SAMPLE_RATE_HZ)
    page.microphone.add(1, 0, None, FRAME)
    page.microphone.add(1, 3, None, FRAME)
    page.microphone.end()
    assert await read_all(page.microphone) == FRAME + bytes(2 * len(FRAME)) + FRAME
    assert page.microphone.report.missing_frames == 2


async def test_a_silenced_microphone_gives_silence_of_the_same_length(page: MicrophonePage) -> None:
    page.microphone.begin(1, SAMPLE_RATE_HZ)
    with page.microphone.silenced():
        page.microphone.add(1, 0, None, FRAME)
    page.microphone.add(1, 1, None, FRAME)
    page.microphone.end()
    assert await read_all(page.microphone) == bytes(len(FRAME)) + FRAME


async def test_a_frame_of_an_earlier_capture_is_let_go(page: MicrophonePage) -> None:
    page.microphone.begin(1, SAMPLE_RATE_HZ)
    page.microphone.end()
    page.microphone.begin(2, SAMPLE_RATE_HZ)
    page.microphone.add(1, 0, None, FRAME)
    page.microphone.end()
    assert await read_all(page.microphone) == b""


async def test_another_microphone_goes_on_with_the_same_stretch_of_talk(page: MicrophonePage) -> None:
    reading = asyncio.ensure_future(read_all(page.microphone))
    await asyncio.sleep(0)
    page.microphone.begin(1, SAMPLE_RATE_HZ)
    page.microphone.add(1, 0, None, FRAME)
    page.microphone.add(1, 1, None, FRAME)
    page.microphone.begin(2, SAMPLE_RATE_HZ)
    page.microphone.add(2, 0, None, FRAME)
    page.microphone.end()
    assert await reading == 3 * FRAME
    assert page.microphone.report.missing_frames == 0


async def test_sound_of_another_rate_is_converted(page: MicrophonePage) -> None:
    tone = Audio.from_array(np.sin(np.arange(48_000) * 2 * np.pi * 440 / 48_000) / 2, 48_000)
    page.microphone.begin(1, 48_000)
    for number, position in enumerate(range(0, 48_000, 1_920)):
        page.microphone.add(1, number, None, tone.to_pcm()[2 * position : 2 * (position + 1_920)])
    page.microphone.end()
    heard = Audio.from_pcm(await read_all(page.microphone), SAMPLE_RATE_HZ)
    assert heard.duration_seconds == pytest.approx(1.0, abs=0.05)
    assert heard.rms_dbfs == pytest.approx(tone.rms_dbfs, abs=0.5)


async def test_closing_the_gate_adds_the_silence_that_ends_an_utterance(page: MicrophonePage) -> None:
    page.microphone.closing_silence_seconds = 0.5
    page.microphone.begin(1, SAMPLE_RATE_HZ)
    page.microphone.add(1, 0, None, FRAME)
    page.microphone.move_gate(is_open=False, is_turn=False)
    page.microphone.end()
    assert await read_all(page.microphone) == FRAME + bytes(SAMPLE_RATE_HZ)


async def test_what_is_said_while_the_key_is_held_is_one_turn(page: MicrophonePage) -> None:
    page.microphone.begin(1, SAMPLE_RATE_HZ)
    page.microphone.move_gate(is_open=True, is_turn=True)
    page.microphone.add(1, 0, None, FRAME)
    page.microphone.move_gate(is_open=False, is_turn=False)
    page.microphone.end()
    async with aclosing(page.microphone.chunks()) as chunks:
        given = [chunk async for chunk in chunks]
    assert [chunk.begins if isinstance(chunk, TurnMark) else chunk for chunk in given] == [True, FRAME, False]


async def test_a_refusal_is_raised_to_the_reader(page: MicrophonePage) -> None:
    reading = asyncio.ensure_future(read_all(page.microphone))
    await asyncio.sleep(0)
    page.microphone.end(refusal("denied"))
    with pytest.raises(DeviceError, match="did not allow") as caught:
        await reading
    assert caught.value.code == "browser-denied"


async def test_a_second_reader_is_refused(page: MicrophonePage) -> None:
    page.microphone.begin(1, SAMPLE_RATE_HZ)
    first = asyncio.ensure_future(read_all(page.microphone))
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="being read already"):
        await read_all(page.microphone)
    page.microphone.end()
    await first


async def test_talk_may_begin_again_after_its_end(page: MicrophonePage) -> None:
    for capture in (1, 2):
        page.microphone.begin(capture, SAMPLE_RATE_HZ)
        page.microphone.add(capture, 0, None, FRAME)
        page.microphone.end()
        assert await read_all(page.microphone) == FRAME


async def test_a_page_that_never_comes_is_an_error(
    page: MicrophonePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.gone_error = refusal("no-page-yet")
    monkeypatch.setattr(PageLiveness, "is_gone", property(lambda liveness: True))
    with pytest.raises(DeviceError, match="No page is there yet"):
        await read_all(page.microphone)


async def test_a_microphone_that_could_not_be_switched_on_can_be_read_later(page: MicrophonePage) -> None:
    page.failure = OSError("the kernel's connection is closed")
    with pytest.raises(OSError, match="connection is closed"):
        await read_all(page.microphone)
    page.failure = None
    page.microphone.begin(1, SAMPLE_RATE_HZ)
    page.microphone.add(1, 0, None, FRAME)
    page.microphone.end()
    assert await read_all(page.microphone) == FRAME


async def test_a_microphone_whose_watch_failed_ends_and_can_be_read_later(
    page: MicrophonePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PageLiveness, "is_gone", True)
    page.microphone.begin(1, SAMPLE_RATE_HZ)
    page.failure = OSError("the kernel's connection is closed")
    with pytest.raises(OSError, match="connection is closed"):
        await read_all(page.microphone)
    page.failure = None
    page.microphone.begin(2, SAMPLE_RATE_HZ)
    page.microphone.add(2, 0, None, FRAME)
    page.microphone.end()
    assert await read_all(page.microphone) == FRAME
