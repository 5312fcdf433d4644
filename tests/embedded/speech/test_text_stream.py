"""Text streams, driven by the real Speech SDK."""

from __future__ import annotations

import azure.cognitiveservices.speech as sdk
import pytest

from tests.embedded.clients import TEXT_STREAM_PATH, synthesizer, text_stream
from voicelab.audio.clip import Audio
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services

RAW_24 = sdk.SpeechSynthesisOutputFormat.Raw24Khz16BitMonoPcm
SPEAK = (
    "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' "
    "xmlns:mstts='https://www.w3.org/2001/mstts' xml:lang='en-US'>{}</speak>"
)
SECONDS_PER_CHARACTER = 0.06


def spoken(text: str, voice: str = "en-US-JennyNeural") -> str:
    return SPEAK.format(f"<voice name='{voice}'>{text}</voice>")


def seconds(result: sdk.SpeechSynthesisResult) -> float:
    return float(result.audio_duration.total_seconds())


def test_a_text_stream_speaks_a_sentence_before_the_text_ends(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services, path=TEXT_STREAM_PATH) as client:
        request = text_stream()
        speaking = client.sdk.speak_async(request)
        for piece in ("Hello", " there.", " And"):
            request.input_stream.write(piece)
        client.wait_for(lambda client: bool(client.chunks))
        assert not scripted.request_log.received("synthesis", "text.end")
        request.input_stream.write(" bye.")
        request.input_stream.close()
        result = speaking.get()
    assert result.reason == sdk.ResultReason.SynthesizingAudioCompleted
    assert seconds(result) == pytest.approx((12 + 8) * SECONDS_PER_CHARACTER, abs=0.02)
    assert "".join(scripted.request_log.text_pieces) == "Hello there. And bye."


def test_a_text_stream_has_the_manner_of_the_request(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services, path=TEXT_STREAM_PATH, output_format=RAW_24) as client:
        request = text_stream()
        request.rate, request.volume = "2.0", "50"
        speaking = client.sdk.speak_async(request)
        request.input_stream.write("ten chars.")
        request.input_stream.close()
        quick = speaking.get()
        normal = client.ssml(spoken("ten chars."))
    assert seconds(quick) == pytest.approx(5 * SECONDS_PER_CHARACTER, abs=0.02)
    level = Audio.from_pcm(quick.audio_data, 24_000).rms_dbfs
    assert level == pytest.approx(Audio.from_pcm(normal.audio_data, 24_000).rms_dbfs - 6.02, abs=0.2)


def test_an_eager_script_speaks_the_first_piece_of_a_text_stream() -> None:
    with (
        embedded_services(ScriptedEngines(eager_text=True)) as embedded,
        synthesizer(embedded.services, path=TEXT_STREAM_PATH) as client,
    ):
        request = text_stream()
        speaking = client.sdk.speak_async(request)
        request.input_stream.write("Hello")
        client.wait_for(lambda client: bool(client.chunks))
        request.input_stream.write(" there, friend")
        request.input_stream.close()
        assert seconds(speaking.get()) > 1.0


def test_markup_in_a_text_stream_is_text(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services, path=TEXT_STREAM_PATH) as client:
        request = text_stream()
        speaking = client.sdk.speak_async(request)
        request.input_stream.write("AT&T <b>.")
        request.input_stream.close()
        assert seconds(speaking.get()) == pytest.approx(9 * SECONDS_PER_CHARACTER, abs=0.02)


def test_a_text_without_end_is_refused(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services, path=TEXT_STREAM_PATH) as client:
        request = text_stream()
        speaking = client.sdk.speak_async(request)
        request.input_stream.write("Hello. ")
        for _ in range(27):
            request.input_stream.write(" " * 10_000)
        request.input_stream.close()
        details = speaking.get().cancellation_details
    assert "longer than 262,144 characters" in details.error_details
