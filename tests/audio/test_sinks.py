"""Sinks: silence, and one WAV file of all replies."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest

from voicelab.audio.clip import Audio
from voicelab.audio.sinks import NullSink, Sink, WavSink, check_sink
from voicelab.log.session_log import SessionLog


def a_tone(seconds: float, rate: int) -> Audio:
    times = np.arange(round(seconds * rate)) / rate
    return Audio.from_array(0.5 * np.sin(2 * np.pi * 440 * times), rate)


async def play(sink: Sink, audio: Audio, *, cut: bool = False) -> None:
    """Play a reply in pieces of an odd number of bytes; fall silent at its end or drain it."""
    await sink.begin(audio.sample_rate_hz)
    pcm = audio.to_pcm()
    for start in range(0, len(pcm), 333):
        await sink.write(pcm[start : start + 333])
    await (sink.flush() if cut else sink.drain())


async def test_silence_takes_everything_and_knows_nothing() -> None:
    sink: Sink = NullSink()
    await play(sink, a_tone(0.1, 24_000))
    await play(sink, a_tone(0.1, 24_000), cut=True)
    assert sink.heard_seconds is None
    assert sink.first_heard_at is None
    assert sink.echo == "none", "nothing comes back through the microphone"


async def test_replies_stand_one_after_the_other_in_one_file(tmp_path: Path) -> None:
    sink = WavSink(tmp_path / "replies.wav")
    first, second = a_tone(0.2, 24_000), a_tone(0.3, 24_000)
    await play(sink, first)
    assert Audio.from_wav(sink.path) == first, "the file is complete after each reply"
    await play(sink, second)
    assert Audio.from_wav(sink.path) == first + second


async def test_an_interrupted_reply_is_in_the_file_as_far_as_it_came(tmp_path: Path) -> None:
    sink = WavSink(tmp_path / "replies.wav")
    await play(sink, a_tone(0.2, 24_000), cut=True)
    assert Audio.from_wav(sink.path) == a_tone(0.2, 24_000)


@pytest.mark.parametrize("rate", [8000, 16_000, 48_000])
async def test_replies_of_another_rate_keep_their_length_and_level(tmp_path: Path, rate: int) -> None:
    sink = WavSink(tmp_path / "replies.wav", sample_rate_hz=24_000)
    await play(sink, a_tone(0.5, rate))
    audio = Audio.from_wav(sink.path)
    assert audio.sample_rate_hz == 24_000
    assert audio.duration_seconds == pytest.approx(0.5, abs=0.001)
    assert audio.rms_dbfs == pytest.approx(a_tone(0.5, rate).rms_dbfs, abs=0.2)


async def test_a_file_that_is_there_is_overwritten(tmp_path: Path) -> None:
    a_tone(2.0, 24_000).to_wav(tmp_path / "replies.wav")
    await play(WavSink(tmp_path / "replies.wav"), a_tone(0.1, 24_000))
    assert Audio.from_wav(tmp_path / "replies.wav") == a_tone(0.1, 24_000)


async def test_what_stands_in_the_file_is_not_written_again(tmp_path: Path) -> None:
    sink = WavSink(tmp_path / "replies.wav")
    tone = a_tone(0.2, 24_000)
    await play(sink, tone)
    with sink.path.open("r+b") as file:
        file.seek(100)
        file.write(b"\x12\x34")
    await play(sink, tone)
    assert sink.path.read_bytes()[100:102] == b"\x12\x34"
    assert Audio.from_wav(sink.path).duration_seconds == pytest.approx(0.4)


@pytest.mark.parametrize("write", [WavSink, Audio.silence(0.1).to_wav])
def test_no_other_kind_of_file_is_overwritten(tmp_path: Path, write: Callable[[Path], object]) -> None:
    with SessionLog(tmp_path / "log.sqlite") as log:
        log.begin("services")
        (tmp_path / "notes.txt").write_text("mine, and not sound")
        (tmp_path / "talk.mp3").write_bytes(b"ID3" + bytes(100))
        for name in ("log.sqlite", "log.sqlite-wal", "notes.txt", "talk.mp3"):
            before = (tmp_path / name).read_bytes()
            with pytest.raises(ValueError, match=r"(is no WAV file|database); name another file to write"):
                write(tmp_path / name)
            assert (tmp_path / name).read_bytes() == before


def test_a_file_that_cannot_be_written_is_refused_as_the_sink_is_made(tmp_path: Path) -> None:
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "link.wav").symlink_to(tmp_path / "new.wav")
    for name, why in (("folder.wav", "it is a folder"), ("missing/a.wav", "there is no folder")):
        with pytest.raises(OSError, match=f"cannot be written: {why}"):
            WavSink(tmp_path / name)
    for name in ("a.wav", "link.wav"):
        WavSink(tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {"folder.wav", "link.wav"}


async def test_an_empty_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "replies.wav").touch()
    await play(WavSink(tmp_path / "replies.wav"), a_tone(0.1, 24_000))
    assert Audio.from_wav(tmp_path / "replies.wav") == a_tone(0.1, 24_000)


async def test_another_file_that_came_meanwhile_is_kept(tmp_path: Path) -> None:
    sink = WavSink(tmp_path / "replies.wav")
    sink.path.write_text("mine, and not sound")
    with pytest.raises(ValueError, match="is no WAV file"):
        await play(sink, a_tone(0.1, 24_000))
    assert sink.path.read_text() == "mine, and not sound"


@pytest.mark.parametrize(("given", "what"), [(None, "None"), (io.BytesIO(), "BytesIO")])
def test_a_file_is_given_by_its_path(given: Any, what: str) -> None:
    with pytest.raises(TypeError, match=f"give the path of a file to write, not {what}"):
        WavSink(given)


class NoRate(NullSink):
    async def begin(self) -> None:  # type: ignore[override]
        pass


class Needy(NullSink):
    async def drain(self, seconds: float) -> None:  # type: ignore[override]
        pass


@pytest.mark.parametrize(
    ("sink", "words"),
    [
        (NoRate(), "the sink's begin is called with sample_rate_hz: too many positional arguments"),
        (Needy(), "the sink's drain is called with nothing: missing a required argument: 'seconds'"),
        (NullSink, r"a sink has the methods begin, write, drain, flush; <class .* has not"),
        (print, "has not. To write a file: WavSink"),
    ],
)
def test_what_is_no_sink_is_refused_in_a_sentence(sink: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_sink(sink)


def logged(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return what calls a method, as decorators do."""
    return functools.wraps(method)(lambda *arguments: method(*arguments))


class Decorated(NullSink):
    write = logged(NullSink.write)


@pytest.mark.parametrize("make", [Decorated, mock.AsyncMock, mock.MagicMock])
def test_decorated_methods_and_mocks_will_do(make: Callable[[], object]) -> None:
    check_sink(make())
