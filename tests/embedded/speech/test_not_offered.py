"""What Azure offers and these services do not, asked for by the real Speech SDK."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import azure.cognitiveservices.speech as sdk
import pytest

from voicelab.services.speech_sdk import speech_config
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services, silence, speech


@pytest.fixture
def bare() -> Iterator[EmbeddedServices]:
    """Run services that take no custom models, as those with local models do."""
    with embedded_services(ScriptedEngines(custom_models=False)) as running:
        yield running


def audio() -> Any:
    stream = sdk.audio.PushAudioInputStream()
    stream.write((speech(0.5) + silence(1.0)).to_pcm())
    stream.close()
    return sdk.audio.AudioConfig(stream=stream)


def translating(embedded: EmbeddedServices) -> Any:
    assert embedded.services.speech.key is not None
    config = sdk.translation.SpeechTranslationConfig(
        host=embedded.services.speech.host,
        subscription=embedded.services.speech.key.reveal(),
        speech_recognition_language="en-US",
        target_languages=("de", "fr"),
    )
    return sdk.translation.TranslationRecognizer(translation_config=config, audio_config=audio())


def assessing(embedded: EmbeddedServices) -> Any:
    client = sdk.SpeechRecognizer(speech_config(embedded.services.speech), audio())
    sdk.PronunciationAssessmentConfig(reference_text="Hello.").apply_to(client)
    return client


def customised(embedded: EmbeddedServices) -> Any:
    language = sdk.languageconfig.SourceLanguageConfig("en-US", "some-model")
    config = speech_config(embedded.services.speech)
    return sdk.SpeechRecognizer(config, audio(), source_language_config=language)


def customised_for_one_of_two(embedded: EmbeddedServices) -> Any:
    languages = [
        sdk.languageconfig.SourceLanguageConfig("en-US"),
        sdk.languageconfig.SourceLanguageConfig("fr-FR", "some-model"),
    ]
    detect = sdk.languageconfig.AutoDetectSourceLanguageConfig(sourceLanguageConfigs=languages)
    config = speech_config(embedded.services.speech)
    return sdk.SpeechRecognizer(config, audio(), auto_detect_source_language_config=detect)


def segmented_by_meaning(embedded: EmbeddedServices) -> Any:
    config = speech_config(embedded.services.speech)
    config.set_property(sdk.PropertyId.Speech_SegmentationStrategy, "Semantic")
    return sdk.SpeechRecognizer(config, audio())


@pytest.mark.parametrize(
    ("recognizer", "sentence"),
    [
        (translating, "Speech translation is not among the embedded services."),
        (assessing, "Pronunciation assessment is not among the embedded services."),
        (customised, "A custom speech model is not among the embedded services."),
        (segmented_by_meaning, "Semantic segmentation is not among the embedded services."),
        (customised_for_one_of_two, "A custom speech model is not among the embedded services."),
    ],
)
def test_recognition_refuses_what_it_does_not_do_in_a_sentence(
    bare: EmbeddedServices, recognizer: Callable[[EmbeddedServices], Any], sentence: str
) -> None:
    client = recognizer(bare)
    result = client.recognize_once_async().get()
    assert result.reason == sdk.ResultReason.Canceled
    assert sentence in result.cancellation_details.error_details


def test_a_custom_voice_is_refused_in_a_sentence(bare: EmbeddedServices) -> None:
    config = speech_config(bare.services.speech)
    config.endpoint_id = "some-voice"
    config.speech_synthesis_voice_name = "en-US-JennyNeural"
    client = sdk.SpeechSynthesizer(speech_config=config, audio_config=None)
    details = client.speak_text_async("Hello.").get().cancellation_details
    assert "A custom voice is not among the embedded services." in details.error_details
