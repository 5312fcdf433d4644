"""Exchange: a value that travels, and finds its sound."""

from __future__ import annotations

import dataclasses
import pickle
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from tests.exchanges import an_exchange
from voicelab.audio.clip import Audio
from voicelab.errors import CompletionError, RecognitionError, VoicelabError
from voicelab.exchange.exchange import Exchange, now_utc
from voicelab.exchange.fields import Latency, Usage
from voicelab.settings import Settings


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


FILTERED = CompletionError("The filter stopped it.", code="content-filter", hint="Say it in other words.")
FILTERED.filter_category, FILTERED.filter_severity = "violence", "high"


def test_an_utterance_that_met_an_error_keeps_what_a_row_needs_of_it() -> None:
    error = RecognitionError(
        "It has too many requests.", code="throttled", hint="Wait.", request_id="r1", retry_after_seconds=7.0
    )
    failed = Exchange.failed(error, session="s", turn=3, settings=Settings(), heard_audio=Audio.silence(0.2))
    assert (failed.outcome, failed.error_code, failed.request_id) == ("failed", "throttled", "r1")
    assert failed.error_message == "It has too many requests. Wait."
    assert failed.retry_after_seconds == 7.0
    assert (failed.input_mode, failed.transcript, failed.heard) == ("speech", "", Audio.silence(0.2))


def test_an_error_that_is_no_services_has_no_request() -> None:
    failed = Exchange.failed(VoicelabError("No."), session="s", turn=1, settings=Settings())
    assert (failed.outcome, failed.request_id, failed.retry_after_seconds) == ("failed", None, None)


def test_what_the_content_filter_stopped_is_an_outcome_of_its_own() -> None:
    filtered = an_exchange().with_error(FILTERED)
    assert (filtered.outcome, filtered.filter_category, filtered.filter_severity) == (
        "filtered",
        "violence",
        "high",
    )
    assert filtered.reply == an_exchange().reply


def test_a_turn_that_was_interrupted_stays_so_whatever_failed() -> None:
    interrupted = an_exchange(outcome="interrupted").with_error(FILTERED)
    assert (interrupted.outcome, interrupted.error_code) == ("interrupted", "content-filter")


def test_no_error_leaves_an_exchange_as_it_is() -> None:
    assert an_exchange().with_error(None) == an_exchange()


def test_an_utterance_that_was_not_understood_is_a_row_without_an_error_code() -> None:
    missed = Exchange.not_understood(
        "NoMatch",
        session="s",
        turn=2,
        started_utc=now_utc(),
        settings=Settings(),
        recognised_seconds=1.5,
        transcript_seconds=0.3,
        heard_audio=None,
    )
    assert (missed.outcome, missed.error_code, missed.transcript) == ("no-match", None, "")
    assert missed.error_message == "No speech could be recognised (NoMatch)."
    assert (missed.usage.recognised_seconds, missed.latency.transcript_seconds) == (1.5, 0.3)


def test_an_exchange_prints_in_a_line_or_two() -> None:
    exchange = an_exchange(transcript="What?", reply="word " * 1_000)
    assert len(repr(exchange)) < 400
    for said in (exchange.session, "turn=1", "completed", "'What?'", "'word word "):
        assert said in repr(exchange)
