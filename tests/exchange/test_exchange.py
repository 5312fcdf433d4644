"""Exchange: a value that travels, and finds its sound."""

from __future__ import annotations

import dataclasses
import math
import pickle
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchanges import an_exchange
from voicelab.audio.clip import Audio
from voicelab.exchange.exchange import Exchange, Latency, Usage, now_utc

LATENCIES = [field.name for field in dataclasses.fields(Latency)]


def test_an_exchange_is_a_frozen_value() -> None:
    exchange = an_exchange()
    assert exchange == an_exchange()
    assert exchange.replace(reply="another") != exchange
    with pytest.raises(dataclasses.FrozenInstanceError):
        exchange.reply = "another"  # type: ignore[misc]


def test_an_exchange_with_its_sound_travels_to_another_process() -> None:
    exchange = an_exchange()
    copy = pickle.loads(pickle.dumps(exchange))
    assert copy == exchange
    assert copy.heard == exchange.heard


def test_sound_in_memory_is_preferred_to_a_file(tmp_path: Path) -> None:
    Audio.silence(2).to_wav(tmp_path / "a.wav")
    exchange = an_exchange(heard_path=tmp_path / "a.wav", spoken_path=tmp_path / "a.wav", spoken_audio=None)
    assert exchange.heard == Audio.silence(0.2)
    assert exchange.spoken == Audio.silence(2)


def test_sound_that_was_not_kept_or_is_gone_is_none(tmp_path: Path) -> None:
    exchange = an_exchange(heard_audio=None, spoken_audio=None, heard_path=tmp_path / "gone.wav")
    assert exchange.heard is None
    assert exchange.spoken is None


def test_sound_is_no_part_of_what_an_exchange_shows_as_text() -> None:
    assert "Audio(" not in repr(an_exchange())


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Latency)])
@pytest.mark.parametrize("seconds", [-0.001, -math.inf, math.nan])
def test_a_latency_that_cannot_be_is_refused_by_its_name(name: str, seconds: float) -> None:
    with pytest.raises(ValueError, match=name):
        Latency(**{name: seconds})


def test_what_is_not_known_is_none_and_never_zero() -> None:
    for value in (Latency(), Usage()):
        assert all(getattr(value, field.name) is None for field in dataclasses.fields(value))


def test_a_time_is_of_utc() -> None:
    first, second = now_utc(), now_utc()
    assert first.tzinfo is timezone.utc
    assert timedelta(0) <= second - first < timedelta(seconds=10)


def test_an_exchange_shows_itself_in_a_cell() -> None:
    exchange: Exchange = an_exchange()
    assert exchange.transcript in exchange._repr_html_()


def test_what_no_stage_explains_stands_by_itself() -> None:
    latency = Latency(
        transcript_seconds=0.2,
        first_audio_seconds=0.9,
        first_heard_seconds=1.0,
        model_seconds=0.3,
        voice_seconds=0.4,
    )
    assert latency.heard_seconds == 1.0
    assert latency.unaccounted_seconds == pytest.approx(0.1)


def test_what_is_not_known_explains_nothing() -> None:
    assert Latency(first_audio_seconds=0.9, model_seconds=0.3).unaccounted_seconds is None
    assert Latency(model_seconds=0.3, voice_seconds=0.4).heard_seconds is None


@given(st.builds(Latency, **{name: st.none() | st.floats(0, 1e6) for name in LATENCIES}))
def test_no_part_of_a_latency_is_ever_negative(latency: Latency) -> None:
    parts = [
        *(getattr(latency, name) for name in LATENCIES),
        latency.heard_seconds,
        latency.unaccounted_seconds,
    ]
    assert all(part is None or part >= 0 for part in parts)
