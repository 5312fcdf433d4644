"""The list of voices, asked for by the real Speech SDK."""

from __future__ import annotations

import azure.cognitiveservices.speech as sdk

from tests.embedded.clients import synthesizer
from voicelab.embedded.scripted.engines import SCRIPTED_VOICES
from voicelab.embedded.speech.voices import voice_listing
from voicelab.testing import EmbeddedServices


def test_the_list_says_what_speaks_and_what_its_styles_are() -> None:
    listed = [voice_listing(voice, 24_000) for voice in SCRIPTED_VOICES]
    (tag,) = (voice["VoiceTag"] for voice in listed if voice["ShortName"] == "en-US-JennyNeural")
    assert (tag["LocalVoice"], tag["Styles"]) == (["tone"], ["by pace, pitch, loudness and pauses alone"])
    assert sum("Styles" in voice["VoiceTag"] for voice in listed) < len(listed)


def test_the_list_of_voices_comes_in_azures_shape(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services) as client:
        listed = client.sdk.get_voices_async("").get()
        german = client.sdk.get_voices_async("de-DE").get()
    assert listed.reason == sdk.ResultReason.VoicesListRetrieved
    jenny = next(voice for voice in listed.voices if voice.short_name == "en-US-JennyNeural")
    assert (jenny.locale, jenny.gender, jenny.style_list) == (
        "en-US",
        sdk.SynthesisVoiceGender.Female,
        ["cheerful", "sad"],
    )
    assert [voice.short_name for voice in german.voices] == ["de-DE-KatjaNeural"]
