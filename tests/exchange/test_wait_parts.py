"""What the wait for a reply was made of."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchanges import an_exchange
from voicelab.exchange.fields import Latency
from voicelab.exchange.wait_parts import WaitPart, wait_parts
from voicelab.settings import Settings

SILENCE = Latency(
    transcript_seconds=0.5,
    first_token_seconds=0.75,
    first_heard_seconds=1.0,
    model_seconds=0.25,
    voice_seconds=0.125,
)
"""Of a turn that waited for its transcript."""
BY_THE_MODEL = Settings(end_of_turn="model")


def parts_of(
    latency: Latency, settings: Settings | None = None, **changes: float | None
) -> dict[WaitPart, float]:
    """Return the parts of a turn's wait."""
    latency = dataclasses.replace(latency, **changes)
    return wait_parts(an_exchange(latency=latency, settings=settings or Settings()))


def test_the_stages_follow_each_other_and_the_rest_is_said() -> None:
    assert parts_of(SILENCE) == {"recognition": 0.5, "model": 0.25, "voice": 0.125, "other": 0.125}


def test_recognition_took_until_the_turn_was_taken_to_be_over_however_late_the_transcript_came() -> None:
    assert parts_of(SILENCE, end_of_turn_seconds=0.5, transcript_seconds=2.0) == parts_of(SILENCE)


def test_of_a_reply_that_was_begun_before_the_end_that_counts_which_was_still_waited_for() -> None:
    parts = parts_of(SILENCE, first_token_seconds=0.625, first_heard_seconds=0.875)
    assert parts == {"recognition": 0.5, "model": 0.125, "voice": 0.125, "other": 0.125}


def test_the_time_in_which_the_model_says_that_the_turn_is_over_is_the_models() -> None:
    parts = parts_of(SILENCE, BY_THE_MODEL, end_of_turn_seconds=0.75)
    assert (parts["recognition"], parts["model"]) == (0.5, 0.25)


def test_a_model_that_speaks_has_all_the_time_from_its_request_to_its_first_sound() -> None:
    realtime = Settings(engine="realtime")
    parts = parts_of(SILENCE, realtime, end_of_turn_seconds=0.375, voice_seconds=None, model_seconds=0.5)
    assert parts == {"detection": 0.375, "model": 0.5, "other": 0.125}


@pytest.mark.parametrize("engine", ["cascade", "realtime"])
def test_tools_that_were_waited_for_stand_apart_from_the_model(engine: str) -> None:
    parts = parts_of(
        dataclasses.replace(SILENCE, voice_seconds=0.125 if engine == "cascade" else None),
        Settings(engine=engine),
        first_token_seconds=2.75,
        first_heard_seconds=3.0,
        tool_seconds=2.0,
    )
    assert (parts["model"], parts["tools"]) == (0.25, 2.0)
    assert sum(parts.values()) == 3.0


def test_tools_that_a_reply_calls_which_was_begun_ahead_count_as_a_whole() -> None:
    parts = parts_of(SILENCE, first_token_seconds=2.625, first_heard_seconds=2.875, tool_seconds=2.0)
    assert parts == {"recognition": 0.5, "model": 0.125, "tools": 2.0, "voice": 0.125, "other": 0.125}


def test_where_nothing_sounded_nothing_was_waited_for() -> None:
    assert parts_of(SILENCE, first_heard_seconds=None) == {}


@pytest.mark.parametrize("settings", [Settings(), BY_THE_MODEL])
@given(
    latency=st.builds(
        Latency,
        **{field.name: st.none() | st.floats(0, 60) for field in dataclasses.fields(Latency)},
    )
)
def test_the_parts_are_no_longer_than_the_whole(settings: Settings, latency: Latency) -> None:
    parts = parts_of(latency, settings)
    assert all(seconds >= 0 for seconds in parts.values())
    assert sum(parts.values()) <= (latency.heard_seconds or 0.0) + 1e-9
