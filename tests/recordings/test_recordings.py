"""The recordings that come with voicelab."""

from __future__ import annotations

import runpy
import wave
from pathlib import Path

import numpy as np
import pytest

from voicelab.audio.clip import Audio
from voicelab.recordings import conversation, names, recording, transcripts


@pytest.mark.parametrize("name", names())
def test_every_recording_is_what_recognition_takes(name: str) -> None:
    with wave.open(str(recording(name))) as wav:
        assert (wav.getframerate(), wav.getsampwidth(), wav.getnchannels()) == (16_000, 2, 1)


@pytest.mark.parametrize("name", [name for name in names() if transcripts[name]])
def test_speech_has_silence_around_it(name: str) -> None:
    samples = Audio.from_wav(recording(name)).samples
    margin = round(0.28 * 16_000)

    assert np.max(np.abs(samples[:margin])) < 100
    assert np.max(np.abs(samples[-margin:])) < 100
    assert 0.5 < len(samples) / 16_000 < 4.0


def test_a_conversation_is_five_questions_and_stop() -> None:
    assert [transcripts[name][-1] for name in conversation] == ["?"] * 5 + ["."]
    assert transcripts[conversation[-1]] == "Stop."


def test_an_unknown_name_lists_the_nearest_first() -> None:
    with pytest.raises(ValueError, match=r"no recording 'stopp'; there are: stop, "):
        recording("stopp")


@pytest.mark.models
def test_the_script_makes_the_same_recordings() -> None:
    from tests.embedded.local_models import synthesis

    script = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "make_recordings.py"))

    assert script["noise"]() == Audio.from_wav(recording("noise"))
    made, kept = script["speech"](synthesis(), transcripts["stop"]), Audio.from_wav(recording("stop"))
    assert made.duration_seconds == pytest.approx(kept.duration_seconds, abs=0.05)
