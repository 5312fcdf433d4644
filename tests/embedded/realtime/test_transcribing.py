"""What the user said, told in words: beside the reply, where it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.embedded.realtime.talks import live_talk, openai_talk, preview_talk
from voicelab.testing import (
    EmbeddedServices,
    FailTranscription,
    HoldTranscription,
    ScriptedEngines,
    embedded_services,
)

EVENT = "conversation.item.input_audio_transcription"


def asking(model: str) -> dict[str, Any]:
    return {"type": "realtime", "audio": {"input": {"transcription": {"model": model}}}}


async def test_nobody_is_told_who_does_not_ask(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.say()
        await talk.until("rate_limits.updated")
        item_id = talk.of("input_audio_buffer.committed")[0]["item_id"]
        await talk.send("conversation.item.retrieve", item_id=item_id)
        item = (await talk.until("conversation.item.retrieved"))["item"]

    assert not any(kind.startswith(EVENT) for kind in talk.kinds)
    assert item["content"][0]["transcript"] is None


@pytest.mark.parametrize(
    ("model", "deltas", "usage"),
    [
        ("whisper-1", ["Which is the tallest?"], {"type": "duration", "seconds": 2}),
        (
            "gpt-4o-transcribe",
            ["Which", " is", " the", " tallest?"],
            {
                "type": "tokens",
                "total_tokens": 16,
                "input_tokens": 12,
                "input_token_details": {"text_tokens": 0, "audio_tokens": 12},
                "output_tokens": 4,
            },
        ),
    ],
)
async def test_words_come_as_the_model_that_is_named_tells_them(
    model: str, deltas: list[str], usage: dict[str, Any]
) -> None:
    with embedded_services(ScriptedEngines(transcripts=["Which is the tallest?"])) as embedded:
        async with openai_talk(embedded) as talk:
            session = await talk.update(**asking(model))
            await talk.say()
            completed = await talk.until(f"{EVENT}.completed")
            await talk.send("conversation.item.retrieve", item_id=completed["item_id"])
            item = (await talk.until("conversation.item.retrieved"))["item"]

    assert session["audio"]["input"]["transcription"] == {"model": model, "language": None, "prompt": None}
    assert [event["delta"] for event in talk.of(f"{EVENT}.delta")] == deltas
    assert (completed["transcript"], completed["usage"]) == ("Which is the tallest?", usage)
    assert item["content"][0]["transcript"] == "Which is the tallest?"


async def test_a_transcription_may_come_behind_the_reply(scripted: EmbeddedServices) -> None:
    scripted.faults.add("realtime", HoldTranscription(seconds=0.05))
    async with openai_talk(scripted) as talk:
        await talk.update(**asking("whisper-1"))
        await talk.say()
        await talk.until(f"{EVENT}.completed")

    assert talk.kinds.index("response.done") < talk.kinds.index(f"{EVENT}.delta")


async def test_a_transcription_fails_and_the_reply_comes_all_the_same(scripted: EmbeddedServices) -> None:
    scripted.faults.add("realtime", FailTranscription(message="No words."))
    async with openai_talk(scripted) as talk:
        await talk.update(**asking("whisper-1"))
        await talk.say()
        await talk.until("response.done")
        await talk.say()
        await talk.until(f"{EVENT}.completed")

    (failed,) = talk.of(f"{EVENT}.failed")
    assert failed["item_id"] == talk.of("input_audio_buffer.committed")[0]["item_id"]
    assert failed["error"]["message"] == "No words."


async def test_the_previews_and_voice_live_tell_it_as_well(scripted: EmbeddedServices) -> None:
    told = []
    async with preview_talk(scripted) as preview:
        await preview.update(input_audio_transcription={"model": "whisper-1"})
        await preview.say()
        told.append(await preview.until(f"{EVENT}.completed"))
    async with live_talk(scripted) as live:
        asked = {"model": "azure-speech", "phrase_list": ["Everest"]}
        await live.update(input_audio_transcription=asked, include=["item.input_audio_transcription.phrases"])
        await live.say()
        told.append(await live.until(f"{EVENT}.completed"))

    assert [event["transcript"] for event in told] == ["Hello.", "Hello."]
    assert told[1]["phrases"][0]["text"] == "Hello."
    assert "usage" not in told[1]
