"""Live sound at another sample rate: the same sound, whole, and hardly late."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from voicelab.audio.stream_resampler import StreamResampler
from voicelab.testing import tone

RATES = [(16_000, 24_000), (24_000, 16_000), (48_000, 16_000), (44_100, 16_000), (8_000, 16_000)]


def whole(resampler: StreamResampler, *pieces: NDArray[np.int16]) -> NDArray[np.int16]:
    return np.concatenate([*(resampler.convert(piece) for piece in pieces), resampler.finish()])


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES)
def test_what_both_rates_can_hold_stays_as_it_is(from_hz: int, to_hz: int) -> None:
    resampler, highest = StreamResampler(from_hz, to_hz), 0.46 * min(from_hz, to_hz)
    for frequency_hz in (200.0, highest):
        converted = whole(resampler, tone(0.5, frequency_hz, from_hz).samples).astype(float)
        wanted = tone(0.5, frequency_hz, to_hz).samples.astype(float)
        assert len(converted) == len(wanted)
        inner = slice(to_hz // 100, -to_hz // 100)
        assert np.abs(converted[inner] - wanted[inner]).max() < 0.003 * np.abs(wanted).max()


def test_what_the_lower_rate_cannot_hold_is_gone() -> None:
    for frequency_hz in (8_600.0, 11_500.0):
        converted = whole(StreamResampler(24_000, 16_000), tone(0.5, frequency_hz, 24_000).samples)
        assert np.abs(converted[160:-160]).max() < 10


def test_the_pieces_in_which_it_comes_change_nothing() -> None:
    lot = np.random.default_rng(1)
    samples = lot.integers(-32_768, 32_768, 20_000).astype(np.int16)
    pieces = np.split(samples, np.sort(lot.integers(0, len(samples), 100)))
    resampler = StreamResampler(44_100, 16_000)
    assert np.array_equal(whole(resampler, *pieces), whole(resampler, samples))


def test_sound_is_hardly_late() -> None:
    resampler, given, got = StreamResampler(24_000, 16_000), 0, 0
    for _ in range(10):
        given, got = given + 480, got + len(resampler.convert(np.zeros(480, np.int16)))
        assert given / 24_000 - got / 16_000 < 0.0023


def test_a_stream_may_be_empty_or_of_one_sample() -> None:
    resampler = StreamResampler(16_000, 24_000)
    assert len(whole(resampler)) == 0
    assert len(whole(resampler, np.ones(1, np.int16))) == 2
