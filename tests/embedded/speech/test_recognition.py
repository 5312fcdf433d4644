"""Recognition, driven by the real Speech SDK."""

from __future__ import annotations

import json
import time
from typing import Any

import av
import azure.cognitiveservices.speech as sdk
import numpy as np
import pytest

from tests.embedded.clients import recognizer
from voicelab.audio.clip import Audio
from voicelab.services.endpoints import SpeechService
from voicelab.services.services import Services
from voicelab.services.speech_sdk import speech_config
from voicelab.testing import (
    AnswerNoMatch,
    Drop,
    EmbeddedServices,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
)

THREE = ScriptedEngines(transcripts=["One two three.", "Four five.", "Six."])
TICKS = 10_000_000


def detailed(result: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(result.properties[sdk.PropertyId.SpeechServiceResponse_JsonResult])
    return body


def set_to(name: sdk.PropertyId, value: int) -> Any:
    return lambda config: config.set_property(name, str(value))


def test_one_shot_returns_the_utterance_and_its_place(scripted: EmbeddedServices) -> None:
    with recognizer(scripted.services) as client:
        client.write(silence(0.5), speech(1.0), silence(1.0))
        result = client.once()
    assert result.reason == sdk.ResultReason.RecognizedSpeech
    assert (result.text, result.offset, result.duration) == ("Hello.", TICKS // 2, TICKS)


def test_one_shot_needs_no_end_of_the_stream_and_no_silence_beyond_the_endpoint() -> None:
    with embedded_services(THREE) as embedded, recognizer(embedded.services) as client:
        client.write(speech(1.0), silence(0.4))
        assert client.once().text == "One two three."


def test_one_shot_again_on_the_same_recognizer_hears_the_next_utterance() -> None:
    with embedded_services(THREE) as embedded, recognizer(embedded.services) as client:
        texts = []
        for _ in range(3):
            client.write(speech(0.5), silence(0.5))
            texts.append(client.once().text)
        assert texts == ["One two three.", "Four five.", "Six."]


def test_one_shot_ends_at_the_end_of_the_stream_without_any_silence() -> None:
    with embedded_services(THREE) as embedded, recognizer(embedded.services) as client:
        client.write(speech(1.0))
        client.stream.close()
        assert client.once().text == "One two three."


def test_hypotheses_grow_before_the_final_transcript() -> None:
    with embedded_services(THREE) as embedded, recognizer(embedded.services) as client:
        client.write(speech(1.0), silence(0.5))
        client.to_the_end()
        assert client.hypotheses == ["one", "one two", "one two three"]
        assert client.texts == ["One two three."]


def test_continuous_recognition_gives_every_utterance_and_ends_with_the_stream() -> None:
    with embedded_services(THREE) as embedded, recognizer(embedded.services) as client:
        client.write(speech(1.0), silence(0.5), speech(0.5), silence(0.5), speech(0.5))
        client.to_the_end()
        assert client.texts == ["One two three.", "Four five.", "Six."]
        assert [result.offset for result in client.results] == [0, 15_000_000, 25_000_000]
        assert [details.reason for details in client.canceled] == [sdk.CancellationReason.EndOfStream]


def test_many_utterances_are_one_turn() -> None:
    with embedded_services(THREE) as embedded, recognizer(embedded.services) as client:
        client.write(speech(0.5), silence(0.5), speech(0.5), silence(0.5))
        client.to_the_end()
        assert len(embedded.request_log.recognition_contexts) == 1


def test_stopping_in_mid_utterance_finishes_it_at_once() -> None:
    with embedded_services(THREE) as embedded, recognizer(embedded.services) as client:
        client.write(speech(1.0))
        client.start()
        client.wait_for(lambda client: len(client.hypotheses) == 3)
        started = time.monotonic()
        client.stop()
        assert time.monotonic() - started < 20.0  # where a turn is not ended, the SDK waits 40 s
        assert client.texts == ["One two three."]


def test_stopping_in_silence_takes_no_time() -> None:
    with embedded_services(THREE) as embedded, recognizer(embedded.services) as client:
        client.write(silence(0.5))
        client.start()
        assert embedded.request_log.wait_for(lambda log: log.audio_samples >= 8_000)
        started = time.monotonic()
        client.stop()
        assert time.monotonic() - started < 20.0  # where a turn is not ended, the SDK waits 40 s


def test_dictation_is_recognised_on_its_own_path(scripted: EmbeddedServices) -> None:
    with recognizer(scripted.services, configure=lambda config: config.enable_dictation()) as client:
        client.write(speech(1.0), silence(0.5))
        client.to_the_end()
        assert client.texts == ["Hello."]
    assert "/dictation/" in scripted.request_log.requests[0].path


@pytest.mark.parametrize("one_shot", [True, False])
def test_a_custom_endpoint_is_recognised_on_its_one_path(scripted: EmbeddedServices, one_shot: bool) -> None:
    key = scripted.services.speech.key
    services = Services(
        speech=SpeechService(endpoint=f"http://127.0.0.1:{scripted.port}/", key=key),
        completion=scripted.services.completion,
    )
    with recognizer(services) as client:
        client.write(speech(1.0), silence(0.5))
        if one_shot:
            client.once()
        else:
            client.to_the_end()
        assert client.texts == ["Hello."]
    assert scripted.request_log.requests[0].path == "/stt/speech/universal/v2"


def test_silence_alone_is_an_initial_silence_timeout(scripted: EmbeddedServices) -> None:
    quiet = set_to(sdk.PropertyId.SpeechServiceConnection_InitialSilenceTimeoutMs, 1_000)
    with recognizer(scripted.services, configure=quiet) as client:
        client.write(silence(2.0))
        result = client.once()
    assert result.reason == sdk.ResultReason.NoMatch
    assert result.no_match_details.reason == sdk.NoMatchReason.InitialSilenceTimeout


def test_a_silent_stream_that_ends_is_an_initial_silence_timeout(scripted: EmbeddedServices) -> None:
    with recognizer(scripted.services) as client:
        client.write(silence(1.0))
        client.stream.close()
        assert client.once().no_match_details.reason == sdk.NoMatchReason.InitialSilenceTimeout


def test_continuous_recognition_goes_on_after_an_initial_silence_timeout(scripted: EmbeddedServices) -> None:
    quiet = set_to(sdk.PropertyId.SpeechServiceConnection_InitialSilenceTimeoutMs, 1_000)
    with recognizer(scripted.services, configure=quiet) as client:
        client.write(silence(1.5), speech(1.0), silence(0.5))
        client.to_the_end()
        reasons = [result.reason for result in client.results]
    assert reasons == [sdk.ResultReason.NoMatch, sdk.ResultReason.RecognizedSpeech]


def test_speech_that_begins_before_the_timeout_is_not_cut_off(scripted: EmbeddedServices) -> None:
    quiet = set_to(sdk.PropertyId.SpeechServiceConnection_InitialSilenceTimeoutMs, 1_000)
    with recognizer(scripted.services, configure=quiet) as client:
        client.write(silence(0.9), speech(2.0), silence(0.5))
        assert client.once().text == "Hello."


@pytest.mark.parametrize("script", [("",), ("Hello.",)])
def test_speech_that_nothing_is_made_of_is_not_recognised(script: tuple[str, ...]) -> None:
    with embedded_services(ScriptedEngines(transcripts=script)) as embedded:
        if script[0]:
            embedded.faults.add("recognition", AnswerNoMatch())
        with recognizer(embedded.services) as client:
            client.write(speech(1.0), silence(0.5))
            result = client.once()
    assert result.reason == sdk.ResultReason.NoMatch
    assert result.no_match_details.reason == sdk.NoMatchReason.NotRecognized


@pytest.mark.parametrize("milliseconds", [200, 800])
def test_the_segmentation_silence_of_the_client_ends_the_utterance(milliseconds: int) -> None:
    with (
        embedded_services(THREE) as embedded,
        recognizer(embedded.services, end_silence_ms=milliseconds) as client,
    ):
        client.write(speech(0.5), silence(0.5), speech(0.5), silence(1.0))
        client.to_the_end()
        assert len(client.texts) == (2 if milliseconds == 200 else 1)


def test_the_end_silence_of_a_one_shot_ends_the_utterance() -> None:
    ends = set_to(sdk.PropertyId.SpeechServiceConnection_EndSilenceTimeoutMs, 200)
    with (
        embedded_services(THREE) as embedded,
        recognizer(embedded.services, configure=ends, end_silence_ms=0) as client,
    ):
        client.write(speech(0.5), silence(0.3), speech(0.5), silence(1.0))
        assert client.once().duration == TICKS // 2


def test_the_detailed_format_has_alternatives_with_confidence_and_words(scripted: EmbeddedServices) -> None:
    def ask(config: sdk.SpeechConfig) -> None:
        config.output_format = sdk.OutputFormat.Detailed
        config.request_word_level_timestamps()

    with embedded_services(THREE) as embedded, recognizer(embedded.services, configure=ask) as client:
        client.write(speech(1.0), silence(0.5))
        result = client.once()
    best = detailed(result)["NBest"][0]
    assert result.text == "One two three."
    assert (best["Confidence"], best["Lexical"], best["Display"]) == (0.95, "one two three", "One two three.")
    words = best["Words"]
    assert [word["Word"] for word in words] == ["one", "two", "three"]
    ends = [word["Offset"] + word["Duration"] for word in words]
    assert [word["Offset"] for word in words[1:]] == ends[:-1]
    assert ends[-1] == result.offset + result.duration


def test_every_reading_has_words_and_the_first_is_what_was_recognised() -> None:
    script = ScriptedEngines(transcripts=["One two three."], alternatives=["One to free.", "Want a tree."])
    words = sdk.SpeechConfig.request_word_level_timestamps
    with embedded_services(script) as embedded, recognizer(embedded.services, configure=words) as client:
        client.write(speech(1.0), silence(0.5))
        readings = detailed(client.once())["NBest"]
    assert readings[0]["Display"] == "One two three."
    assert {reading["Display"] for reading in readings[1:]} == {"One to free.", "Want a tree."}
    assert [len(reading["Words"]) for reading in readings] == [3, 3, 3]
    sure = [{word["Confidence"] for word in reading["Words"]} for reading in readings]
    assert sure == [{reading["Confidence"]} for reading in readings]


def test_the_four_forms_differ_as_azures_do() -> None:
    shown = "The meeting is at 3:30 PM on May 5th for $25, shit."
    script = ScriptedEngines(transcripts=[shown])
    words = sdk.SpeechConfig.request_word_level_timestamps
    with embedded_services(script) as embedded, recognizer(embedded.services, configure=words) as client:
        client.write(speech(1.0), silence(0.5))
        result = client.once()
        best = detailed(result)["NBest"][0]
    said = "the meeting is at three thirty p m on may fifth for twenty five dollars shit"
    assert best["Lexical"] == said
    assert best["ITN"] == "the meeting is at 3:30 PM on May 5th for $25 shit"
    assert best["MaskedITN"] == "the meeting is at 3:30 PM on May 5th for $25 ****"
    assert best["Display"] == result.text == "The meeting is at 3:30 PM on May 5th for $25, ****."
    assert [word["Word"] for word in best["Words"]] == said.split()
    assert [word["DisplayText"] for word in best["DisplayWords"]] == shown.split()
    assert best["DisplayWords"][-1]["Offset"] == best["Words"][-1]["Offset"]


@pytest.mark.parametrize(
    ("option", "text", "hypothesis"),
    [
        (sdk.ProfanityOption.Masked, "**** happens.", "**** happens"),
        (sdk.ProfanityOption.Removed, "Happens.", "happens"),
        (sdk.ProfanityOption.Raw, "Shit happens.", "shit happens"),
    ],
)
def test_profanity_is_treated_as_asked_for(option: sdk.ProfanityOption, text: str, hypothesis: str) -> None:
    script = ScriptedEngines(transcripts=["Shit happens."])

    def ask(config: sdk.SpeechConfig) -> None:
        config.set_profanity(option)

    with embedded_services(script) as embedded, recognizer(embedded.services, configure=ask) as client:
        client.write(speech(1.0), silence(0.5))
        result = client.once()
    assert (result.text, client.hypotheses[-1]) == (text, hypothesis)


def test_every_form_of_chinese_keeps_the_spaces_of_other_scripts() -> None:
    script = ScriptedEngines(transcripts=["我喜欢 Harry Potter 的书。"])

    def ask(config: sdk.SpeechConfig) -> None:
        config.speech_recognition_language = "zh-CN"
        config.request_word_level_timestamps()

    with embedded_services(script) as embedded, recognizer(embedded.services, configure=ask) as client:
        client.write(speech(1.0), silence(0.5))
        result = client.once()
        best = detailed(result)["NBest"][0]
    spoken = "我喜欢 harry potter 的书"
    assert result.text == best["Display"] == "我喜欢 Harry Potter 的书。"
    assert (best["Lexical"], best["ITN"]) == (spoken, spoken)
    assert client.hypotheses[-1] == "我喜欢 harry potter"


def test_the_simple_format_has_no_alternatives(scripted: EmbeddedServices) -> None:
    with recognizer(scripted.services) as client:
        client.write(speech(1.0), silence(0.5))
        result = client.once()
    assert "NBest" not in detailed(result)
    assert detailed(result)["DisplayText"] == "Hello."


def test_a_language_out_of_candidates_is_reported(scripted: EmbeddedServices) -> None:
    with recognizer(scripted.services, languages=["de-DE", "en-US"]) as client:
        client.write(speech(1.0), silence(0.5))
        client.to_the_end()
        assert sdk.AutoDetectSourceLanguageResult(client.results[0]).language == "de-DE"


def test_phrase_lists_come_over_the_wire(scripted: EmbeddedServices) -> None:
    with recognizer(scripted.services, phrases=["Everest", "K2"]) as client:
        client.write(speech(0.5), silence(0.5))
        client.once()
    groups = scripted.request_log.recognition_contexts[0]["dgi"]["Groups"]
    assert [item["Text"] for item in groups[0]["Items"]] == ["Everest", "K2"]


@pytest.mark.parametrize("sample_rate_hz", [8_000, 22_050, 44_100, 48_000])
def test_streams_of_other_rates_are_heard_at_the_right_times(sample_rate_hz: int) -> None:
    def describe(audio: Audio) -> str:
        return f"{audio.sample_rate_hz} Hz"

    with (
        embedded_services(ScriptedEngines(transcripts=describe)) as embedded,
        recognizer(embedded.services, sample_rate_hz=sample_rate_hz) as client,
    ):
        quiet = silence(0.5, sample_rate_hz)
        client.write(quiet, speech(1.0, sample_rate_hz), quiet)
        result = client.once()
    assert result.text == "16000 Hz"
    assert result.offset == pytest.approx(TICKS / 2, abs=200_000)
    assert result.duration == pytest.approx(TICKS, abs=400_000)


@pytest.mark.parametrize("law", ["ALAW", "MULAW"])
@pytest.mark.parametrize("sample_rate_hz", [8_000, 16_000])
def test_telephone_streams_are_heard_at_the_right_times(law: str, sample_rate_hz: int) -> None:
    sound = silence(0.5, sample_rate_hz) + speech(1.0, sample_rate_hz) + silence(0.5, sample_rate_hz)
    encoder = av.CodecContext.create(f"pcm_{law.lower()}", "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate, encoder.layout, encoder.format = sample_rate_hz, "mono", "s16"
    frame = av.AudioFrame.from_ndarray(sound.samples[np.newaxis], format="s16", layout="mono")
    frame.sample_rate = sample_rate_hz

    def describe(audio: Audio) -> str:
        return "loud" if audio.rms_dbfs > sound.rms_dbfs - 1.0 else f"{audio.rms_dbfs}"

    stream = sdk.audio.PushAudioInputStream(
        sdk.audio.AudioStreamFormat(
            sample_rate_hz, 8, 1, wave_stream_format=getattr(sdk.AudioStreamWaveFormat, law)
        )
    )
    stream.write(b"".join(bytes(packet) for packet in encoder.encode(frame)))
    stream.close()
    with embedded_services(ScriptedEngines(transcripts=describe)) as embedded:
        audio = sdk.audio.AudioConfig(stream=stream)
        client = sdk.SpeechRecognizer(speech_config(embedded.services.speech), audio)
        result = client.recognize_once_async().get()
    assert result.text == "loud"
    assert result.offset == pytest.approx(TICKS / 2, abs=200_000)
    assert result.duration == pytest.approx(TICKS, abs=400_000)


def test_a_dropped_connection_is_replayed_and_nothing_is_lost() -> None:
    with embedded_services(THREE) as embedded, recognizer(embedded.services) as client:
        embedded.faults.add("recognition", Drop(after_audio_seconds=1.4))
        client.start()
        client.write_in_real_time(speech(0.5) + silence(0.5) + speech(0.7) + silence(0.5))
        client.wait_for(lambda client: len(client.texts) == 2)
        client.stop()
        assert client.texts == ["One two three.", "Four five."]
        assert [result.offset for result in client.results] == [0, TICKS]
        assert embedded.request_log.connections["recognition"] == 2
        assert "continuation" in embedded.request_log.recognition_contexts[1]


def test_every_sample_arrives_once(scripted: EmbeddedServices) -> None:
    with recognizer(scripted.services) as client:
        client.write(speech(1.0), silence(0.51))
        client.to_the_end()
    assert scripted.request_log.audio_samples == 16_000 + 8_160


def test_the_transcript_comes_as_late_as_the_script_says() -> None:
    with (
        embedded_services(ScriptedEngines(transcript_seconds=0.4)) as embedded,
        recognizer(embedded.services) as client,
    ):
        client.write(speech(0.5), silence(0.5))
        started = time.monotonic()
        client.once()
        assert time.monotonic() - started >= 0.4
