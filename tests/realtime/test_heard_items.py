"""What a service made of the user's sound, also where only its transcript tells of it."""

from __future__ import annotations

from typing import Any

from tests.realtime.replayed_service import Replay, replayed, reply_events
from voicelab.audio.sinks import NullSink
from voicelab.audio.sources import PushSource
from voicelab.realtime.heard_items import HeardItems
from voicelab.testing import silence, speech

TRANSCRIBED = {
    "type": "conversation.item.input_audio_transcription.completed",
    "item_id": "i",
    "transcript": "How high?",
}


def hearing(*heard: dict[str, Any]) -> Replay:
    """Return a service that replies, and says this of a recording."""

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        if event["type"] == "response.create":
            return reply_events()
        return list(heard) if event["type"] == "input_audio_buffer.commit" else []

    return replay


def test_what_only_its_transcript_tells_of_is_an_item_once() -> None:
    heard = HeardItems()
    assert heard.transcribe("a") == ("a", True)
    assert heard.transcribe("a") == ("a", False)
    assert not heard.commit("a")


def test_a_transcript_by_another_name_is_that_of_the_item_that_lacks_one() -> None:
    heard = HeardItems()
    assert heard.commit("a")
    assert heard.transcribe("b") == ("a", False)
    assert heard.transcribe("b") == ("b", True)


def test_an_item_that_is_ours_is_no_news() -> None:
    heard = HeardItems()
    heard.add_ours("a")
    assert heard.transcribe("a") == ("a", False)


def test_a_service_that_commits_without_a_word_is_heard() -> None:
    began = {"type": "input_audio_buffer.speech_started", "item_id": "i"}
    ended = {"type": "input_audio_buffer.speech_stopped", "item_id": "i", "audio_end_ms": 300}
    with replayed(hearing(began, ended, TRANSCRIBED)) as session:
        assert session.ask(speech(seconds=0.3)).transcript == "How high?"


def test_a_service_that_commits_without_a_word_is_heard_live() -> None:
    with replayed(hearing(TRANSCRIBED)) as session:
        source = PushSource()
        source.push((speech(seconds=0.4) + silence(0.4)).to_pcm())
        source.end()
        session.talk(source, NullSink())
        (exchange,) = session.log.exchanges()
    assert (exchange.transcript, exchange.reply) == ("How high?", "Well.")


def test_an_item_with_sound_is_what_was_just_said() -> None:
    item = {"id": "a", "role": "user", "content": [{"type": "input_audio"}]}
    heard = HeardItems()
    assert not heard.add_item(item)
    heard.end_speech()
    assert not heard.add_item({"id": "b", "role": "user", "content": [{"type": "input_text"}]})
    assert heard.add_item(item)
    assert not heard.commit("a")
    heard.end_speech()
    assert not heard.add_item(item)


def test_a_transcript_that_is_in_progress_is_not_the_last_word() -> None:
    committed = {"type": "input_audio_buffer.committed", "item_id": "i"}
    early = {**TRANSCRIBED, "transcript": "How", "status": "in_progress"}
    updated = {**early, "type": "conversation.item.input_audio_transcription.updated"}
    with replayed(hearing(committed, early, TRANSCRIBED)) as session:
        assert session.ask(speech(seconds=0.3)).transcript == "How high?"
    with replayed(hearing(committed, early, {**updated, "transcript": "How high"})) as session:
        assert session.ask(speech(seconds=0.3)).transcript == "How high"
