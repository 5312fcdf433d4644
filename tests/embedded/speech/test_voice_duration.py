"""SSML that sets how long a voice and its silences take, as the SDK's user hears it."""

from __future__ import annotations

import pytest

from tests.embedded.clients import synthesizer
from voicelab.testing import EmbeddedServices

SPEAK = (
    "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' "
    "xmlns:mstts='http://www.w3.org/2001/mstts' xml:lang='en-US'>{}</speak>"
)
VOICE = "<voice name='en-US-JennyNeural'>{}</voice>"
TWENTY = "Twenty characters.!!"
"""Scripted voices take 0.06 s a character."""


def seconds_of(embedded: EmbeddedServices, *voices: str) -> float:
    with synthesizer(embedded.services) as client:
        result = client.ssml(SPEAK.format("".join(VOICE.format(inside) for inside in voices)))
    return len(result.audio_data) / 32_000.0


@pytest.mark.parametrize(("value", "seconds"), [("2s", 2.0), ("900ms", 0.9), ("20s", 2.4), ("100ms", 0.6)])
def test_a_voice_takes_as_long_as_it_is_to_within_half_and_twice_its_pace(
    scripted: EmbeddedServices, value: str, seconds: float
) -> None:
    asked = f"<mstts:audioduration value='{value}'/>{TWENTY}"
    assert seconds_of(scripted, asked) == pytest.approx(seconds, abs=0.05)


def test_the_pauses_of_a_voice_count_and_other_voices_keep_their_pace(scripted: EmbeddedServices) -> None:
    asked = f"<mstts:audioduration value='3s'/>{TWENTY}<break time='500ms'/>{TWENTY}"
    assert seconds_of(scripted, asked, TWENTY) == pytest.approx(3.0 + 1.2, abs=0.05)


@pytest.mark.parametrize("kind", ["Leading", "Leading-exact", "Tailing-exact", "Sentenceboundary-exact"])
def test_a_silence_is_heard_once(scripted: EmbeddedServices, kind: str) -> None:
    text = f"{TWENTY} <bookmark mark='a'/>Twenty, <bookmark mark='b'/> too."
    plain = seconds_of(scripted, text, text)
    silence = f"<mstts:silence type='{kind}' value='2s'/>"
    assert seconds_of(scripted, silence + text, text) == pytest.approx(plain + 2.0, abs=0.05)
