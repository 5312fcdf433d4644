"""Recognition with the real models, on the recordings that come with voicelab."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import azure.cognitiveservices.speech as sdk
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.embedded.clients import engines, recognizer
from tests.embedded.local_models import (
    finals,
    in_silence,
    recognition,
    spoken,
    stream_of,
    synthesis,
    transcripts,
    word_error_rate,
)
from voicelab.audio.clip import Audio
from voicelab.embedded.engines import Transcript
from voicelab.embedded.local.recognition.whisper import WhisperRecognition
from voicelab.errors import ModelError
from voicelab.recordings import names, recording
from voicelab.recordings import transcripts as expected_texts
from voicelab.testing import embedded_services

pytestmark = pytest.mark.models

SPEECH = [name for name in names() if expected_texts[name]]


def sound(name: str) -> NDArray[np.int16]:
    return Audio.from_wav(recording(name)).samples


def test_the_recordings_are_understood() -> None:
    got = [" ".join(finals(transcripts(sound(name)))) for name in SPEECH]

    assert word_error_rate([expected_texts[name] for name in SPEECH], got) < 0.15


def test_stop_is_written_as_the_quickstart_compares_it() -> None:
    assert finals(transcripts(sound("stop"))) == ["Stop."]


@pytest.mark.parametrize("name", ["noise", "silence"])
def test_where_nobody_speaks_there_are_no_words(name: str) -> None:
    assert [transcript.text for transcript in transcripts(sound(name)) if transcript.text] == []


@pytest.mark.parametrize("level", [300, 3_000, 12_000])
def test_white_noise_has_no_words(level: int) -> None:
    noise = np.random.default_rng(level).standard_normal(10 * 16_000) * level

    found = transcripts(noise.clip(-32_768, 32_767).astype(np.int16))

    assert not [transcript.text for transcript in found if transcript.text]


def test_an_utterance_is_announced_when_it_begins() -> None:
    first, *_ = transcripts(sound("capital"))

    assert (first.text, first.final) == ("", False)
    assert first.start_seconds == pytest.approx(0.3, abs=0.15)


def test_hypotheses_come_before_the_final_transcript() -> None:
    found = transcripts(sound("story"))

    hypotheses = [transcript for transcript in found if transcript.text and not transcript.final]
    assert hypotheses
    assert found[-1].final
    assert not any(transcript.final for transcript in found[:-1])


def test_hypotheses_come_while_a_person_speaks() -> None:
    stream, samples, started = stream_of(), sound("story"), time.monotonic()
    arrivals = []
    for position in range(0, len(samples), 320):
        time.sleep(max(0.0, started + position / 16_000 - time.monotonic()))
        found = stream.feed(samples[position : position + 320])
        arrivals += [position / 16_000 for transcript in found if transcript.text]

    assert arrivals
    assert arrivals[0] < 2.3, "the first words are to be known before the utterance ends"


def test_the_place_of_an_utterance_in_the_stream_is_given() -> None:
    samples = np.concatenate([np.zeros(32_000, np.int16), sound("capital"), np.zeros(16_000, np.int16)])

    last = transcripts(samples)[-1]

    assert last.start_seconds == pytest.approx(2.3, abs=0.15)
    assert last.end_seconds == pytest.approx(2.0 + len(sound("capital")) / 16_000 - 0.3, abs=0.15)


def test_confidence_is_a_probability() -> None:
    last = transcripts(sound("capital"))[-1]

    assert last.confidence is not None
    assert 0.5 < last.confidence <= 1.0


def details(samples: NDArray[np.int16]) -> Transcript:
    stream = recognition().stream(language="en-US", end_silence_seconds=0.65, detailed=True)
    return transcripts(samples, stream)[-1]


def test_words_have_their_own_times_within_the_utterance() -> None:
    last = details(sound("capital"))

    assert " ".join(word.text for word in last.words) == last.text
    times = [time for word in last.words for time in (word.start_seconds, word.end_seconds)]
    assert times == sorted(times)
    assert last.start_seconds <= times[0] < times[-1] <= last.end_seconds
    assert times[-1] > last.end_seconds - 0.5


def test_alternatives_say_something_else_and_are_less_sure_one_by_one() -> None:
    noise = np.random.default_rng(1).standard_normal(len(sound("capital"))) * 2_000
    last = details((sound("capital") + noise).clip(-32_768, 32_767).astype(np.int16))

    sure = [last.confidence, *(reading.confidence for reading in last.alternatives)]
    assert len(sure) > 1
    assert sure == sorted(sure, key=lambda value: -(value or 0.0))
    assert len({last.text, *(reading.text for reading in last.alternatives)}) == len(sure)


def test_words_that_are_misheard_are_doubted() -> None:
    clean = sound("capital")
    noise = np.random.default_rng(1).standard_normal(len(clean)) * 6_000

    heard, misheard = details(clean), details((clean + noise).clip(-32_768, 32_767).astype(np.int16))

    assert heard.text == expected_texts["capital"]
    assert (heard.confidence or 0.0) > 0.9
    assert misheard.text != heard.text
    assert (misheard.confidence or 0.0) < 0.8


def test_nobody_who_asks_for_less_pays_for_alternatives() -> None:
    last = transcripts(sound("capital"))[-1]

    assert (last.words, last.alternatives) == ((), ())


def test_the_sdk_gets_all_forms_of_what_is_heard() -> None:
    sound = spoken("The ticket costs twenty five dollars and the train leaves at three thirty p.m.")
    words = sdk.SpeechConfig.request_word_level_timestamps
    with (
        embedded_services(engines(recognition=recognition())) as embedded,
        recognizer(embedded.services, configure=words) as client,
    ):
        client.write(sound.resample(16_000), Audio.silence(1.0))
        best, *others = json.loads(client.once().json)["NBest"]

    assert best["Display"].replace(",", "") == "The ticket costs $25 and the train leaves at 3:30 PM."
    said = "the ticket costs twenty five dollars and the train leaves at three thirty p m"
    assert best["Lexical"] == said
    assert best["ITN"] == "the ticket costs $25 and the train leaves at 3:30 PM"
    assert [word["Word"] for word in best["Words"]] == said.split()
    assert [word["DisplayText"] for word in best["DisplayWords"]] == best["Display"].split()
    assert best["Confidence"] > 0.8
    assert all(reading["Confidence"] <= best["Confidence"] for reading in others)


def test_several_utterances_of_one_stream_are_kept_apart() -> None:
    pause = np.zeros(16_000, np.int16)
    samples = np.concatenate([sound("capital"), pause, sound("people"), pause, sound("stop"), pause])

    assert finals(transcripts(samples)) == [expected_texts["capital"], expected_texts["people"], "Stop."]


@pytest.mark.parametrize("piece", [160, 1_600, 160_000])
def test_the_pieces_that_sound_comes_in_make_no_difference(piece: int) -> None:
    samples = np.concatenate([sound("capital"), np.zeros(16_000, np.int16)])

    assert finals(transcripts(samples, piece=piece)) == [expected_texts["capital"]]


def test_speech_that_is_cut_off_at_the_end_of_the_stream_is_still_recognised() -> None:
    assert finals(transcripts(sound("capital")[:-4_000])) == [expected_texts["capital"]]


def test_an_utterance_longer_than_the_model_hears_at_once_is_recognised_in_parts() -> None:
    text = (
        "When I was a child, we lived in a small house beside the sea, and every morning my grandfather took "
        "his boat out before the sun came up, and I would watch from the window until he was only a little "
        "light between the waves, and then I would go back to bed and dream of islands, and of ships with "
        "white sails, and of the treasure that he promised to bring home for me, and on some days he really "
        "brought something, a shell, or a bottle of green glass, or a story about a whale that had followed "
        "him through the fog, and I believed every word, because nobody told stories as well as he did, and "
        "because I wanted so much to go with him one day and see it all for myself"
    )
    sound = spoken(text)
    assert sound.duration_seconds > 35.0

    parts = finals(transcripts(in_silence(sound)))

    assert len(parts) >= 2
    assert word_error_rate([text], [" ".join(parts)]) < 0.15


def test_eight_conversations_at_once_are_all_understood() -> None:
    with ThreadPoolExecutor(8) as threads:
        heard = list(threads.map(lambda name: finals(transcripts(sound(name))), (SPEECH * 2)[:8]))

    assert heard == [[expected_texts[name]] for name in (SPEECH * 2)[:8]]


def test_listed_phrases_are_not_heard_where_nobody_says_them() -> None:
    stream = recognition().stream(
        language="en-US", end_silence_seconds=0.65, phrases=["Contoso", "Jessie", "Rehaan"]
    )

    assert finals(transcripts(sound("capital"), stream)) == [expected_texts["capital"]]


def test_listed_phrases_help_with_names() -> None:
    samples = in_silence(spoken("Please ask Rehaan about it."))
    stream = recognition().stream(language="en-US", end_silence_seconds=0.65, phrases=["Rehaan"])

    assert "Rehaan" in finals(transcripts(samples, stream))[0]


@pytest.mark.parametrize(
    ("locale", "voice", "text"),
    [
        ("es-ES", "es-ES-ElviraNeural", "Buenos días, quiero reservar una mesa para dos personas."),
        ("de-DE", "de-DE-KatjaNeural", "Guten Morgen, wie wird das Wetter heute in Berlin?"),
        ("fr-FR", "fr-FR-DeniseNeural", "Bonjour, je voudrais une table pour deux personnes."),
    ],
)
def test_other_languages_are_understood(locale: str, voice: str, text: str) -> None:
    (heard,) = finals(transcripts(in_silence(spoken(text, voice)), stream_of(locale)))

    assert word_error_rate([text], [heard]) < 0.35


def test_words_of_another_script_keep_their_spaces_in_a_language_without_any() -> None:
    samples = in_silence(spoken("Microsoft Office and Google Maps are good."))

    (heard,) = finals(transcripts(samples, stream_of("ja-JP")))

    assert "Google Maps are good" in heard


def test_the_language_among_several_is_identified() -> None:
    samples = in_silence(spoken("Guten Morgen, wie wird das Wetter heute in Berlin?", "de-DE-KatjaNeural"))
    stream = recognition().stream(
        language="en-US", end_silence_seconds=0.65, candidate_languages=["en-US", "de-DE", "fr-FR"]
    )

    last = transcripts(samples, stream)[-1]

    assert last.language == "de-DE"
    assert "Wetter" in last.text


def test_a_sentence_is_whole_where_its_language_is_one_of_several() -> None:
    spoken = np.concatenate(
        list(
            synthesis().synthesize(
                "Hello there, this is a test.", voice="en-US-AvaMultilingualNeural", rate=1.0, pitch=1.0
            )
        )
    )
    samples = Audio(spoken, synthesis().sample_rate_hz).resample(16_000).samples
    stream = recognition().stream(
        language="en-US", end_silence_seconds=0.65, candidate_languages=["en-US", "de-DE", "zh-CN"]
    )

    last = transcripts(samples, stream)[-1]

    assert (last.text.replace(",", ""), last.language) == ("Hello there this is a test.", "en-US")


def test_a_language_that_no_model_knows_is_refused_in_a_sentence_that_a_close_frame_holds() -> None:
    with pytest.raises(ModelError, match=r"recognises qq.*such as en, de") as caught:
        stream_of("qq-QQ")
    assert len(str(caught.value).encode()) <= 123


def test_a_model_that_does_not_exist_is_named() -> None:
    with pytest.raises(ModelError, match=r"'no-such-model' cannot be loaded") as caught:
        WhisperRecognition("no-such-model")

    assert caught.value.code == "model-load"
