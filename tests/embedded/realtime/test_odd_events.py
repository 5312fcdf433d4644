"""Events of clients that are wrong in any way: refused by name, and the session goes on."""

from __future__ import annotations

import base64
import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.embedded.realtime.talks import Talk, live_talk, openai_talk, preview_talk
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services

ODD: list[Any] = [None, "", "x", -1, 0, 1e300, 3.5, True, [], [1], [None], {}, {"type": 1}, {"x": {"y": []}}]
AUDIO = base64.b64encode(bytes(480)).decode()
TURNS = {"type": "server_vad", "threshold": 0.5, "create_response": False}
TOOL = {"type": "function", "name": "look", "description": "Look.", "parameters": {"type": "object"}}
MESSAGE = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello."}]}
SOUND = {"type": "message", "role": "user", "content": [{"type": "input_audio", "audio": AUDIO}]}
CALL = {"type": "function_call", "name": "look", "call_id": "1", "arguments": "{}"}
OTHERS: list[dict[str, Any]] = [
    {"type": "input_audio_buffer.append", "audio": AUDIO},
    {"type": "input_audio_buffer.commit", "event_id": "mine"},
    {"type": "input_audio_buffer.clear"},
    {"type": "conversation.item.create", "previous_item_id": "root", "item": {**MESSAGE, "id": "one"}},
    {"type": "conversation.item.create", "item": SOUND},
    {"type": "conversation.item.create", "item": CALL},
    {
        "type": "conversation.item.create",
        "item": {"type": "function_call_output", "call_id": "1", "output": "x"},
    },
    {"type": "conversation.item.truncate", "item_id": "one", "content_index": 0, "audio_end_ms": 10},
    {"type": "conversation.item.retrieve", "item_id": "one"},
    {"type": "conversation.item.delete", "item_id": "one"},
    {"type": "response.cancel", "response_id": "one"},
]
NESTED: dict[str, Any] = {
    "type": "session.update",
    "session": {
        "type": "realtime",
        "model": "gpt-realtime",
        "instructions": "Be brief.",
        "output_modalities": ["text"],
        "tools": [TOOL],
        "tool_choice": {"type": "function", "name": "look"},
        "max_output_tokens": 100,
        "tracing": "auto",
        "truncation": {"type": "retention_ratio", "retention_ratio": 0.5},
        "include": ["item.input_audio_transcription.logprobs"],
        "audio": {
            "input": {
                "format": {"type": "audio/pcm", "rate": 24_000},
                "transcription": {"model": "whisper-1", "language": "en", "prompt": "a, b"},
                "noise_reduction": {"type": "near_field"},
                "turn_detection": TURNS,
            },
            "output": {"format": {"type": "audio/pcm", "rate": 24_000}, "voice": "alloy", "speed": 1.0},
        },
    },
}
FLAT: dict[str, Any] = {
    "type": "session.update",
    "session": {
        "modalities": ["text"],
        "instructions": "Be brief.",
        "voice": "alloy",
        "input_audio_format": "pcm16",
        "output_audio_format": "pcm16",
        "input_audio_transcription": {"model": "whisper-1"},
        "turn_detection": TURNS,
        "tools": [TOOL],
        "tool_choice": "auto",
        "temperature": 0.8,
        "max_response_output_tokens": "inf",
    },
}
LIVE: dict[str, Any] = {
    "type": "session.update",
    "session": {
        **FLAT["session"],
        "voice": {"type": "azure-standard", "name": "en-US-GuyNeural", "rate": "1.2", "style": "sad"},
        "input_audio_sampling_rate": 16_000,
        "input_audio_transcription": {"model": "azure-speech", "language": "en-US", "phrase_list": ["a"]},
        "turn_detection": {
            "type": "azure_semantic_vad",
            "languages": ["en"],
            "create_response": False,
            "end_of_utterance_detection": {
                "model": "semantic_detection_v1",
                "threshold_level": "low",
                "timeout_ms": 500,
            },
        },
        "output_audio_timestamp_types": ["word"],
        "animation": {"outputs": ["viseme_id"]},
    },
}
RESPONSE = {
    "type": "response.create",
    "response": {
        "conversation": "none",
        "instructions": "Be brief.",
        "input": [MESSAGE, {"type": "item_reference", "id": "one"}],
        "tools": [TOOL],
        "tool_choice": "none",
        "metadata": {"a": "b"},
    },
}


def variants(value: Any) -> Iterator[Any]:
    """Yield copies of a value in each of which one part is something else, or is missing."""
    if isinstance(value, dict):
        for name in value:
            if name == "type" and "event_id" in value:
                continue
            yield {other: part for other, part in value.items() if other != name}
            for odd in [*ODD, *variants(value[name])]:
                yield {**value, name: odd}
    elif isinstance(value, list):
        for place, item in enumerate(value):
            for odd in [*ODD, *variants(item)]:
                yield [*value[:place], odd, *value[place + 1 :]]


def wrong(*events: dict[str, Any]) -> list[dict[str, Any]]:
    made = [copy.deepcopy(variant) for event in events for variant in variants(event)]
    return [event for event in made if event.get("type") != "response.create" or is_beside(event)]


def is_beside(event: dict[str, Any]) -> bool:
    response = event.get("response")
    return isinstance(response, dict) and response.get("conversation") == "none"


async def survives(talk: Talk, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Send events; return the errors that came, once the session shows that it goes on."""
    for number, event in enumerate(events):
        await talk.send(
            **{"kind": event.get("type"), **{k: v for k, v in event.items() if k not in ("type", "kind")}}
        )
        if number % 50 == 49:
            await shows_life(talk)
    await shows_life(talk)
    return [event["error"] for event in talk.of("error")]


async def shows_life(talk: Talk) -> None:
    await talk.send("conversation.item.delete", item_id="nobody", event_id=f"life-{len(talk.events)}")
    asked = f"life-{len(talk.events)}"
    while (await talk.until("error"))["error"]["event_id"] != asked:
        pass


@pytest.mark.parametrize("dialect", ["openai", "preview", "voice-live"])
async def test_no_event_ends_a_session(scripted: EmbeddedServices, dialect: str) -> None:
    opened: dict[str, Any] = {"openai": openai_talk, "preview": preview_talk, "voice-live": live_talk}
    update = {"openai": NESTED, "preview": FLAT, "voice-live": LIVE}[dialect]
    async with opened[dialect](scripted) as talk:
        errors = await survives(talk, [update, *wrong(update), update, *wrong(*OTHERS)])

    assert {error["type"] for error in errors} == {"invalid_request_error"}
    assert len(errors) > 200


async def test_no_request_of_a_response_ends_a_session(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        errors = await survives(talk, wrong(RESPONSE))
        done = await talk.reply(output_modalities=["text"])

    assert {error["type"] for error in errors} == {"invalid_request_error"}
    assert done["status"] == "completed"


async def test_what_would_hold_the_server_up_is_refused_and_the_session_goes_on(
    scripted: EmbeddedServices,
) -> None:
    long = {**MESSAGE, "content": [{"type": "input_text", "text": "." * 1_000_001}]}
    async with openai_talk(scripted) as talk:
        await talk.send("conversation.item.create", item=long)
        assert "1,000,000 characters" in (await talk.until("error"))["error"]["message"]
        await talk.send("conversation.item.create", item=MESSAGE)
        await talk.until("conversation.item.done")


async def test_many_responses_at_once_are_refused_as_too_many() -> None:
    with embedded_services(ScriptedEngines(first_token_seconds=5.0)) as slow:
        async with openai_talk(slow) as talk:
            for _ in range(9):
                await talk.send("response.create", response={"conversation": "none", "input": [MESSAGE]})
            assert (await talk.until("error"))["error"]["code"] == "rate_limit_exceeded"


async def test_sound_and_images_may_be_longer_than_texts(scripted: EmbeddedServices) -> None:
    image = {"type": "input_image", "image_url": "data:image/png;base64," + "A" * 1_500_000}
    sound = {"type": "input_audio", "audio": base64.b64encode(bytes(1_500_000)).decode()}
    async with openai_talk(scripted) as talk:
        for part in (image, sound):
            await talk.send("conversation.item.create", item={**MESSAGE, "content": [part]})
            await talk.until("conversation.item.added")
