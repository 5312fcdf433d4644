"""The times of words, as they go over the wire."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.embedded.clients import engines, synthesizer
from voicelab.embedded.engines import OnTimes
from voicelab.embedded.host import Host
from voicelab.embedded.scripted.engines import ScriptedSynthesis
from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.speaking import Metadata, SsmlSpeaker
from voicelab.embedded.speech.ssml import SsmlSpeech, each_part
from voicelab.testing import EmbeddedServices

SECONDS_PER_CHARACTER = 0.06
EMOJI = "I 😀 love cafés."


def words_of(text: str, synthesis: ScriptedSynthesis | None = None) -> list[dict[str, Any]]:
    """Return what is told of the words and marks of a text."""

    async def words() -> list[dict[str, Any]]:
        parts = engines() if synthesis is None else replace(engines(), synthesis=synthesis)
        host = Host(parts, key="k", faults=None, request_log=None, eager_text=False, custom_models=False)
        every = {"wordBoundaryEnabled": True, "punctuationBoundaryEnabled": True}
        speaker = SsmlSpeaker(host, parts.synthesis, 16_000, every)
        try:
            spoken = speaker.speak_all(each_part([SsmlSpeech(text, "en-US-JennyNeural")]))
            return [
                each["Data"] async for item in spoken if isinstance(item, Metadata) for each in item.items
            ]
        finally:
            await host.close()

    return asyncio.run(words())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("हिन्दी में बात करते हैं।", "हिन्दी में बात करते हैं ।"),
        (unicodedata.normalize("NFD", "Schöne Grüße!"), unicodedata.normalize("NFD", "Schöne Grüße !")),
        ("می‌خواهم بروم.", "می‌خواهم بروم ."),
        ("12,50 €.", "12,50 € ."),
        ("It costs $12.50?!", "It costs $ 12.50 ?!"),
        ("I ❤\ufe0f foo_bar, C++…", "I ❤\ufe0f foo_bar , C ++ …"),
    ],
)
def test_words_are_whole_and_marks_are_apart(text: str, expected: str) -> None:
    assert [word["text"]["Text"] for word in words_of(text)] == expected.split()


def test_signs_that_are_read_out_are_words_and_marks_are_none() -> None:
    kinds = {word["text"]["Text"]: word["text"]["BoundaryType"] for word in words_of("50 % & 12 €.")}
    assert {text for text, kind in kinds.items() if kind == "PunctuationBoundary"} == {"."}


class LateSynthesis(ScriptedSynthesis):
    """A voice whose clock counts silence that is cut off its sound."""

    def synthesize(
        self, text: str, *, voice: str, rate: float, pitch: float, on_times: OnTimes | None = None
    ) -> Iterator[NDArray[np.int16]]:
        if on_times is not None:
            on_times([(0, -0.5), (len(text) - 1, 9.0), (len(text), 9.5)])
        yield from super().synthesize(text, voice=voice, rate=rate, pitch=pitch)


def test_no_time_lies_outside_the_sound() -> None:
    text = "Hello world."
    words = words_of(text, LateSynthesis(first_audio_seconds=0.0, pace=1_000.0))
    ends = [word["Offset"] + word["Duration"] for word in words]
    assert min(word["Offset"] for word in words) >= 0
    assert max(ends) <= len(text) * SECONDS_PER_CHARACTER * 10_000_000


def test_lengths_are_counted_as_javascript_counts_them() -> None:
    assert [(word["text"]["Text"], word["text"]["Length"]) for word in words_of(EMOJI)] == [
        *(("I", 1), ("😀", 2), ("love", 4), ("cafés", 5), (".", 1))
    ]


class SilentSynthesis(ScriptedSynthesis):
    """A voice that reads English alone."""

    def synthesize(
        self, text: str, *, voice: str, rate: float, pitch: float, on_times: OnTimes | None = None
    ) -> Iterator[NDArray[np.int16]]:
        if text.isascii():
            yield from super().synthesize(text, voice=voice, rate=rate, pitch=pitch)


async def said_of(text: str) -> int:
    """Return how many bytes of sound such a voice makes of a text."""
    synthesis = SilentSynthesis(first_audio_seconds=0.0, pace=1_000.0)
    parts = replace(engines(), synthesis=synthesis)
    host = Host(parts, key="k", faults=None, request_log=None, eager_text=False, custom_models=False)
    speaker = SsmlSpeaker(host, parts.synthesis, 16_000, {})
    try:
        said = speaker.speak_all(each_part([SsmlSpeech(text, "en-US-JennyNeural")]))
        return sum([len(item) async for item in said if isinstance(item, bytes)])
    finally:
        await host.close()


async def test_text_of_which_a_voice_can_read_nothing_is_refused_and_not_silence() -> None:
    with pytest.raises(ProtocolError, match="en-US-JennyNeural cannot read this text"):
        await said_of("東京へ行きます。")


async def test_what_a_voice_can_read_of_a_text_is_spoken() -> None:
    assert await said_of("It is called 東京. 東京へ行きます。 Yes.") > 0


async def test_a_text_without_words_is_silence() -> None:
    assert await said_of("😀 …") == 0


class TimedSynthesis(ScriptedSynthesis):
    """A voice that knows when it says what: the second half of a text takes four fifths of the time."""

    def synthesize(
        self, text: str, *, voice: str, rate: float, pitch: float, on_times: OnTimes | None = None
    ) -> Iterator[NDArray[np.int16]]:
        if on_times is not None:
            on_times([(0, 0.0), (len("Hello "), 0.2 * len(text) * SECONDS_PER_CHARACTER)])
        yield from super().synthesize(text, voice=voice, rate=rate, pitch=pitch)


async def test_a_word_has_the_time_that_the_voice_tells() -> None:
    parts = replace(engines(), synthesis=TimedSynthesis(first_audio_seconds=0.0, pace=1_000.0))
    host = Host(parts, key="k", faults=None, request_log=None, eager_text=False, custom_models=False)
    speaker = SsmlSpeaker(host, parts.synthesis, 16_000, {"wordBoundaryEnabled": True})
    try:
        speech = SsmlSpeech("Hello world.", "en-US-JennyNeural")
        said = [item async for item in speaker.speak_all(each_part([speech])) if isinstance(item, Metadata)]
    finally:
        await host.close()

    hello, world = (item["Data"] for metadata in said for item in metadata.items)
    whole = len("Hello world.") * SECONDS_PER_CHARACTER * 10_000_000
    assert (hello["Offset"], world["Offset"]) == pytest.approx((0.0, 0.2 * whole), abs=20_000)
    assert hello["Duration"] < 0.2 * whole < world["Duration"]


def test_pythons_sdk_finds_each_word_where_python_counts_it(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services, words=True) as client:
        client.text(EMOJI)
        client.wait_for(lambda held: len(held.words) == 6)
    spans = [(word.text, word.text_offset, word.word_length) for word in client.words]
    assert all(EMOJI[offset : offset + length] == text for text, offset, length in spans)
