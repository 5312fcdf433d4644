"""A latency: what of it no stage explains, and what it cannot be."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchanges import an_exchange
from voicelab.exchange.fields import Latency
from voicelab.log.session_log import SessionLog
from voicelab.settings import Settings

REALTIME = Settings(engine="realtime")
LATENCIES = [field.name for field in dataclasses.fields(Latency)]


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Latency)])
@pytest.mark.parametrize("seconds", [-0.001, -math.inf, math.nan])
def test_a_latency_that_cannot_be_is_refused_by_its_name(name: str, seconds: float) -> None:
    with pytest.raises(ValueError, match=name):
        Latency(**{name: seconds})


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


@pytest.mark.parametrize(
    ("end_of_turn_seconds", "first_audio_seconds"),
    [(0.36, 0.5), (0.55, 0.57), (0.1, 0.5)],
    ids=["the model says itself that the turn is over", "the reply waits for silence", "a detector is quick"],
)
def test_a_reply_that_is_begun_ahead_is_explained_by_what_it_waits_for(
    end_of_turn_seconds: float, first_audio_seconds: float
) -> None:
    latency = Latency(
        end_of_turn_seconds=end_of_turn_seconds,
        first_token_seconds=0.36,
        first_audio_seconds=first_audio_seconds,
        model_seconds=0.26,
        voice_seconds=0.12,
    )
    exchange = an_exchange(latency=latency)
    log = SessionLog(":memory:")
    log.append(exchange)
    assert latency.unaccounted_seconds == pytest.approx(0.02)
    assert log.df["unaccounted_ms"].tolist() == pytest.approx([20.0])


def test_what_was_waited_for_tools_is_explained_by_them() -> None:
    latency = Latency(
        transcript_seconds=0.2,
        first_token_seconds=2.5,
        first_audio_seconds=3.0,
        model_seconds=0.3,
        tool_seconds=2.0,
        voice_seconds=0.4,
    )
    log = SessionLog(":memory:")
    log.append(an_exchange(latency=latency))
    assert latency.unaccounted_seconds == pytest.approx(0.1)
    assert log.df["unaccounted_ms"].tolist() == pytest.approx([100.0])
    assert log.df["tool_ms"].tolist() == [2000.0]


def test_what_is_not_known_explains_nothing() -> None:
    assert Latency(first_audio_seconds=0.9, voice_seconds=0.3).unaccounted_seconds is None
    assert Latency(model_seconds=0.3, voice_seconds=0.4).heard_seconds is None


def test_a_model_that_speaks_has_the_time_to_its_first_sound() -> None:
    latency = Latency(
        end_of_turn_seconds=0.5,
        transcript_seconds=2.0,
        first_token_seconds=0.6,
        first_audio_seconds=0.9,
        model_seconds=0.3,
    )
    log = SessionLog(":memory:")
    log.append(an_exchange(latency=latency))
    assert latency.unaccounted_seconds == pytest.approx(0.1)
    assert log.df["unaccounted_ms"].tolist() == pytest.approx([100.0])


@given(st.builds(Latency, **{name: st.none() | st.floats(0, 1e6) for name in LATENCIES}))
def test_no_part_of_a_latency_is_ever_negative(latency: Latency) -> None:
    parts = [
        *(getattr(latency, name) for name in LATENCIES),
        latency.heard_seconds,
        latency.unaccounted_seconds,
    ]
    assert all(part is None or part >= 0 for part in parts)


@pytest.mark.parametrize(
    ("heard_text", "first_heard_seconds", "seconds"),
    [("", None, None), ("", 0.9, 0.9), ("Mount", None, 0.5), (None, None, 0.5)],
)
def test_a_reply_that_was_cut_before_it_was_heard_has_no_latency(
    heard_text: str | None, first_heard_seconds: float | None, seconds: float | None
) -> None:
    latency = Latency(
        first_audio_seconds=0.5,
        first_heard_seconds=first_heard_seconds,
        model_seconds=0.1,
        voice_seconds=0.2,
    )
    exchange = an_exchange(outcome="interrupted", heard_text=heard_text, latency=latency)
    log = SessionLog(":memory:")
    log.append(exchange)
    row = log.df.iloc[0]
    assert exchange.latency.heard_seconds == seconds
    assert (exchange.latency.unaccounted_seconds is None) == (seconds is None)
    assert pd.isna(row["first_audio_ms"]) == (exchange.latency.first_audio_seconds is None)
    assert pd.isna(row["unaccounted_ms"]) == (seconds is None)
    assert ("first audio" in exchange._repr_html_()) == (exchange.latency.first_audio_seconds is not None)


@pytest.mark.parametrize(
    ("cuts_in", "changes"),
    [
        (True, {}),
        (True, {"outcome": "interrupted", "heard_text": "Mount"}),
        (False, {"outcome": "interrupted", "heard_text": ""}),
        (False, {"latency": Latency(voice_seconds=0.1, first_audio_seconds=0.2)}),
        (False, {"latency": Latency(done_seconds=0.1)}),
        (False, {"input_mode": "text"}),
        (True, {"settings": REALTIME, "latency": Latency(model_seconds=0.1, transcript_seconds=1.0)}),
        (False, {"settings": REALTIME, "latency": Latency(first_token_seconds=0.1)}),
        (False, {"latency": Latency(model_seconds=0.1)}),
        (False, {"outcome": "failed", "error_code": "device"}),
    ],
)
def test_a_reply_that_began_before_the_user_was_done_has_cut_in(
    cuts_in: bool, changes: dict[str, Any]
) -> None:
    exchange = an_exchange(**{"latency": Latency(voice_seconds=0.1, done_seconds=2.0), **changes})
    assert exchange.cut_in is cuts_in
    assert ("The reply began before you were done." in exchange._repr_html_()) is cuts_in
