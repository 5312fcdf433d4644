"""Synthesis, driven by the real Speech SDK."""

from __future__ import annotations

import io
import json
import time
import wave

import azure.cognitiveservices.speech as sdk
import pytest

from tests.embedded.clients import synthesizer
from voicelab.services.endpoints import SpeechService
from voicelab.services.services import Services
from voicelab.settings import OUTPUT_FORMATS
from voicelab.testing import EmbeddedServices, EmptyAudio, HoldLastAudio, ScriptedEngines, embedded_services

RAW_24 = sdk.SpeechSynthesisOutputFormat.Raw24Khz16BitMonoPcm
UNCOMPRESSED = sorted(
    name for name in dir(sdk.SpeechSynthesisOutputFormat) if name.endswith("16BitMonoPcm") and name[0] != "_"
)
SPEAK = (
    "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' "
    "xmlns:mstts='https://www.w3.org/2001/mstts' xml:lang='en-US'>{}</speak>"
)
SECONDS_PER_CHARACTER = 0.06
LONG = "It takes a minute and more to say this text. " * 30


def spoken(text: str, voice: str = "en-US-JennyNeural") -> str:
    return SPEAK.format(f"<voice name='{voice}'>{text}</voice>")


def seconds(result: sdk.SpeechSynthesisResult) -> float:
    return float(result.audio_duration.total_seconds())


def test_text_is_spoken_for_as_long_as_it_takes(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services, output_format=RAW_24) as client:
        result = client.text("Hello there.")
    assert result.reason == sdk.ResultReason.SynthesizingAudioCompleted
    assert len(result.audio_data) == pytest.approx(12 * SECONDS_PER_CHARACTER * 48_000, abs=2)


def test_text_is_escaped_on_its_way_and_spoken_as_written(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services) as client:
        result = client.text("AT&T <b> \"q\" 'x'")
    assert "AT&amp;T &lt;b&gt;" in scripted.request_log.ssml[0]
    assert seconds(result) == pytest.approx(16 * SECONDS_PER_CHARACTER, abs=0.02)


@pytest.mark.parametrize("name", UNCOMPRESSED)
def test_every_uncompressed_format_has_its_rate(scripted: EmbeddedServices, name: str) -> None:
    with synthesizer(
        scripted.services, output_format=getattr(sdk.SpeechSynthesisOutputFormat, name)
    ) as client:
        result = client.text("Hello you.")
    asked = scripted.request_log.synthesis_contexts[0]["synthesis"]["audio"]["outputFormat"]
    rate = OUTPUT_FORMATS[asked]
    data = result.audio_data
    if name.startswith("Riff"):
        with wave.open(io.BytesIO(data)) as wav:
            assert (wav.getframerate(), wav.getsampwidth(), wav.getnchannels()) == (rate, 2, 1)
            data = wav.readframes(wav.getnframes())
    assert len(data) == pytest.approx(0.6 * 2 * rate, abs=4)


def test_the_formats_tried_are_all_there_are() -> None:
    assert len(UNCOMPRESSED) == len(OUTPUT_FORMATS)


def test_an_unknown_voice_is_refused_with_its_name(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services, voice="xx-YY-NobodyNeural") as client:
        details = client.text("Hello.").cancellation_details
    assert details.error_code == sdk.CancellationErrorCode.BadRequest
    assert "Error code: 1007. Error details: Unsupported voice xx-YY-NobodyNeural" in details.error_details


def test_a_refused_request_leaves_the_next_one_unharmed(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services) as client:
        assert client.ssml("<speak").reason == sdk.ResultReason.Canceled
        assert client.text("Hello.").reason == sdk.ResultReason.SynthesizingAudioCompleted


@pytest.mark.parametrize(
    ("ssml", "message"),
    [
        ("<speak", "SSML parsing error"),
        ("<talk/>", "not <speak>"),
        (f"<!DOCTYPE speak [<!ENTITY a 'b'>]>{spoken('&a;')}", "entities"),
    ],
)
def test_what_is_not_ssml_is_refused_with_a_reason(
    scripted: EmbeddedServices, ssml: str, message: str
) -> None:
    with synthesizer(scripted.services) as client:
        assert message in client.ssml(ssml).cancellation_details.error_details


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("A &amp; b.", 6),
        ("<prosody rate='+100%'>ten chars.</prosody>", 5),
        ("<prosody rate='0.5'>ten chars.</prosody>", 20),
        ("<sub alias='World Wide'>WW</sub>", 10),
        ("<say-as interpret-as='date'>1.2.2020</say-as>", len("January second 2020")),
        ("<mstts:express-as style='cheerful'>ten chars.</mstts:express-as>", 10 / 1.08),
        ("<p><s>ten chars.</s></p>", 10),
    ],
)
def test_ssml_is_spoken_as_it_says(scripted: EmbeddedServices, text: str, characters: float) -> None:
    with synthesizer(scripted.services) as client:
        result = client.ssml(spoken(text))
    assert result.reason == sdk.ResultReason.SynthesizingAudioCompleted
    assert seconds(result) == pytest.approx(characters * SECONDS_PER_CHARACTER, abs=0.02)


def test_a_break_is_silence_of_its_length(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services, output_format=RAW_24) as client:
        result = client.ssml(spoken("Hello.<break time='500ms'/>Hello."))
    gap = result.audio_data[round(0.36 * 48_000) :][:24_000]
    assert seconds(result) == pytest.approx(0.36 + 0.5 + 0.36, abs=0.02)
    assert set(gap) == {0}


def test_two_voices_in_one_document_speak_in_turn(scripted: EmbeddedServices) -> None:
    two = "<voice name='en-US-JennyNeural'>Hello.</voice><voice name='en-GB-RyanNeural'>Hello.</voice>"
    with synthesizer(scripted.services, output_format=RAW_24) as client:
        audio = client.ssml(SPEAK.format(two)).audio_data
    assert audio[: len(audio) // 2] != audio[len(audio) // 2 :]


def test_word_boundaries_follow_each_other_and_fill_the_sentence(scripted: EmbeddedServices) -> None:
    text = "Hello there, friend. It is 3.5 km."
    with synthesizer(scripted.services, words=True) as client:
        result = client.text(text)
        client.wait_for(lambda client: len(client.words) == 12)
    kinds = sdk.SpeechSynthesisBoundaryType
    words = [event for event in client.words if event.boundary_type == kinds.Word]
    assert [event.text for event in words] == ["Hello", "there", "friend", "It", "is", "3.5", "km"]
    assert all(text[event.text_offset :].startswith(event.text) for event in words)
    starts = [event.audio_offset / 10_000_000 for event in words]
    ends = [start + event.duration.total_seconds() for start, event in zip(starts, words, strict=True)]
    assert starts == sorted(starts)
    assert all(end <= start + 1e-6 for end, start in zip(ends, starts[1:], strict=False))
    assert ends[-1] <= seconds(result) == pytest.approx(len(text) * SECONDS_PER_CHARACTER, abs=0.1)
    sentences = [event.text for event in client.words if event.boundary_type == kinds.Sentence]
    assert sentences == ["Hello there, friend.", "It is 3.5 km."]


def test_words_are_not_reported_unasked(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services) as client:
        client.text("Hello there.")
    metadata = [
        json.loads(message.body) for message in scripted.request_log.sent("synthesis", "audio.metadata")
    ]
    assert {item["Type"] for body in metadata for item in body["Metadata"]} == {"SessionEnd"}


def test_a_bookmark_is_reported_where_it_stands(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services, words=True) as client:
        client.ssml(spoken("Hello.<bookmark mark='half'/>Hello."))
        client.wait_for(lambda client: bool(client.bookmarks))
    assert (client.bookmarks[0].text, client.bookmarks[0].audio_offset) == ("half", 3_600_000)


def test_audio_comes_while_the_rest_is_still_being_made() -> None:
    slow = ScriptedEngines(first_audio_seconds=0.1, synthesis_pace=2.0)
    with embedded_services(slow) as embedded, synthesizer(embedded.services) as client:
        client.text("This takes about two seconds to say.")
        ended = time.monotonic()
    assert ended - client.chunks[0][0] > 0.7


@pytest.mark.timed
def test_a_slow_voice_is_waited_for_by_an_sdk_that_gives_up_on_audio_that_stops() -> None:
    def impatient(config: sdk.SpeechConfig) -> None:
        config.set_property(sdk.PropertyId.SpeechSynthesis_FrameTimeoutInterval, "1500")

    slow = ScriptedEngines(synthesis_pace=0.04)
    with (
        embedded_services(slow) as embedded,
        synthesizer(embedded.services, output_format=RAW_24, configure=impatient) as client,
    ):
        result = client.text("Hi.")
        assert result.reason == sdk.ResultReason.SynthesizingAudioCompleted
        assert seconds(result) == pytest.approx(0.18, abs=0.01)


def test_a_connection_that_was_opened_ahead_serves_turn_after_turn(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services) as client:
        connection = sdk.Connection.from_speech_synthesizer(client.sdk)
        connection.open(True)
        assert scripted.request_log.wait_for(lambda log: bool(log.received("synthesis", "speech.config")))
        for _ in range(3):
            client.text("Hello.")
    assert scripted.request_log.connections["synthesis"] == 1


def test_stopping_ends_the_turn_at_once_and_the_next_one_speaks() -> None:
    slow = ScriptedEngines(synthesis_pace=1.0)
    with embedded_services(slow) as embedded, synthesizer(embedded.services) as client:
        speaking = client.sdk.speak_text_async(LONG)
        client.wait_for(lambda client: bool(client.chunks))
        started = time.monotonic()
        client.sdk.stop_speaking_async().get()
        result = speaking.get()
        assert time.monotonic() - started < 20.0
        assert result.reason == sdk.ResultReason.Canceled
        assert embedded.request_log.wait_for(lambda log: log.open_connections["synthesis"] == 0)
        assert client.text("Hi.").reason == sdk.ResultReason.SynthesizingAudioCompleted


def test_empty_audio_completes_with_no_sound(scripted: EmbeddedServices) -> None:
    scripted.faults.add("synthesis", EmptyAudio())
    with synthesizer(scripted.services, output_format=RAW_24) as client:
        assert len(client.text("Hello.").audio_data) == 0
        assert len(client.text("Hello.").audio_data) > 0


def test_the_first_audio_is_there_while_the_last_is_held(scripted: EmbeddedServices) -> None:
    scripted.faults.add("synthesis", HoldLastAudio(seconds=0.5))
    with synthesizer(scripted.services, output_format=RAW_24) as client:
        result = client.text("Hello there.")
        client.wait_for(lambda held: sum(size for _, size in held.chunks) == len(result.audio_data))
    assert client.chunks[-1][0] - client.chunks[0][0] >= 0.45
    assert seconds(result) == pytest.approx(0.72, abs=0.02)


def test_a_custom_endpoint_is_spoken_to_on_its_own_path(scripted: EmbeddedServices) -> None:
    key = scripted.services.speech.key
    services = Services(
        speech=SpeechService(endpoint=f"http://127.0.0.1:{scripted.port}/", key=key),
        completion=scripted.services.completion,
    )
    with synthesizer(services) as client:
        assert client.text("Hello.").reason == sdk.ResultReason.SynthesizingAudioCompleted
    assert scripted.request_log.requests[0].path == "/tts/cognitiveservices/websocket/v1"
