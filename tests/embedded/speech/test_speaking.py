"""The times of words, as they go over the wire."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.embedded.clients import engines, synthesizer
from voicelab.embedded.host import Host
from voicelab.embedded.speech.speaking import Metadata, SsmlSpeaker
from voicelab.embedded.speech.ssml import SsmlSpeech, each_part
from voicelab.testing import EmbeddedServices

EMOJI = "I 😀 love cafés."


def test_lengths_are_counted_as_javascript_counts_them() -> None:
    async def words() -> list[dict[str, Any]]:
        parts = engines()
        host = Host(parts, key="k", faults=None, request_log=None, eager_text=False, custom_models=False)
        every = {"wordBoundaryEnabled": True, "punctuationBoundaryEnabled": True}
        speaker = SsmlSpeaker(host, parts.synthesis, 16_000, every)
        speech = SsmlSpeech(EMOJI, "en-US-JennyNeural")
        said = [item async for item in speaker.speak_all(each_part([speech]))]
        await host.close()
        return [one["Data"]["text"] for item in said if isinstance(item, Metadata) for one in item.items]

    assert [(word["Text"], word["Length"]) for word in asyncio.run(words())] == [
        *(("I", 1), ("😀", 2), ("love", 4), ("cafés", 5), (".", 1))
    ]


def test_pythons_sdk_finds_each_word_where_python_counts_it(scripted: EmbeddedServices) -> None:
    with synthesizer(scripted.services, words=True) as client:
        client.text(EMOJI)
        client.wait_for(lambda held: len(held.words) == 6)
    spans = [(word.text, word.text_offset, word.word_length) for word in client.words]
    assert all(EMOJI[offset : offset + length] == text for text, offset, length in spans)
