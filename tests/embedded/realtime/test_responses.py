"""Responses from their first event to their last, by the openai SDK."""

from __future__ import annotations

from typing import Any

from tests.embedded.realtime.talks import RATE_HZ, openai_talk, sound_of
from voicelab.testing import (
    EmbeddedServices,
    EmptyAudio,
    FailReply,
    FilterReply,
    ScriptedEngines,
    ToolCall,
    embedded_services,
)

REPLY = "Hello there. How can I help you today?"
SPOKEN = [
    "response.created",
    "response.output_item.added",
    "conversation.item.added",
    "response.content_part.added",
    "response.output_audio_transcript.delta",
    "response.output_audio.delta",
    "response.output_audio.done",
    "response.output_audio_transcript.done",
    "response.content_part.done",
    "conversation.item.done",
    "response.output_item.done",
    "response.done",
    "rate_limits.updated",
]
WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "Tell the weather.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}


async def test_a_spoken_response_has_the_services_events_in_their_order(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.write("Hello.")
        talk.events.clear()

        done = await talk.reply()
        await talk.until("rate_limits.updated")

    assert [kind for kind in SPOKEN if kind in talk.kinds] == SPOKEN
    assert sorted(set(talk.kinds)) == sorted(SPOKEN)
    assert talk.kinds[:4] == SPOKEN[:4]
    assert talk.kinds[-7:] == SPOKEN[-7:]
    assert (done["status"], done["status_details"]) == ("completed", None)
    assert talk.joined("response.output_audio_transcript.delta") == REPLY
    assert done["output"][0]["content"] == [{"type": "output_audio", "transcript": REPLY}]
    assert len({event["event_id"] for event in talk.events}) == len(talk.events)


async def test_the_sound_of_a_response_is_as_long_as_its_words_take(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.reply()

    seconds = len(sound_of(talk)) / 2 / RATE_HZ
    assert abs(seconds - 0.06 * (len(REPLY) - 1)) < 0.05


async def test_a_written_response_has_no_sound(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.update(type="realtime", output_modalities=["text"])
        talk.events.clear()

        done = await talk.reply()

    assert talk.kinds == [
        "response.created",
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    assert talk.of("response.content_part.added")[0]["part"] == {"type": "text", "text": ""}
    assert done["output"][0]["content"] == [{"type": "output_text", "text": REPLY}]
    assert done["usage"]["output_token_details"] == {"text_tokens": 8, "audio_tokens": 0}


async def test_markdown_is_neither_spoken_nor_in_the_transcript() -> None:
    with embedded_services(ScriptedEngines(reply="**Everest** is `high`.")) as embedded:
        async with openai_talk(embedded) as talk:
            done = await talk.reply()

    assert done["output"][0]["content"][0]["transcript"] == "Everest is high."


async def test_what_a_response_sets_holds_for_it_alone() -> None:
    seen: list[list[dict[str, Any]]] = []

    def reply(messages: list[dict[str, Any]]) -> str:
        seen.append(messages)
        return "Yes."

    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        async with openai_talk(embedded) as talk:
            await talk.update(type="realtime", instructions="Be brief.")
            await talk.write("Hello?")
            done = await talk.reply(
                instructions="Be rude.",
                output_modalities=["text"],
                metadata={"topic": "manners"},
                max_output_tokens=100,
            )
            await talk.reply()

    assert [messages[0]["content"] for messages in seen] == ["Be rude.", "Be brief."]
    assert done["metadata"] == {"topic": "manners"}
    assert done["output_modalities"] == ["text"]
    assert done["max_output_tokens"] == 100
    assert [message["role"] for message in seen[1]] == ["system", "user", "assistant"]


async def test_a_response_beside_the_conversation_leaves_it_as_it_is() -> None:
    seen: list[list[dict[str, Any]]] = []

    def reply(messages: list[dict[str, Any]]) -> str:
        seen.append(messages)
        return "Greeting."

    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        async with openai_talk(embedded) as talk:
            await talk.update(type="realtime", instructions="Be brief.")
            item_id = await talk.write("Hello.")
            await talk.write("Goodbye.")
            talk.events.clear()
            classify = {"type": "message", "role": "user"}
            classify["content"] = [{"type": "input_text", "text": "What is it?"}]  # type: ignore[assignment]
            done = await talk.reply(
                conversation="none",
                output_modalities=["text"],
                input=[{"type": "item_reference", "id": item_id}, classify],
            )
            kinds = talk.kinds
            await talk.reply(output_modalities=["text"])

    assert done["conversation_id"] is None
    assert not any(kind.startswith("conversation.") for kind in kinds)
    assert [message["content"] for message in seen[0]] == ["Be brief.", "Hello.", "What is it?"]
    assert [message["content"] for message in seen[1]] == ["Be brief.", "Hello.", "Goodbye."]


async def test_one_response_at_a_time_belongs_to_the_conversation() -> None:
    with embedded_services(ScriptedEngines(first_token_seconds=0.3)) as embedded:
        async with openai_talk(embedded) as talk:
            await talk.send("response.create")
            active = (await talk.until("response.created"))["response"]["id"]
            error = await talk.refusal("response.create", event_id="again")
            beside = {"conversation": "none", "output_modalities": ["text"]}
            await talk.send("response.create", response=beside)
            await talk.until("response.done")
            await talk.until("response.done")

    assert error == {
        "type": "invalid_request_error",
        "code": "conversation_already_has_active_response",
        "message": f"Conversation already has an active response in progress: {active}. "
        "Wait until the response is finished before creating a new one.",
        "param": None,
        "event_id": "again",
    }


async def test_a_client_cancels_a_response_and_what_was_not_spoken_is_forgotten() -> None:
    seen: list[list[dict[str, Any]]] = []

    def reply(messages: list[dict[str, Any]]) -> str:
        seen.append(messages)
        return "One two three. " + "And so on. " * 50

    with embedded_services(ScriptedEngines(reply=reply, synthesis_pace=4.0)) as embedded:
        async with openai_talk(embedded) as talk:
            await talk.update(type="realtime", instructions="Be brief.")
            await talk.send("response.create")
            await talk.until("response.output_audio.delta")
            await talk.send("response.cancel")
            done = (await talk.until("response.done"))["response"]
            kinds = talk.kinds
            told = talk.of("response.output_audio_transcript.done")[0]["transcript"]
            late = await talk.refusal("response.cancel")
            await talk.reply(output_modalities=["text"])

    assert (done["status"], done["status_details"]["reason"]) == ("cancelled", "client_cancelled")
    assert done["output"][0]["status"] == "incomplete"
    assert kinds[-6:] == SPOKEN[-7:-1]
    assert told == talk.joined("response.output_audio_transcript.delta")[: len(told)]
    assert done["usage"]["output_token_details"]["audio_tokens"] < 100
    assert late["code"] == "response_cancel_not_active"
    # Of a second, or so, nobody hears fifty sentences.
    assert sum(len(message["content"]) for message in seen[1] if message["role"] == "assistant") < 60


async def test_a_response_that_is_cancelled_at_once_is_told_to_be(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        for _ in range(5):
            await talk.send("response.create")
            await talk.send("response.cancel")
            done = (await talk.until("response.done"))["response"]
            assert done["status"] == "cancelled"
            # On a busy machine its first words may be there before the second event is read.
            assert {item["status"] for item in done["output"]} <= {"incomplete"}
        assert (await talk.reply())["status"] == "completed"


async def test_a_reply_that_is_cut_at_its_most_tokens_is_incomplete(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        done = await talk.reply(max_output_tokens=2)

    assert (done["status"], done["status_details"]["reason"]) == ("incomplete", "max_output_tokens")
    assert done["output"][0]["content"][0]["transcript"] == "Hello there."
    assert done["output"][0]["status"] == "incomplete"


async def test_a_reply_that_is_filtered_is_incomplete(scripted: EmbeddedServices) -> None:
    scripted.faults.add("realtime", FilterReply(after_messages=2))
    async with openai_talk(scripted) as talk:
        done = await talk.reply()

    assert (done["status"], done["status_details"]["reason"]) == ("incomplete", "content_filter")
    assert done["output"][0]["content"][0]["transcript"] == "Hello there."


async def test_a_response_fails_as_a_fault_says(scripted: EmbeddedServices) -> None:
    scripted.faults.add("realtime", FailReply(code="rate_limit_exceeded"))
    async with openai_talk(scripted) as talk:
        failed = await talk.reply()
        done = await talk.reply()

    assert failed["status"] == "failed"
    assert failed["status_details"]["error"]["code"] == "rate_limit_exceeded"
    assert (failed["usage"], failed["output"]) == (None, [])
    assert done["status"] == "completed"


async def test_a_response_fails_where_the_model_is_not_there() -> None:
    def reply(_messages: list[dict[str, Any]]) -> str:
        raise RuntimeError("no model")

    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        async with openai_talk(embedded) as talk:
            failed = await talk.reply()

    assert failed["status"] == "failed"
    assert failed["status_details"]["error"]["type"] == "server_error"


async def test_a_voice_that_says_nothing_has_its_words_all_the_same(scripted: EmbeddedServices) -> None:
    scripted.faults.add("realtime", EmptyAudio())
    async with openai_talk(scripted) as talk:
        done = await talk.reply()

    assert talk.of("response.output_audio.delta") == []
    assert done["output"][0]["content"][0]["transcript"] == REPLY


async def test_a_function_is_called_and_its_output_replied_to() -> None:
    seen: list[list[dict[str, Any]]] = []

    def reply(messages: list[dict[str, Any]]) -> str | ToolCall:
        seen.append(messages)
        return (
            "It is sunny." if messages[-1]["role"] == "tool" else ToolCall("get_weather", {"city": "Paris"})
        )

    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        async with openai_talk(embedded) as talk:
            await talk.update(type="realtime", instructions="Be brief.", tools=[WEATHER])
            await talk.write("How is the weather in Paris?")
            talk.events.clear()
            done = await talk.reply()
            call = done["output"][0]
            kinds = talk.kinds
            unknown = await talk.refusal(
                "conversation.item.create",
                item={"type": "function_call_output", "call_id": "other", "output": "{}"},
            )
            output = {
                "type": "function_call_output",
                "call_id": call["call_id"],
                "output": '{"sky": "clear"}',
            }
            await talk.send("conversation.item.create", item=output)
            answer = await talk.reply()

    assert kinds == [
        "response.created",
        "response.output_item.added",
        "conversation.item.added",
        "response.function_call_arguments.delta",
        "response.function_call_arguments.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    assert (call["type"], call["name"], call["arguments"]) == (
        "function_call",
        "get_weather",
        '{"city": "Paris"}',
    )
    assert talk.joined("response.function_call_arguments.delta") == call["arguments"]
    assert unknown["code"] == "invalid_tool_call_id"
    assert seen[1][-2]["tool_calls"][0]["function"] == {
        "name": "get_weather",
        "arguments": '{"city": "Paris"}',
    }
    assert seen[1][-1]["content"] == '{"sky": "clear"}'
    assert answer["output"][0]["content"][0]["transcript"] == "It is sunny."


async def test_words_ahead_of_a_call_are_spoken_first() -> None:
    script = ScriptedEngines(reply=ToolCall("get_weather", {"city": "Paris"}, text="Let me see."))
    with embedded_services(script) as embedded:
        async with openai_talk(embedded) as talk:
            await talk.update(type="realtime", tools=[WEATHER])
            done = await talk.reply()

    assert [item["type"] for item in done["output"]] == ["message", "function_call"]
    assert done["output"][0]["content"][0]["transcript"] == "Let me see."
    places = [event["output_index"] for event in talk.of("response.output_item.done")]
    assert places == [0, 1]


async def test_usage_tells_text_and_sound_and_what_was_read_before_apart(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.update(
            type="realtime", instructions="word " * 30, audio={"input": {"turn_detection": None}}
        )
        await talk.say(1.0)
        await talk.send("input_audio_buffer.commit")
        await talk.until("input_audio_buffer.committed")
        first = (await talk.reply())["usage"]
        second = (await talk.reply())["usage"]

    heard = first["input_token_details"]
    assert heard["audio_tokens"] == 16
    assert heard["cached_tokens"] == 0
    assert first["output_token_details"] == {"text_tokens": 8, "audio_tokens": 45}
    assert first["total_tokens"] == first["input_tokens"] + first["output_tokens"]
    again = second["input_token_details"]
    assert again["cached_tokens_details"]["audio_tokens"] == 16
    assert again["cached_tokens_details"]["text_tokens"] == heard["text_tokens"]
    assert again["audio_tokens"] == 16 + 45
