from __future__ import annotations

import pytest

from voicelab import Audio
from voicelab.conversation.pause_clock import PauseClock
from voicelab.testing import silence, speech


def soft_speech() -> bytes:
    loud = speech(seconds=0.5)
    return Audio(loud.samples // 20, loud.sample_rate_hz).to_pcm()


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
