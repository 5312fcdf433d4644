"""What the wait for a reply was made of."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from voicelab.exchange.fields import Latency
from voicelab.exchange.wait_parts import wait_parts

SILENCE = Latency(
    transcript_seconds=0.5,
    first_token_seconds=0.75,
    first_heard_seconds=1.0,
    model_seconds=0.25,
    voice_seconds=0.125,
)
"""Of a turn that waited for its transcript."""


def test_the_stages_follow_each_other_and_the_rest_is_said() -> None:
    assert wait_parts(SILENCE) == {"recognition": 0.5, "model": 0.25, "voice": 0.125, "other": 0.125}


def test_recognition_took_until_the_turn_was_taken_to_be_over_however_late_the_transcript_came() -> None:
    ahead = dataclasses.replace(SILENCE, end_of_turn_seconds=0.5, transcript_seconds=2.0)
    assert wait_parts(ahead) == wait_parts(SILENCE)


def test_of_a_reply_that_was_begun_before_the_end_that_counts_which_was_still_waited_for() -> None:
    begun_ahead = dataclasses.replace(SILENCE, first_token_seconds=0.625, first_heard_seconds=0.875)
    assert wait_parts(begun_ahead) == {"recognition": 0.5, "model": 0.125, "voice": 0.125, "other": 0.125}


def test_where_nothing_sounded_nothing_was_waited_for() -> None:
    assert wait_parts(dataclasses.replace(SILENCE, first_heard_seconds=None)) == {}


@given(
    st.builds(
        Latency,
        **{field.name: st.none() | st.floats(0, 60) for field in dataclasses.fields(Latency)},
    )
)
def test_the_parts_are_no_longer_than_the_whole(latency: Latency) -> None:
    parts = wait_parts(latency)
    assert all(seconds >= 0 for seconds in parts.values())
    assert sum(parts.values()) <= (latency.heard_seconds or 0.0) + 1e-9
