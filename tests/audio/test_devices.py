"""The kernel machine's microphone and speaker, on a real sound server."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import os
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.sound_server import MICROPHONE, SECOND_SPEAKER, SPEAKER, SoundServer, running_sound_server
from voicelab.audio import devices
from voicelab.audio.clip import Audio
from voicelab.audio.devices import Microphone, Speaker, microphones, speakers
from voicelab.audio.miniaudio_devices import OpenDevice
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.conversation.session import Session
from voicelab.errors import DeviceError
from voicelab.events import ExchangeLogged
from voicelab.testing import ScriptedEngines, embedded_services, silence, speech

QUIET = 300
SPEAKER_ALONE = "module-null-sink sink_name=speaker"


@pytest.fixture
def no_devices(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No sound server to be found."""
    cards = Path("/proc/asound/cards")
    if cards.exists() and "[" in cards.read_text():
        pytest.skip("this machine has a sound card")
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")


def up_to_three_times(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Try a test of sound again: a busy machine now and then gives a sound system its turn too late."""

    @functools.wraps(test)
    async def tried(*arguments: object, **fixtures: object) -> None:
        for _ in range(2):
            with contextlib.suppress(AssertionError):
                return await test(*arguments, **fixtures)
        return await test(*arguments, **fixtures)

    return tried


async def read(microphone: Microphone, seconds: float) -> Audio:
    pcm = bytearray()
    chunks = microphone.chunks()
    async for chunk in chunks:
        pcm += chunk
        if len(pcm) >= 2 * SAMPLE_RATE_HZ * seconds:
            break
    await chunks.aclose()
    return Audio.from_pcm(bytes(pcm), SAMPLE_RATE_HZ)


async def read_all(microphone: Microphone, take: Callable[[bytes], object]) -> None:
    async for chunk in microphone.chunks():
        take(chunk)


def likeness(wanted: Audio, found: Audio) -> float:
    """Correlate a recording with what was played, at the offset where they agree best; -1.0 to 1.0."""
    a, b = wanted.samples.astype(np.float64), found.samples.astype(np.float64)
    size = 1 << (len(a) + len(b)).bit_length()
    products = np.fft.irfft(np.fft.rfft(b, size) * np.conj(np.fft.rfft(a, size)), size)
    offset = int(np.argmax(products[: max(1, len(b) - len(a) + 1)]))
    part = b[offset : offset + len(a)]
    return float(np.corrcoef(a[: len(part)], part)[0, 1])


def loud_seconds(audio: Audio) -> float:
    loud: NDArray[np.intp] = np.flatnonzero(np.abs(audio.samples.astype(np.int32)) > QUIET)
    return float(loud[-1] - loud[0] + 1) / audio.sample_rate_hz if len(loud) else 0.0


def tone(seconds: float, sample_rate_hz: int) -> Audio:
    times = np.arange(round(seconds * sample_rate_hz)) / sample_rate_hz
    return Audio.from_array(0.3 * np.sin(2 * np.pi * 440 * times), sample_rate_hz)


def threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


@up_to_three_times
async def test_the_microphone_hears_what_is_said(sound_server: SoundServer, tmp_path: Path) -> None:
    sound = speech(seconds=2.0)
    with Microphone() as microphone:
        reading = asyncio.create_task(read(microphone, 4.0))
        await asyncio.to_thread(sound_server.say, sound, tmp_path / "sound.wav")
        heard = await reading

    assert likeness(sound, heard) > 0.95
    assert loud_seconds(heard) == pytest.approx(loud_seconds(sound), rel=0.02)


@up_to_three_times
async def test_what_is_said_before_the_first_read_is_not_lost(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    sound = speech(seconds=1.5)
    with Microphone(MICROPHONE) as microphone:
        await asyncio.to_thread(sound_server.say, sound, tmp_path / "sound.wav")
        heard = await read(microphone, 2.0)

    assert likeness(sound, heard) > 0.95


async def test_a_microphone_that_nobody_reads_keeps_the_beginning_and_says_that_the_rest_is_lost(
    sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "UNREAD_SECONDS", 1)
    heard: list[bytes] = []
    with Microphone() as microphone:
        await asyncio.to_thread(sound_server.say, speech(seconds=2.0), tmp_path / "sound.wav")
        with pytest.raises(DeviceError, match="Nobody read the microphone for 1 seconds") as caught:
            await read_all(microphone, heard.append)

    assert caught.value.code == "microphone-unread"
    assert sum(map(len, heard)) / 2 / SAMPLE_RATE_HZ == pytest.approx(1.0, abs=0.05)


async def test_an_unplugged_microphone_ends_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    unplug = functools.cache(SoundServer.unplug_microphone)
    with running_sound_server() as server:
        monkeypatch.setenv("PULSE_SERVER", server.address)
        with Microphone() as microphone, pytest.raises(DeviceError, match="microphone is gone") as caught:
            await read_all(microphone, lambda _: unplug(server))

    assert caught.value.code == "device-gone"


async def test_a_closed_microphone_ends_without_an_error(sound_server: SoundServer) -> None:
    microphone = Microphone()
    microphone.close()

    heard: list[bytes] = []
    await asyncio.wait_for(read_all(microphone, heard.append), timeout=1)

    assert sum(map(len, heard)) < 2 * SAMPLE_RATE_HZ


@pytest.mark.parametrize("sample_rate_hz", [16_000, 24_000, 48_000])
@up_to_three_times
async def test_the_speaker_plays_what_is_written(sound_server: SoundServer, sample_rate_hz: int) -> None:
    sound = speech(seconds=1.5).resample(sample_rate_hz)
    with sound_server.recording(sample_rate_hz) as recording, Speaker() as speaker:
        await speaker.begin(sample_rate_hz)
        await speaker.write(sound.to_pcm())
        await speaker.drain()
        recording.wait_for(0.5)

    assert likeness(sound, recording.audio) > 0.95
    assert loud_seconds(recording.audio) == pytest.approx(loud_seconds(sound), rel=0.02)


@up_to_three_times
async def test_drain_returns_when_all_was_heard(sound_server: SoundServer) -> None:
    with Speaker() as speaker:
        await speaker.begin(24_000)
        asked = time.monotonic()
        await speaker.write(tone(0.5, 24_000).to_pcm())
        await speaker.drain()
        took = time.monotonic() - asked

        assert speaker.heard_seconds == pytest.approx(0.5, abs=1e-4)
        assert speaker.first_heard_at is not None
        assert asked <= speaker.first_heard_at <= asked + 0.3
        assert 0.5 <= took < 0.9


@up_to_three_times
async def test_flush_falls_silent_within_100_ms(sound_server: SoundServer) -> None:
    with sound_server.recording(24_000) as recording, Speaker() as speaker:
        await speaker.begin(24_000)
        await speaker.write(tone(5.0, 24_000).to_pcm())
        recording.wait_for(1.0)
        flushed = time.monotonic()
        await speaker.flush()
        took = time.monotonic() - flushed
        heard = speaker.heard_seconds
        began = speaker.first_heard_at
        recording.wait_for(0.5)

    assert began is not None
    assert took < 0.1
    assert loud_seconds(recording.audio) <= flushed - began + 0.1
    assert loud_seconds(recording.audio) == pytest.approx(heard, abs=0.05)


@up_to_three_times
async def test_the_reply_after_a_flush_holds_nothing_of_the_one_before(sound_server: SoundServer) -> None:
    sound = speech(seconds=1.0).resample(24_000)
    with Speaker() as speaker:
        await speaker.begin(24_000)
        await speaker.write(tone(2.0, 24_000).to_pcm())
        await speaker.flush()
        with sound_server.recording(24_000) as recording:
            await speaker.begin(24_000)
            await speaker.write(sound.to_pcm())
            await speaker.drain()
            recording.wait_for(0.3)

        assert speaker.heard_seconds == pytest.approx(1.0, abs=1e-4)
    assert loud_seconds(recording.audio) == pytest.approx(loud_seconds(sound), rel=0.02)


async def test_a_speaker_without_its_server_raises_and_does_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    with running_sound_server() as server:
        monkeypatch.setenv("PULSE_SERVER", server.address)
        with Speaker() as speaker:
            await speaker.begin(24_000)
            await speaker.write(tone(5.0, 24_000).to_pcm())
            server.end()
            with pytest.raises(DeviceError, match="speaker is gone"):
                await speaker.drain()


@up_to_three_times
async def test_a_speaker_that_could_not_be_opened_at_another_rate_is_opened_by_the_next_reply(
    sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Speaker() as speaker:
        monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")
        with pytest.raises(DeviceError) as caught:
            await speaker.begin(16_000)
        with pytest.raises(DeviceError) as written:
            await speaker.write(tone(0.5, 16_000).to_pcm())
        monkeypatch.setenv("PULSE_SERVER", sound_server.address)
        await speaker.begin(16_000)
        await speaker.write(tone(0.5, 16_000).to_pcm())
        await speaker.drain()

        assert speaker.heard_seconds == pytest.approx(0.5, abs=1e-4)
    assert caught.value is written.value


async def test_another_rate_does_not_hold_the_event_loop_up(
    sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop_thread = threading.get_ident()
    closed_on: list[int] = []
    close = OpenDevice.close

    def noted(device: OpenDevice) -> None:
        closed_on.append(threading.get_ident())
        close(device)

    monkeypatch.setattr(OpenDevice, "close", noted)
    with Speaker() as speaker:
        await speaker.begin(16_000)
        assert closed_on
        assert loop_thread not in closed_on


async def test_a_speaker_that_is_unplugged_does_not_play_on_to_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with running_sound_server([SPEAKER_ALONE, "module-always-sink"]) as server:
        monkeypatch.setenv("PULSE_SERVER", server.address)
        with Speaker() as speaker:
            await speaker.begin(24_000)
            await speaker.write(tone(5.0, 24_000).to_pcm())
            server.control("unload-module", "module-null-sink")
            with pytest.raises(DeviceError, match="speaker is gone"):
                await speaker.drain()


def test_devices_are_listed_by_name_the_default_first(sound_server: SoundServer) -> None:
    assert microphones() == [MICROPHONE]
    assert speakers()[0] == SPEAKER
    assert SECOND_SPEAKER in speakers()


@up_to_three_times
async def test_a_named_speaker_is_the_one_that_plays(sound_server: SoundServer) -> None:
    with sound_server.recording(24_000, "second") as recording, Speaker(SECOND_SPEAKER) as speaker:
        await speaker.begin(24_000)
        await speaker.write(tone(0.5, 24_000).to_pcm())
        await speaker.drain()
        recording.wait_for(0.3)

    assert loud_seconds(recording.audio) == pytest.approx(0.5, rel=0.02)


def test_a_speaker_with_headphones_sends_no_echo(sound_server: SoundServer) -> None:
    with Speaker() as loud, Speaker(headphones=True) as worn:
        assert (loud.echo, worn.echo) == ("open", "none")


def test_an_unknown_name_lists_those_that_exist(sound_server: SoundServer) -> None:
    with pytest.raises(DeviceError, match=r"no speaker 'seconds'. There are: Second speaker, ") as caught:
        Speaker("seconds")

    assert caught.value.code == "unknown-device"


def test_no_thread_is_left_after_close(sound_server: SoundServer) -> None:
    before = threads()
    with Microphone(), Speaker():
        assert threads() > before
    assert threads() == before


def test_devices_that_are_dropped_close_themselves(sound_server: SoundServer) -> None:
    before = threads()
    kept = [Microphone(), Speaker()]
    assert threads() > before
    kept.clear()
    gc.collect()

    assert threads() == before


def test_a_process_that_ends_with_open_devices_ends_cleanly(sound_server: SoundServer) -> None:
    program = "from voicelab.audio.devices import *\nkept = Microphone(), Speaker()"
    ended = subprocess.run(
        [sys.executable, "-c", program], env=dict(os.environ), capture_output=True, text=True, timeout=60
    )

    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_stand_in_for_a_missing_speaker_is_not_a_speaker(monkeypatch: pytest.MonkeyPatch) -> None:
    with running_sound_server(["module-always-sink"]) as server:
        monkeypatch.setenv("PULSE_SERVER", server.address)

        assert speakers() == []
        assert microphones() == []


@pytest.mark.usefixtures("no_devices")
@pytest.mark.parametrize(
    ("device", "sentence", "instead"),
    [
        (Microphone, "This machine has no microphone that can be used.", "session.panel()"),
        (Speaker, "This machine has no speaker that can be used.", "WavSink"),
    ],
)
def test_a_missing_device_is_one_sentence_and_its_remedy(
    device: type[Microphone | Speaker], sentence: str, instead: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DeviceError) as caught:
        device()

    assert caught.value.message == sentence
    assert caught.value.code == "no-device"
    assert instead in caught.value.hint
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""


@pytest.mark.usefixtures("no_devices")
def test_no_devices_are_an_empty_list_and_no_noise(capfd: pytest.CaptureFixture[str]) -> None:
    assert (microphones(), speakers()) == ([], [])
    assert capfd.readouterr().err == ""


@up_to_three_times
async def test_a_conversation_is_held_on_the_machines_own_devices(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    script = ScriptedEngines(transcripts=["What is it?", "Stop."], reply="It is this. And it is that.")
    with embedded_services(script) as embedded, Session(services=embedded.services, log=False) as session:
        with sound_server.recording(24_000) as recording, Microphone() as microphone, Speaker() as speaker:
            heard = threading.Event()
            session.subscribe(lambda event: heard.set() if isinstance(event, ExchangeLogged) else None)
            saying = threading.Thread(target=_say_twice, args=(sound_server, tmp_path / "sound.wav", heard))
            saying.start()
            assert await asyncio.to_thread(session.talk, microphone, speaker) == "stop-phrase"
            saying.join(30)
            played = recording.audio
        exchange = session.log.exchange(session.id, 1)
    assert (exchange.outcome, exchange.transcript) == ("completed", "What is it?")
    assert exchange.latency.first_heard_seconds is not None
    assert exchange.spoken is not None
    assert likeness(exchange.spoken, played) > 0.9


def _say_twice(server: SoundServer, path: Path, answered: threading.Event) -> None:
    utterance = speech(seconds=0.8) + silence(seconds=1.2)
    server.say(utterance, path)
    answered.wait(30)
    server.say(utterance, path)
