"""The page's microphone as a source, without a page."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable
from contextlib import aclosing

import numpy as np
import pytest

from voicelab.audio.clip import Audio
from voicelab.audio.live_chunks import TurnMark
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.errors import DeviceError
from voicelab.widgets.browser_audio import microphone
from voicelab.widgets.browser_audio.microphone import BrowserMicrophone
from voicelab.widgets.browser_audio.page_liveness import PageLiveness
from voicelab.widgets.browser_audio.page_states import refusal
from voicelab.widgets.browser_audio.running_cell import RunningCell

FRAME = Audio.from_array(np.full(640, 1_000, np.int16), SAMPLE_RATE_HZ).to_pcm()


class MicrophonePage:
    """A microphone and what it asked of its page."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, bool]] = []
        self.gone_error: DeviceError | None = None
        self.failure: Exception | None = None
        self.liveness = PageLiveness(RunningCell())
        self.microphone = BrowserMicrophone(self._switch, self.liveness, self._on_gone)
        self.microphone.change_page("page")

    def talk(self, *frames: bytes, capture: int = 1, sample_rate_hz: int = SAMPLE_RATE_HZ) -> None:
        """Press Talk, and let frames come."""
        self.microphone.want(capture)
        self.microphone.begin(capture, sample_rate_hz)
        for number, frame in enumerate(frames):
            self.microphone.add(capture, number, None, frame)

    def _switch(self, page: str, capture: int, on: bool) -> None:
        assert page == "page"
        if self.failure is not None:
            raise self.failure
        self.asked.append((capture, on))

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


async def reading(page: MicrophonePage) -> asyncio.Task[bytes]:
    """Begin to read until the end."""
    task = asyncio.ensure_future(read_all(page.microphone))
    await asyncio.sleep(0)
    return task


async def test_what_came_before_the_first_read_is_kept(page: MicrophonePage) -> None:
    page.talk(FRAME, FRAME)
    heard = await reading(page)
    page.microphone.end(1)
    assert await heard == 2 * FRAME
    assert page.asked == []


async def test_reading_switches_the_microphone_on_and_leaving_off(page: MicrophonePage) -> None:
    async with aclosing(page.microphone.chunks()) as chunks:
        first = asyncio.ensure_future(anext(chunks))
        await asyncio.sleep(0)
        assert page.asked == [(1, True)]
        page.microphone.begin(1, SAMPLE_RATE_HZ)
        page.microphone.add(1, 0, None, FRAME)
        assert await first == FRAME
    assert page.asked == [(1, True), (1, False)]


async def test_a_missing_frame_is_counted_and_filled_with_silence(page: MicrophonePage) -> None:
    page.talk(FRAME)
    page.microphone.add(1, 3, None, FRAME)
    heard = await reading(page)
    page.microphone.end(1)
    assert await heard == FRAME + bytes(2 * len(FRAME)) + FRAME
    assert page.microphone.report.missing_frames == 2


async def test_a_silenced_microphone_gives_silence_of_the_same_length(page: MicrophonePage) -> None:
    page.talk()
    with page.microphone.silenced():
        page.microphone.add(1, 0, None, FRAME)
    page.microphone.add(1, 1, None, FRAME)
    heard = await reading(page)
    page.microphone.end(1)
    assert await heard == bytes(len(FRAME)) + FRAME


async def test_what_comes_late_of_a_capture_that_is_over_changes_nothing(page: MicrophonePage) -> None:
    page.talk()
    page.talk(FRAME, capture=2)
    heard = await reading(page)
    page.microphone.want(1)
    page.microphone.add(1, 0, None, FRAME)
    page.microphone.move_gate(1, is_open=False, is_turn=False)
    page.microphone.end(1, refusal("denied"))
    await asyncio.sleep(0)
    assert page.microphone.capture == 2
    page.microphone.end(2)
    assert await heard == FRAME


async def test_the_page_is_told_to_end_what_nobody_wants(page: MicrophonePage) -> None:
    page.talk()
    page.microphone.end(1)
    page.microphone.begin(1, SAMPLE_RATE_HZ)
    assert page.asked == [(1, False)]
    for number in range(25):
        page.microphone.add(1, number, None, FRAME)
    assert page.asked == [(1, False)] * 4


async def test_a_microphone_that_nobody_reads_is_switched_off_in_the_end(
    page: MicrophonePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(microphone, "_UNREAD_SECONDS", 0.1)
    page.talk(FRAME, FRAME, FRAME)
    assert page.asked == [(1, False)]
    assert page.microphone.capture is None


async def test_stop_that_crosses_the_beginning_of_a_read_ends_it(page: MicrophonePage) -> None:
    heard = await reading(page)
    page.microphone.end(1)  # Stop was pressed before the page had heard of the read
    assert await heard == b""
    assert page.microphone.capture is None


async def test_talk_that_crosses_the_beginning_of_a_read_is_that_read(page: MicrophonePage) -> None:
    heard = await reading(page)
    page.talk(FRAME)
    page.microphone.end(1)
    assert await heard == FRAME
    assert page.asked == [(1, True)]


async def test_a_read_that_ends_late_leaves_the_next_talk_alone(page: MicrophonePage) -> None:
    page.talk()
    first = await reading(page)
    page.microphone.end(1)
    page.talk(FRAME, capture=2)
    await first
    second = await reading(page)
    page.microphone.end(2)
    assert await second == FRAME
    assert page.asked == []


async def test_what_was_stopped_before_it_was_read_is_not_what_the_next_read_hears(
    page: MicrophonePage,
) -> None:
    page.talk(FRAME)
    page.microphone.end(1)
    heard = await reading(page)
    assert page.asked == [(2, True)]
    page.talk(FRAME, FRAME, capture=2)
    page.microphone.end(2)
    assert await heard == 2 * FRAME


async def test_the_next_page_counts_anew_and_what_was_wanted_of_the_last_is_over(
    page: MicrophonePage,
) -> None:
    page.talk(capture=7)
    first = await reading(page)
    page.microphone.change_page("another page")
    page.talk(FRAME)
    assert await first == b""
    assert page.microphone.capture == 1
    assert page.asked == []


async def test_who_reads_before_a_page_is_there_hears_the_first(page: MicrophonePage) -> None:
    page.microphone = BrowserMicrophone(lambda *_: None, page.liveness, lambda: None)
    heard = await reading(page)
    page.microphone.change_page("page")
    page.talk(FRAME)
    page.microphone.end(1)
    assert await heard == FRAME


async def test_whatever_crosses_the_microphone_is_on_as_long_as_it_is_wanted() -> None:
    assert [seed for seed in range(100) if not await _Crossing(random.Random(seed)).ends_well()] == []


async def test_another_microphone_goes_on_with_the_same_stretch_of_talk(page: MicrophonePage) -> None:
    heard = await reading(page)
    page.talk(FRAME, FRAME)
    page.talk(FRAME)
    page.microphone.end(1)
    assert await heard == 3 * FRAME
    assert page.microphone.report.missing_frames == 0


async def test_sound_of_another_rate_is_converted(page: MicrophonePage) -> None:
    tone = Audio.from_array(np.sin(np.arange(48_000) * 2 * np.pi * 440 / 48_000) / 2, 48_000)
    pcm = tone.to_pcm()
    frames = [pcm[2 * position : 2 * (position + 1_920)] for position in range(0, 48_000, 1_920)]
    page.talk(*frames, sample_rate_hz=48_000)
    reader = await reading(page)
    page.microphone.end(1)
    heard = Audio.from_pcm(await reader, SAMPLE_RATE_HZ)
    assert heard.duration_seconds == pytest.approx(1.0, abs=0.05)
    assert heard.rms_dbfs == pytest.approx(tone.rms_dbfs, abs=0.5)


async def test_closing_the_gate_adds_the_silence_that_ends_an_utterance(page: MicrophonePage) -> None:
    page.microphone.closing_silence_seconds = 0.5
    page.talk(FRAME)
    page.microphone.move_gate(1, is_open=False, is_turn=False)
    heard = await reading(page)
    page.microphone.end(1)
    assert await heard == FRAME + bytes(SAMPLE_RATE_HZ)


async def test_what_is_said_while_the_key_is_held_is_one_turn(page: MicrophonePage) -> None:
    page.talk()
    page.microphone.move_gate(1, is_open=True, is_turn=True)
    page.microphone.add(1, 0, None, FRAME)
    page.microphone.move_gate(1, is_open=False, is_turn=False)
    async with aclosing(page.microphone.chunks()) as chunks:
        given = [await anext(chunks) for _ in range(3)]
    assert [chunk.begins if isinstance(chunk, TurnMark) else chunk for chunk in given] == [True, FRAME, False]


async def test_a_refusal_is_raised_to_the_reader(page: MicrophonePage) -> None:
    heard = await reading(page)
    page.microphone.end(1, refusal("denied"))
    with pytest.raises(DeviceError, match="did not allow") as caught:
        await heard
    assert caught.value.code == "browser-denied"


async def test_a_refusal_that_came_before_the_first_read_is_raised_to_it_once(page: MicrophonePage) -> None:
    page.talk()
    page.microphone.end(1, refusal("denied"))
    assert page.microphone.capture is None
    with pytest.raises(DeviceError, match="did not allow"):
        await read_all(page.microphone)
    await reading(page)
    assert page.asked[-1] == (2, True)


@pytest.mark.parametrize("forgets", ["stop", "time"])
async def test_a_refusal_is_forgotten(
    page: MicrophonePage, forgets: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.talk()
    page.microphone.end(1, refusal("denied"))
    if forgets == "stop":
        page.microphone.end(2)
    else:
        monkeypatch.setattr(microphone, "_REFUSAL_SECONDS", 0.0)
    heard = await reading(page)
    assert page.asked == [(page.microphone.capture, True)]
    page.microphone.end(3)
    assert await heard == b""


async def test_a_second_reader_is_refused(page: MicrophonePage) -> None:
    page.talk()
    first = await reading(page)
    with pytest.raises(RuntimeError, match="being read already"):
        await read_all(page.microphone)
    page.microphone.end(1)
    await first


async def test_talk_may_begin_again_after_its_end(page: MicrophonePage) -> None:
    for capture in (1, 2):
        page.talk(FRAME, capture=capture)
        heard = await reading(page)
        page.microphone.end(capture)
        assert await heard == FRAME


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
    page.talk(FRAME)
    heard = await reading(page)
    page.microphone.end(1)
    assert await heard == FRAME


async def test_a_microphone_whose_watch_failed_ends_and_can_be_read_later(
    page: MicrophonePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.talk()
    page.failure = OSError("the kernel's connection is closed")
    with monkeypatch.context() as gone:
        gone.setattr(PageLiveness, "is_gone", True)
        with pytest.raises(OSError, match="connection is closed"):
            await read_all(page.microphone)
    page.failure = None
    page.talk(FRAME, capture=2)
    heard = await reading(page)
    page.microphone.end(2)
    assert await heard == FRAME


class _Crossing:
    """A microphone and a page that follows `wire`, whose messages to each other arrive at any time."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._to_page: deque[tuple[int, bool]] = deque()
        self._to_kernel: deque[Callable[[], None]] = deque()
        self._microphone = BrowserMicrophone(self._switch, PageLiveness(RunningCell()), lambda: None)
        self._microphone.change_page("page")
        self._capture = 0
        self._is_on = False
        self._readers: list[asyncio.Task[bytes]] = []

    async def ends_well(self) -> bool:
        """Do forty things in any order, and let all arrive: whether both sides are of one mind then."""
        things = (
            self._talk,
            self._stop,
            self._read,
            self._leave,
            self._hear,
            self._hear,
            self._tell,
            self._tell,
        )
        for _ in range(40):
            self._chance.choice(things)()
            await asyncio.sleep(0)
        self._leave()
        await asyncio.gather(*self._readers, return_exceptions=True)
        while self._to_page or self._to_kernel:
            self._hear()
            self._tell()
        was_on, is_wanted = self._is_on, self._microphone.capture is not None
        self._stop()
        self._tell()
        return was_on == is_wanted and self._microphone.capture is None

    def _talk(self) -> None:
        if not self._is_on:
            self._capture, self._is_on = self._capture + 1, True
            self._send(self._microphone.want, self._capture)
            self._send(self._microphone.begin, self._capture, SAMPLE_RATE_HZ)

    def _stop(self) -> None:
        self._capture, self._is_on = self._capture + (not self._is_on), False
        self._send(self._microphone.end, self._capture)

    def _read(self) -> None:
        if all(reader.done() for reader in self._readers):
            self._readers.append(asyncio.ensure_future(read_all(self._microphone)))

    def _leave(self) -> None:
        for reader in self._readers:
            reader.cancel()

    def _hear(self) -> None:
        if self._to_page:
            capture, is_wanted = self._to_page.popleft()
            if is_wanted and capture > self._capture:
                self._capture, self._is_on = capture, True
                self._send(self._microphone.begin, capture, SAMPLE_RATE_HZ)
            elif not is_wanted and capture >= self._capture:
                self._is_on = False

    def _tell(self) -> None:
        if self._to_kernel:
            self._to_kernel.popleft()()

    def _send(self, tell: Callable[..., None], *what: int) -> None:
        self._to_kernel.append(lambda: tell(*what))

    def _switch(self, page: str, capture: int, on: bool) -> None:
        self._to_page.append((capture, on))
