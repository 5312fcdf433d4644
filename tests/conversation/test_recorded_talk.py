"""Recordings that a speech-to-speech service hears at the pace of speech."""

from __future__ import annotations

from typing import Any

import pytest

from tests.players import TimedSink
from voicelab import Session
from voicelab.testing import Refuse, ScriptedEngines, embedded_services, silence, speech

WORD = speech(seconds=0.3)
PAUSE = silence(seconds=0.3)
EAGER: dict[str, Any] = {"end_silence_seconds": 0.2}


def test_each_utterance_of_a_recording_is_replied_to_before_the_next_is_heard() -> None:
    script = ScriptedEngines(transcripts=["One?", "Two?"], reply=["One.", "Well."])
    with (
        embedded_services(script) as embedded,
        Session(
            services=embedded.services, log=False, engine="voice-live", barge_in=True, **EAGER
        ) as session,
    ):
        assert session.talk([WORD + PAUSE + WORD, "And three?"], TimedSink()) == "end-of-input"
        exchanges = list(session.log.exchanges())

    assert [each.transcript for each in exchanges] == ["One?", "Two?", "And three?"]
    assert [each.outcome for each in exchanges] == ["completed"] * 3
    assert [each.input_mode for each in exchanges] == ["speech", "speech", "text"]
    assert exchanges[1].heard is not None
    assert exchanges[1].heard.duration_seconds == pytest.approx(0.3 + 0.2, abs=0.25)


def test_a_recording_in_which_nobody_speaks_is_not_understood() -> None:
    with (
        embedded_services() as embedded,
        Session(services=embedded.services, log=False, engine="realtime") as session,
    ):
        assert session.talk([silence(0.3)], end_on_no_match=True) == "no-match"
        (exchange,) = session.log.exchanges()

    assert exchange.outcome == "no-match"
    assert exchange.heard == silence(0.3)


def test_the_stop_phrase_in_a_recording_ends_the_conversation() -> None:
    with (
        embedded_services(ScriptedEngines(transcripts=["Stop."])) as embedded,
        Session(services=embedded.services, log=False, engine="realtime", **EAGER) as session,
    ):
        assert session.talk([WORD + PAUSE, "Never asked."]) == "stop-phrase"
        assert len(session.log) == 0


def test_a_recording_that_cannot_be_heard_is_kept_with_the_error() -> None:
    with (
        embedded_services() as embedded,
        Session(services=embedded.services, log=False, engine="realtime") as session,
    ):
        embedded.faults.add("realtime", Refuse(status=401, times=None))
        assert session.talk([WORD]) == "failed"
        (exchange,) = session.log.exchanges()

    assert (exchange.outcome, exchange.error_code) == ("failed", "authentication")
    assert exchange.heard == WORD
