"""Who speaks where no voice is named, heard through the real Speech SDK: each scripted voice has a tone."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import azure.cognitiveservices.speech as sdk
import numpy as np
import pytest

from tests.embedded.clients import synthesizer
from voicelab.embedded.scripted.engines import SCRIPTED_VOICES
from voicelab.services.speech_sdk import speech_config
from voicelab.testing import EmbeddedServices

SPEAK = "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis'{}>{}</speak>"
RATE = 16_000
TONES = {200 + 20 * place: voice.short_name for place, voice in enumerate(SCRIPTED_VOICES)}
JENNY, KATJA, DENISE = "en-US-JennyMultilingualNeural", "de-DE-KatjaNeural", "fr-FR-DeniseNeural"


def voices_heard(result: Any) -> list[str]:
    """Return the voices of a result, by the tone of each tenth of a second."""
    assert result.reason == sdk.ResultReason.SynthesizingAudioCompleted, result.cancellation_details
    samples = np.frombuffer(result.audio_data[46:], "<i2")
    pieces = samples[: len(samples) // 1600 * 1600].reshape(-1, 1600)
    spectra = np.abs(np.fft.rfft(pieces * np.hanning(1600), n=RATE * 2))
    tones = [min(TONES, key=lambda tone: abs(tone - hertz)) for hertz in np.argmax(spectra, axis=1) / 2]
    runs = [(tone, len(list(run))) for tone, run in groupby(tones)]
    return [TONES[tone] for tone, length in runs if length > 2]


def ssml(embedded: EmbeddedServices, document: str) -> Any:
    with synthesizer(embedded.services) as client:
        return client.ssml(document)


@pytest.mark.parametrize(
    ("language", "inside", "voices"),
    [
        ("", "Hello there.", [JENNY]),
        (" xml:lang='de-DE'", "Guten Tag.", [KATJA]),
        (" xml:lang='de-AT'", "Guten Tag.", [KATJA]),
        ("", "<lang xml:lang='fr-FR'>Bonjour.</lang>", [DENISE]),
        (
            " xml:lang='en-US'",
            "Good day. <lang xml:lang='de-DE'>Guten Tag.</lang> Good day.",
            [JENNY, KATJA, JENNY],
        ),
        (" xml:lang='en-US'", f"<voice name='{KATJA}'>Guten Tag.</voice>", [KATJA]),
        ("", f"<voice name='{JENNY}'>Hello. <lang xml:lang='fr-FR'>Bonjour.</lang></voice>", [JENNY, DENISE]),
        ("", f"<voice name='{JENNY}'><lang xml:lang='en-GB'>Hello.</lang></voice>", [JENNY]),
        ("", f"<voice name='{KATJA}'><lang xml:lang='fr-FR'>Bonjour.</lang></voice>", [KATJA]),
        (" xml:lang='xx-YY'", f"<voice name='{KATJA}'>Guten Tag.</voice>", [KATJA]),
    ],
)
def test_the_language_says_who_speaks_where_no_voice_is_named(
    scripted: EmbeddedServices, language: str, inside: str, voices: list[str]
) -> None:
    assert voices_heard(ssml(scripted, SPEAK.format(language, inside))) == voices


def test_each_sentence_is_spoken_in_its_own_language_where_that_is_to_be_detected(
    scripted: EmbeddedServices,
) -> None:
    client = sdk.SpeechSynthesizer(
        speech_config=speech_config(scripted.services.speech),
        audio_config=None,
        auto_detect_source_language_config=sdk.languageconfig.AutoDetectSourceLanguageConfig(),
    )
    result = client.speak_text_async("Bonjour le monde. Hello world. Ich wohne in einem kleinen Haus.").get()
    assert voices_heard(result) == [DENISE, JENNY, KATJA]


NOBODYS = "xml:lang='xx-YY'"


@pytest.mark.parametrize(
    ("language", "inside"),
    [
        (f" {NOBODYS}", "Hello."),
        ("", f"<lang {NOBODYS}>Hello.</lang>"),
        ("", f"Good day. <p {NOBODYS}>Hello.</p>"),
        ("", f"<voice name='{JENNY}'>Good day. <lang {NOBODYS}>Hello.</lang></voice>"),
        ("", f"<voice name='{JENNY}'><p><s {NOBODYS}>Hello.</s></p></voice>"),
        ("", f"<voice name='{JENNY}'><prosody rate='fast' {NOBODYS}>Hello.</prosody></voice>"),
        ("", f"<voice name='{JENNY}'><sub alias='Hello' {NOBODYS}>Hi</sub></voice>"),
        ("", f"<voice name='{KATJA}'>Guten Tag. <lang {NOBODYS}>Hello.</lang></voice>"),
    ],
)
def test_a_language_that_nobody_speaks_is_refused_by_its_name_before_anything_is_spoken(
    scripted: EmbeddedServices, language: str, inside: str
) -> None:
    result = ssml(scripted, SPEAK.format(language, inside))
    assert len(result.audio_data) == 0
    assert result.reason == sdk.ResultReason.Canceled
    assert "Unsupported language xx-YY: no local voice speaks it" in result.cancellation_details.error_details


def test_plain_text_takes_the_voice_of_the_language_that_is_set(scripted: EmbeddedServices) -> None:
    config = speech_config(scripted.services.speech)
    config.speech_synthesis_language = "fr-FR"
    client = sdk.SpeechSynthesizer(speech_config=config, audio_config=None)
    assert voices_heard(client.speak_text_async("Bonjour.").get()) == [DENISE]
