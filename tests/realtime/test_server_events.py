"""What services send, in one form: what is missing, odd or unknown in it, too."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.credentials import OPENAI_KEY
from voicelab.errors import CompletionError
from voicelab.exchange.fields import Word
from voicelab.realtime.events import (
    InputNotTranscribed,
    InputTranscribed,
    RealtimeEvent,
    ReplySound,
    ReplyText,
    ReplyWords,
    RequestRefused,
    ResponseDone,
    SpeechStarted,
    TokenUsage,
    ToolCallRequested,
)
from voicelab.realtime.failures import Failures
from voicelab.realtime.server_events import EventReader
from voicelab.services.speech_to_speech import SpeechToSpeechService

SERVICE = SpeechToSpeechService.voice_live("https://name.services.ai.azure.com", key=OPENAI_KEY)


@pytest.fixture
def reader() -> EventReader:
    return EventReader(Failures(SERVICE, "gpt-realtime"))


def read(reader: EventReader, kind: str, **fields: Any) -> list[RealtimeEvent]:
    return list(reader.read({"type": kind, "event_id": "event_1", **fields}))


def done(reader: EventReader, **response: Any) -> ResponseDone:
    (event,) = read(reader, "response.done", response={"id": "r", **response})
    assert isinstance(event, ResponseDone)
    return event


def test_both_names_of_sound_and_text_are_read(reader: EventReader) -> None:
    sound = base64.b64encode(b"\1\0").decode()
    for name in ("response.output_audio", "response.audio"):
        assert read(reader, f"{name}.delta", response_id="r", delta=sound) == [ReplySound("r", b"\1\0")]
        assert read(reader, f"{name}_transcript.delta", response_id="r", delta="a") == [ReplyText("r", "a")]
    for name in ("response.output_text", "response.text"):
        assert read(reader, f"{name}.delta", response_id="r", delta="a") == [ReplyText("r", "a")]


def test_what_nobody_knows_and_what_is_empty_are_let_pass(reader: EventReader) -> None:
    odd: list[dict[str, Any]] = [
        {},
        {"type": None},
        {"type": ["response.done"]},
        {"type": "response.video.delta", "delta": "x"},
        {"type": "response.audio.delta"},
        {"type": "response.audio.delta", "delta": "AAA"},
        {"type": "response.text.delta", "delta": 7},
        {"type": "response.audio_timestamp.delta", "text": "e", "timestamp_type": "phoneme"},
        {"type": "response.output_item.added", "item": "none"},
        {"type": "response.output_item.done", "item": {"type": "mcp_call"}},
        {"type": "rate_limits.updated", "rate_limits": []},
    ]
    assert [list(reader.read(event)) for event in odd] == [[]] * len(odd)


def test_a_sample_that_is_cut_in_two_is_whole_again(reader: EventReader) -> None:
    parts = [base64.b64encode(data).decode() for data in (b"\1\0\2", b"\0")]
    sounds = [read(reader, "response.audio.delta", response_id="r", delta=part) for part in parts]
    assert sounds == [[ReplySound("r", b"\1\0")], [ReplySound("r", b"\2\0")]]


def test_times_are_seconds_wherever_they_are_missing(reader: EventReader) -> None:
    kind = "input_audio_buffer.speech_started"
    assert read(reader, kind, item_id="i", audio_start_ms=1_500) == [SpeechStarted("i", 1.5)]
    assert read(reader, kind, item_id="i", audio_start_ms=None) == [SpeechStarted("i", 0.0)]
    word = Word(text="Hello", start_seconds=0.1, duration_seconds=0.25)
    assert read(
        reader, "response.audio_timestamp.delta", response_id="r", text="Hello", audio_offset_ms=100,
        audio_duration_ms=250,
    ) == [ReplyWords("r", (word,))]  # fmt: skip


def test_a_transcript_has_the_language_that_was_heard(reader: EventReader) -> None:
    kind = "conversation.item.input_audio_transcription"
    read(reader, "input_audio_buffer.committed", item_id="i")
    phrases = [{"text": "Hallo.", "locale": "de-DE"}]
    assert read(reader, f"{kind}.completed", item_id="i", transcript=" Hallo. ", phrases=phrases) == [
        InputTranscribed("i", "Hallo.", "de-DE")
    ]
    assert read(reader, f"{kind}.completed", item_id="i", transcript=None, phrases=[7]) == [
        InputTranscribed("i", "")
    ]
    assert read(reader, f"{kind}.failed", item_id="i", error={"message": "It\x1b[2J failed."}) == [
        InputNotTranscribed("i", "It failed.")
    ]


def test_a_call_that_was_cut_off_is_none(reader: EventReader) -> None:
    item = {"type": "function_call", "call_id": "c", "name": "weather", "arguments": '{"pl'}
    kind = "response.output_item.done"
    assert read(reader, kind, response_id="r", item={**item, "status": "incomplete"}) == []
    assert read(reader, kind, response_id="r", item=item) == [ToolCallRequested("r", "c", "weather", '{"pl')]


def test_the_end_of_a_response_says_how_and_what_it_used(reader: EventReader) -> None:
    read(reader, "session.updated", session={"model": "gpt-realtime-2026"})
    usage = {
        "total_tokens": 12,
        "input_tokens": 7,
        "output_tokens": 5,
        "input_token_details": {
            "audio_tokens": 3,
            "cached_tokens": 2,
            "cached_tokens_details": {"audio_tokens": 1},
        },
        "output_token_details": {"audio_tokens": 4, "text_tokens": "one"},
    }
    whole = done(reader, status="completed", usage=usage)
    assert (whole.status, whole.error, whole.model) == ("completed", None, "gpt-realtime-2026")
    assert whole.usage == TokenUsage(
        input_tokens=7,
        output_tokens=5,
        input_audio_tokens=3,
        output_audio_tokens=4,
        cached_tokens=2,
        cached_audio_tokens=1,
    )
    cut = done(
        reader, status="incomplete", status_details={"type": "incomplete", "reason": "max_output_tokens"}
    )
    assert (cut.status, cut.reason, cut.error, cut.usage) == (
        "incomplete",
        "max_output_tokens",
        None,
        TokenUsage(),
    )


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"error": {"type": "rate_limit_exceeded", "code": "rate_limit_exceeded"}}, "throttled"),
        ({"error": {"type": "server_error", "code": None, "message": "No."}}, "service-error"),
        ({"error": {"type": "invalid_request_error", "code": "insufficient_quota"}}, "quota"),
        ({"error": {"type": "server_error", "code": "unknown-language", "message": ""}}, "unknown-language"),
        ({"type": "failed"}, "service-error"),
        (None, "service-error"),
    ],
)  # fmt: skip
def test_a_response_that_failed_says_why(reader: EventReader, details: Any, code: str) -> None:
    failed = done(reader, status="failed", status_details=details)
    assert failed.error is not None
    assert (failed.status, failed.error.code) == ("failed", code)


def test_a_response_that_is_throttled_says_how_long_to_wait(reader: EventReader) -> None:
    error = {"code": "rate_limit_exceeded", "message": "Rate limit reached. Please try again in 1.5s."}
    failed = done(reader, status="failed", status_details={"error": error}).error
    assert isinstance(failed, CompletionError)
    assert (failed.code, failed.retry_after_seconds) == ("throttled", 1.5)


def test_a_response_that_the_service_cancels_says_why(reader: EventReader) -> None:
    cancelled = done(reader, status="cancelled", status_details={"reason": "turn_detected"})
    assert cancelled.error is not None
    assert (cancelled.error.code, cancelled.reason) == ("service-error", "turn_detected")
    assert "It cancelled its reply: turn_detected." in str(cancelled.error)


def test_a_status_that_nobody_knows_is_a_failure(reader: EventReader) -> None:
    assert done(reader, status="paused").error is not None


@pytest.mark.parametrize(
    ("error", "request_name", "code", "named"),
    [
        ({"param": "session.voice", "event_id": "update.7"}, "update", "unknown-voice", "marin"),
        ({"param": "session.turn_detection.silence_duration_ms", "event_id": "update.7"}, "update",
         "bad-request", "end_silence_seconds"),
        ({"param": "response.max_output_tokens", "event_id": "respond.9"}, "respond", "bad-request",
         "max_tokens"),
        ({"param": "item.id", "event_id": "theirs"}, None, "bad-request", "the setting that it names"),
        ({"code": "model_not_found"}, None, "not-found", "AZURE_VOICELIVE_MODEL"),
        ({"code": "content_filter"}, None, "content-filter", "other words"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_request_and_the_setting(
    reader: EventReader, error: dict[str, Any], request_name: str | None, code: str, named: str
) -> None:
    error = {
        "type": "invalid_request_error",
        "code": "invalid_value",
        "message": "Key 0123456789abcdef.",
        **error,
    }
    (event,) = read(reader, "error", error=error)
    assert isinstance(event, RequestRefused)
    assert (event.request, event.error.code) == (request_name, code)
    assert named in event.error.hint
    assert OPENAI_KEY not in str(event.error)


def test_a_session_that_was_open_for_too_long_is_a_lost_connection(reader: EventReader) -> None:
    error = {"type": "invalid_request_error", "code": "session_expired", "message": "60 minutes are over."}
    with pytest.raises(CompletionError) as caught:
        read(reader, "error", error=error)
    assert (caught.value.code, caught.value.is_retryable) == ("connection-closed", True)
