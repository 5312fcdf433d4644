"""Rooms: reverberation time, distance, and the echo's delay."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conditions.spectra import lag_samples, white
from voicelab.audio.clip import Audio
from voicelab.conditions.room import add_echo, add_reverberation, room_response
from voicelab.conditions.waveform import waveform
from voicelab.recordings import recording


def schroeder_db(response: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much energy is left from each sample on, in decibels (ISO 3382)."""
    left = np.cumsum(response[::-1] ** 2)[::-1]
    return np.asarray(10.0 * np.log10(left / left[0]))


@pytest.mark.parametrize("rt60_seconds", [0.2, 0.5, 1.2])
def test_sound_dies_away_in_the_reverberation_time(rt60_seconds: float) -> None:
    decay = schroeder_db(room_response(16_000, 3.0, rt60_seconds, seed=1)[1:])

    span = np.flatnonzero((decay < -5.0) & (decay > -35.0))
    slope, _ = np.polyfit(span / 16_000, decay[span], 1)
    assert -60.0 / slope == pytest.approx(rt60_seconds, rel=0.05)


def test_walls_are_as_loud_as_the_speaker_at_the_critical_distance_and_louder_by_6_db_twice_as_far() -> None:
    ratios = {}
    for metres in (0.4, 0.798, 1.6, 3.2):
        response = room_response(16_000, metres, 0.5)
        ratios[metres] = 10.0 * np.log10(response[0] ** 2 / np.sum(response[1:] ** 2))

    assert list(ratios.values()) == pytest.approx([6.0, 0.0, -6.0, -12.1], abs=0.1)


def test_a_room_leaves_length_loudness_and_the_times_of_words() -> None:
    speech = Audio.from_file(recording("museum"))

    for metres in (0.5, 2.0):
        distant = add_reverberation(speech, metres)

        assert len(distant.samples) == len(speech.samples)
        assert distant.rms_dbfs == pytest.approx(speech.rms_dbfs, abs=1.5)
        assert distant != speech
        assert lag_samples(add_reverberation(white(), metres), white()) == 0


def test_another_seed_is_another_place_in_the_room() -> None:
    speech = Audio.from_file(recording("stop"))

    assert add_reverberation(speech, 2.0, seed=1) == add_reverberation(speech, 2.0, seed=1)
    assert add_reverberation(speech, 2.0, seed=1) != add_reverberation(speech, 2.0, seed=2)


def test_an_echo_comes_when_and_as_loud_as_is_said() -> None:
    sound = white()

    values = waveform(add_echo(sound, -6.0, 0.15))

    size = 2 * len(values)
    likeness = np.fft.irfft(np.abs(np.fft.rfft(values, size)) ** 2)[: len(values)]
    delay = 800 + int(likeness[800:].argmax())
    factor = 10.0 ** (-6.0 / 20.0)
    assert delay == round(0.15 * 16_000)
    assert likeness[delay] / likeness[0] == pytest.approx(factor / (1.0 + factor**2), abs=0.02)
    assert len(values) == len(sound.samples)


def test_an_echo_that_comes_behind_the_end_is_not_heard() -> None:
    assert add_echo(white(0.1), -6.0, 0.2) == white(0.1)
