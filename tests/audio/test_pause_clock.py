from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from voicelab import Audio
from voicelab.audio.pause_clock import PAUSE_SECONDS, PauseClock
from voicelab.audio.sources import CHUNK_SECONDS, SAMPLE_RATE_HZ
from voicelab.testing import silence, speech


def soft_speech() -> bytes:
    loud = speech(seconds=0.5)
    return Audio(loud.samples // 50, loud.sample_rate_hz).to_pcm()


def test_quiet_is_counted_by_its_samples() -> None:
    clock = PauseClock()
    clock.feed(speech(seconds=0.5).to_pcm())
    assert clock.quiet_seconds == 0.0
    clock.feed(silence(seconds=0.25).to_pcm())
    clock.feed(silence(seconds=0.25).to_pcm())
    assert clock.quiet_seconds == pytest.approx(0.5)


def test_what_is_soft_beside_the_speech_before_is_quiet() -> None:
    clock = PauseClock()
    clock.feed(speech(seconds=0.5).to_pcm())
    clock.feed(soft_speech())
    assert clock.quiet_seconds == pytest.approx(0.5)


def test_the_next_turn_is_measured_by_its_own_loudness() -> None:
    clock = PauseClock()
    clock.feed(speech(seconds=0.5).to_pcm())
    clock.reset()
    clock.feed(soft_speech())
    assert clock.quiet_seconds == 0.0


def test_a_slam_does_not_make_the_speech_after_it_quiet_for_long() -> None:
    clock = PauseClock()
    loud = speech(seconds=0.05)
    clock.feed(loud.to_pcm())
    for _ in range(20):
        clock.feed(soft_speech())
    assert clock.quiet_seconds == 0.0


RECORDINGS = Path(__file__).parents[2] / "benchmarks" / "recordings"


@pytest.mark.parametrize("noise", [0.0, 0.02])
def test_pauses_of_people_are_found_and_few_words_are_taken_for_one(noise: float) -> None:
    found = paused = mistaken = 0
    speech_seconds = 0.0
    chunk = round(CHUNK_SECONDS * SAMPLE_RATE_HZ)
    for name, pauses in json.loads((RECORDINGS / "pauses.json").read_text("utf-8")).items():
        samples = Audio.from_file(RECORDINGS / name).resample(SAMPLE_RATE_HZ).samples.astype(float)
        hiss = np.random.default_rng(1).normal(0.0, noise * np.percentile(np.abs(samples), 98), len(samples))
        heard = np.clip(samples + hiss, -32_768, 32_767).astype("<i2")
        clock, moments = PauseClock(), list[float]()
        for start in range(0, len(heard), chunk):
            before = clock.quiet_seconds
            clock.feed(heard[start : start + chunk].tobytes())
            if before < PAUSE_SECONDS - 1e-9 <= clock.quiet_seconds:
                moments.append(start / SAMPLE_RATE_HZ)
        spans = [(each["at_seconds"], each["at_seconds"] + each["pause_seconds"]) for each in pauses]
        paused += len(spans)
        found += sum(any(begin <= moment < end for moment in moments) for begin, end in spans)
        mistaken += sum(not any(begin <= moment < end for begin, end in spans) for moment in moments)
        speech_seconds += len(heard) / SAMPLE_RATE_HZ - sum(end - begin for begin, end in spans)
    assert found >= 0.95 * paused
    assert mistaken / speech_seconds < 0.25


def test_a_noisy_rooms_pause_is_found_at_once_after_the_input_was_muted() -> None:
    rng = np.random.default_rng(1)
    chunk = round(CHUNK_SECONDS * SAMPLE_RATE_HZ)

    def room(samples: int) -> bytes:
        return rng.normal(0.0, 400.0, samples).astype("<i2").tobytes()

    clock = PauseClock()
    for _ in range(50):
        clock.feed(room(chunk))
    for _ in range(50):
        clock.feed(bytes(2 * chunk))
    clock.feed(speech(seconds=0.5).to_pcm())
    for _ in range(5):
        clock.feed(room(chunk))
    assert clock.quiet_seconds == pytest.approx(5 * CHUNK_SECONDS)
