"""Visemes, as the real Speech SDK receives them, and by letters."""

from __future__ import annotations

import threading
from typing import Any

import azure.cognitiveservices.speech as sdk
import pytest

from voicelab.embedded.speech.visemes import visemes
from voicelab.services.speech_sdk import speech_config
from voicelab.testing import EmbeddedServices

TICKS = 10_000_000


def synthesizer(embedded: EmbeddedServices) -> Any:
    config = speech_config(embedded.services.speech)
    config.speech_synthesis_voice_name = "en-US-JennyNeural"
    return sdk.SpeechSynthesizer(speech_config=config, audio_config=None)


def test_the_client_receives_the_visemes_of_what_is_spoken_in_time(scripted: EmbeddedServices) -> None:
    received: list[tuple[int, int]] = []
    changed = threading.Condition()

    def note(event: Any) -> None:
        with changed:
            received.append((event.audio_offset, event.viseme_id))
            changed.notify_all()

    client = synthesizer(scripted)
    client.viseme_received.connect(note)
    result = client.speak_text_async("Map me. Go.").get()
    with changed:
        assert changed.wait_for(lambda: len(received) >= 8, 20.0)
    client.viseme_received.disconnect_all()
    assert [viseme for _, viseme in received] == [21, 1, 21, 4, 0, 20, 8, 0]
    offsets = [offset for offset, _ in received]
    assert offsets == sorted(offsets)
    assert offsets[-1] <= result.audio_duration.total_seconds() * TICKS


def test_visemes_are_not_sent_where_nobody_listens(scripted: EmbeddedServices) -> None:
    result = synthesizer(scripted).speak_text_async("Map me.").get()
    assert result.reason == sdk.ResultReason.SynthesizingAudioCompleted
    assert not [m for m in scripted.request_log.sent("synthesis", "audio.metadata") if "Viseme" in m.body]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Map.", [(0, 21), (1, 1), (2, 21), (3, 0)]),
        ("shoe", [(0, 16), (2, 8), (3, 4), (4, 0)]),
        ("don't", [(0, 19), (1, 8), (2, 19), (5, 0)]),
        ("Öl", [(0, 8), (1, 14), (2, 0)]),
        ("O\u0308l", [(0, 8), (2, 14), (3, 0)]),
        ("दिन", [(0, 1), (3, 0)]),
        ("今天", [(0, 1), (2, 0)]),
        ("...", [(0, 0)]),
        ("", []),
    ],
)
def test_letters_give_visemes_at_their_places(text: str, expected: list[tuple[int, int]]) -> None:
    assert list(visemes(text)) == expected
