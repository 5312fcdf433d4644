"""What Azure's Voice Live has beside OpenAI's protocol, by its own SDK."""

from __future__ import annotations

import itertools
from typing import Any

from azure.ai.voicelive.models import (
    AzureSemanticVad,
    AzureStandardVoice,
    RequestSession,
    ServerEventResponseAudioTimestampDelta,
    ServerEventResponseDone,
)

from tests.embedded.realtime.talks import live_talk, sound_of
from voicelab.testing import EmbeddedServices, ScriptedEngines, ToolCall, embedded_services

REPLY = "Hello there. How can I help you today?"


async def test_a_turn_has_the_services_events_in_their_order(scripted: EmbeddedServices) -> None:
    async with live_talk(scripted) as talk:
        await talk.say()
        done = (await talk.until("response.done"))["response"]

    assert talk.order == [
        "session.created",
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.created",
        "response.created",
        "response.output_item.added",
        "response.content_part.added",
        "response.audio_transcript.delta",
        "response.audio.delta",
        "response.audio.done",
        "response.audio_transcript.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.done",
    ]
    assert done["output"][0]["content"] == [{"type": "audio", "transcript": REPLY}]
    assert len(sound_of(talk, "response.audio.delta")) > 2 * 24_000


async def test_the_sdks_own_models_set_a_session(scripted: EmbeddedServices) -> None:
    async with live_talk(scripted) as talk:
        session = RequestSession(
            instructions="Be brief.",
            voice=AzureStandardVoice(name="en-US-GuyNeural", rate="1.5"),
            turn_detection=AzureSemanticVad(silence_duration_ms=300, remove_filler_words=True),
            output_audio_timestamp_types=["word"],
        )
        await talk.sdk.session.update(session=session)
        updated = (await talk.until("session.updated"))["session"]
        await talk.sdk.response.create()
        words = []
        async for event in talk.sdk:
            if isinstance(event, ServerEventResponseAudioTimestampDelta):
                words.append(event)
            if isinstance(event, ServerEventResponseDone):
                break

    assert updated["voice"] == {"type": "azure-standard", "name": "en-US-GuyNeural", "rate": "1.5"}
    assert updated["turn_detection"]["type"] == "azure_semantic_vad"
    assert updated["turn_detection"]["silence_duration_ms"] == 300
    assert [word.text for word in words] == ["Hello", "there", "How", "can", "I", "help", "you", "today"]
    assert all(before.audio_offset_ms < word.audio_offset_ms for before, word in itertools.pairwise(words))


async def test_the_shapes_of_the_mouth_come_where_they_are_asked_for(scripted: EmbeddedServices) -> None:
    async with live_talk(scripted) as talk:
        await talk.update(animation={"outputs": ["viseme_id"]}, output_audio_timestamp_types=["word"])
        await talk.reply()

    visemes = talk.of("response.animation_viseme.delta")
    assert len(visemes) > 10
    assert {"response.animation_viseme.done", "response.audio_timestamp.done"} <= set(talk.kinds)


async def test_a_text_that_is_given_is_spoken_as_it_is(scripted: EmbeddedServices) -> None:
    message = {"content": [{"type": "text", "text": "Welcome to the shop."}]}
    async with live_talk(scripted) as talk:
        done = await talk.reply(pre_generated_assistant_message=message)

    assert done["output"][0]["content"][0]["transcript"] == "Welcome to the shop."
    assert len(sound_of(talk, "response.audio.delta")) == 2 * 24_000 * 0.06 * 20


async def test_more_instructions_and_items_are_for_one_response() -> None:
    seen: list[list[dict[str, Any]]] = []

    def reply(messages: list[dict[str, Any]]) -> str:
        seen.append(messages)
        return "Yes."

    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        async with live_talk(embedded) as talk:
            await talk.update(instructions="Be brief.")
            content = [{"type": "input_text", "text": "And now?"}]
            item = {"type": "message", "role": "user", "content": content}
            await talk.send(
                "response.create",
                response={"append_input_items": [item], "modalities": ["text"]},
                additional_instructions="Be kind.",
            )
            await talk.until("response.done")

    assert seen[0] == [
        {"role": "system", "content": "Be brief.\nBe kind."},
        {"role": "user", "content": "And now?"},
    ]


async def test_a_response_may_take_the_place_of_another() -> None:
    with embedded_services(ScriptedEngines(first_token_seconds=0.5)) as embedded:
        async with live_talk(embedded) as talk:
            await talk.send("response.create")
            await talk.until("response.created")
            await talk.send("response.create", response={"cancel_previous": True})
            first = (await talk.until("response.done"))["response"]
            second = (await talk.until("response.done"))["response"]

    assert (first["status"], second["status"]) == ("cancelled", "completed")


async def test_a_function_is_called() -> None:
    tool = {"type": "function", "name": "look", "parameters": {"type": "object"}}
    with embedded_services(ScriptedEngines(reply=ToolCall("look", {"at": "it"}))) as embedded:
        async with live_talk(embedded) as talk:
            await talk.update(tools=[tool])
            done = await talk.reply()

    assert done["output"][0]["arguments"] == '{"at": "it"}'
    assert talk.joined("response.function_call_arguments.delta") == '{"at": "it"}'
