"""Sessions: what they are, what may be set, and how what may not be is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.embedded.realtime.talks import RATE_HZ, live_talk, openai_talk, preview_talk
from voicelab.embedded.realtime.session_options import USUAL_INSTRUCTIONS
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services, speech


async def test_a_session_is_told_whole(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        session = talk.events[0]["session"]

    assert session.pop("id").startswith("sess_")
    assert isinstance(session.pop("expires_at"), int)
    assert session == {
        "type": "realtime",
        "object": "realtime.session",
        "model": "gpt-realtime",
        "output_modalities": ["audio"],
        "instructions": USUAL_INSTRUCTIONS,
        "tools": [],
        "tool_choice": "auto",
        "max_output_tokens": "inf",
        "tracing": None,
        "prompt": None,
        "audio": {
            "input": {
                "format": {"type": "audio/pcm", "rate": 24_000},
                "transcription": None,
                "noise_reduction": None,
                "turn_detection": {
                    "type": "server_vad",
                    "threshold": 0.5,
                    "prefix_padding_ms": 300,
                    "silence_duration_ms": 200,
                    "idle_timeout_ms": None,
                    "create_response": True,
                    "interrupt_response": True,
                },
            },
            "output": {"format": {"type": "audio/pcm", "rate": 24_000}, "voice": "alloy", "speed": 1.0},
        },
        "include": None,
        "truncation": "auto",
    }


async def test_the_previews_have_all_side_by_side(scripted: EmbeddedServices) -> None:
    async with preview_talk(scripted) as talk:
        session = talk.events[0]["session"]

    assert "audio" not in session
    assert (session["modalities"], session["voice"]) == (["text", "audio"], "alloy")
    assert (session["input_audio_format"], session["output_audio_format"]) == ("pcm16", "pcm16")
    assert (session["temperature"], session["max_response_output_tokens"]) == (0.8, "inf")
    assert session["turn_detection"]["silence_duration_ms"] == 200


async def test_an_update_changes_what_it_names_and_leaves_the_rest(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        before = talk.events[0]["session"]
        output = {"voice": "cedar", "speed": 1.2}
        after = await talk.update(type="realtime", instructions="Be brief.", audio={"output": output})

    assert after["audio"]["output"] == {"format": {"type": "audio/pcm", "rate": 24_000}, **output}
    assert after["instructions"] == "Be brief."
    assert {**after, "instructions": "", "audio": {}} == {**before, "instructions": "", "audio": {}}


NESTED: list[tuple[dict[str, Any], str | None, str, str]] = [
    ({"bogus": 1}, "session.bogus", "unknown_parameter", "Unknown parameter: 'session.bogus'."),
    (
        {"audio": {"input": {"turn_detection": {"type": "server_vad", "silence": 1}}}},
        "session.audio.input.turn_detection.silence",
        "unknown_parameter",
        "Unknown parameter: 'session.audio.input.turn_detection.silence'.",
    ),
    ({"voice": "alloy"}, "session.voice", "unknown_parameter", "Unknown parameter: 'session.voice'."),
    (
        {"instructions": 3},
        "session.instructions",
        "invalid_type",
        "Invalid type for 'session.instructions': expected a string, but got an integer instead.",
    ),
    (
        {"audio": {"output": {"voice": "nobody"}}},
        "session.audio.output.voice",
        "invalid_value",
        "Invalid value: 'nobody'. Supported values are: 'alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', "
        "'shimmer', 'verse', 'marin', and 'cedar'.",
    ),
    (
        {"audio": {"output": {"speed": 2}}},
        "session.audio.output.speed",
        "decimal_above_max_value",
        "Invalid 'session.audio.output.speed': decimal above maximum value. Expected a value <= 1.5, but got "
        "2 instead.",
    ),
    (
        {"audio": {"input": {"format": {"type": "audio/pcm", "rate": 16_000}}}},
        "session.audio.input.format.rate",
        "integer_below_min_value",
        "Invalid 'session.audio.input.format.rate': integer below minimum value. Expected a value >= 24000, "
        "but got 16000 instead.",
    ),
    (
        {"output_modalities": ["audio", "text"]},
        "session.output_modalities",
        "invalid_value",
        "Invalid modalities: ['audio', 'text']. Supported combinations are: ['text'] and ['audio'].",
    ),
    (
        {"tools": [{"type": "function", "name": "look", "meta": {}}]},
        "session.tools[0].meta",
        "unknown_parameter",
        "Unknown parameter: 'session.tools[0].meta'.",
    ),
    (
        {"max_output_tokens": 0},
        "session.max_output_tokens",
        "integer_below_min_value",
        "Invalid 'session.max_output_tokens': integer below minimum value. Expected a value >= 1, but got 0 "
        "instead.",
    ),
    (
        {"audio": {"input": {"turn_detection": {"type": "sound"}}}},
        "session.audio.input.turn_detection.type",
        "invalid_value",
        "Invalid value: 'sound'. Supported values are: 'server_vad' and 'semantic_vad'.",
    ),
]


async def test_what_may_not_be_set_is_refused_whole_and_by_name(scripted: EmbeddedServices) -> None:
    failures = []
    async with openai_talk(scripted) as talk:
        for session, param, code, message in NESTED:
            given = {"type": "realtime", "model": "other", **session}
            error = await talk.refusal("session.update", session=given)
            if (error["param"], error["code"], error["message"]) != (param, code, message):
                failures.append((error, message))
        after = await talk.update(type="realtime")

    assert failures == []
    assert after == talk.events[0]["session"]


async def test_a_session_must_say_what_it_is(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        error = await talk.refusal("session.update", session={"instructions": "Be brief."}, event_id="mine")

    assert error == {
        "type": "invalid_request_error",
        "code": "missing_required_parameter",
        "message": "Missing required parameter: 'session.type'.",
        "param": "session.type",
        "event_id": "mine",
    }


async def test_a_voice_stays_once_it_spoke(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.reply()
        update = {"type": "realtime", "audio": {"output": {"voice": "cedar"}}}
        error = await talk.refusal("session.update", session=update)
        same = await talk.update(type="realtime", audio={"output": {"voice": "alloy"}})

    assert error["code"] == "cannot_update_voice"
    assert error["message"] == "Cannot update a conversation's voice if assistant audio is present."
    assert same["audio"]["output"]["voice"] == "alloy"


async def test_voice_live_changes_its_voice_at_any_time(scripted: EmbeddedServices) -> None:
    async with live_talk(scripted) as talk:
        await talk.reply()
        voice = {"type": "azure-standard", "name": "de-DE-KatjaNeural", "rate": "1.2", "style": "cheerful"}
        session = await talk.update(voice=voice)
        done = await talk.reply()

    assert session["voice"] == done["voice"] == voice


async def test_a_voice_that_is_not_there_is_refused(scripted: EmbeddedServices) -> None:
    async with live_talk(scripted) as talk:
        voice = {"type": "azure-standard", "name": "en-US-NobodyNeural"}
        error = await talk.refusal("session.update", session={"voice": voice})
        pace = {"type": "azure-standard", "name": "en-US-GuyNeural", "rate": "furious"}
        quick = await talk.refusal("session.update", session={"voice": pace})

    assert error["param"] == quick["param"] == "session.voice"
    assert "en-US-NobodyNeural" in error["message"]
    assert "'furious' is no rate" in quick["message"]


async def test_voice_live_lets_pass_what_its_later_versions_may_have(scripted: EmbeddedServices) -> None:
    async with live_talk(scripted) as talk:
        session = await talk.update(novelty={"on": True}, instructions="Be brief.", interim_response=None)

    assert session["instructions"] == "Be brief."
    assert "novelty" not in session


async def test_no_avatar_is_shown(scripted: EmbeddedServices) -> None:
    async with live_talk(scripted) as talk:
        error = await talk.refusal("session.update", session={"avatar": {"character": "lisa"}})

    assert error["param"] == "session.avatar"


async def test_events_that_are_none_are_refused_and_the_session_goes_on(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        raw = talk.sdk._connection
        await raw.send("not json")
        await raw.send(b"\x00" * 64)
        await raw.send("[1, 2]")
        await raw.send('{"event_id": "mine"}')
        for _ in range(4):
            await talk.until("error")
        unknown = await talk.refusal("nope", event_id="yours")
        done = await talk.reply(output_modalities=["text"])

    errors = [event["error"] for event in talk.of("error")]
    assert [error["code"] for error in errors] == [
        "invalid_json",
        "invalid_event",
        "invalid_json",
        "missing_required_parameter",
        "invalid_value",
    ]
    assert errors[1]["message"] == "Expected a text WebSocket message; binary frames are not supported."
    assert errors[3]["event_id"] == "mine"
    assert unknown["message"].startswith("Invalid value: 'nope'. Supported values are: 'session.update', ")
    assert (unknown["param"], unknown["event_id"]) == ("type", "yours")
    assert done["status"] == "completed"


@pytest.mark.parametrize(("audio", "found"), [("no base64!", "an invalid value"), ("", "empty bytes")])
async def test_sound_that_is_none_is_refused(scripted: EmbeddedServices, audio: str, found: str) -> None:
    async with openai_talk(scripted) as talk:
        error = await talk.refusal("input_audio_buffer.append", audio=audio)

    assert error["param"] == "audio"
    assert error["message"] == (
        f"Invalid 'audio'. Expected base64-encoded audio bytes (mono PCM16 at 24kHz) but got {found}."
    )


async def test_items_are_added_retrieved_and_deleted(scripted: EmbeddedServices) -> None:
    def message(item_id: str, text: str, role: str = "user") -> dict[str, Any]:
        kind = "output_text" if role == "assistant" else "input_text"
        return {"id": item_id, "type": "message", "role": role, "content": [{"type": kind, "text": text}]}

    async with openai_talk(scripted) as talk:
        for item, after in (
            (message("one", "1"), None),
            (message("two", "2", "assistant"), None),
            (message("zero", "0", "system"), "root"),
            (message("half", "1.5"), "one"),
        ):
            await talk.send("conversation.item.create", item=item, previous_item_id=after)
            await talk.until("conversation.item.done")
        await talk.send("conversation.item.delete", item_id="one")
        await talk.until("conversation.item.deleted")
        await talk.send("conversation.item.retrieve", item_id="two")
        found = (await talk.until("conversation.item.retrieved"))["item"]
        gone = await talk.refusal("conversation.item.delete", item_id="one")
        twice = await talk.refusal("conversation.item.create", item=message("two", "2"))
        lost = await talk.refusal("conversation.item.create", item=message("x", "x"), previous_item_id="one")

    added = {event["item"]["id"]: event["previous_item_id"] for event in talk.of("conversation.item.added")}
    assert added == {"one": None, "two": "one", "zero": None, "half": "one"}
    assert found == {**message("two", "2", "assistant"), "status": "completed"}
    assert gone["code"] == "item_delete_invalid_item_id"
    assert gone["message"] == "Error deleting item: the item with id 'one' does not exist."
    assert (twice["param"], lost["param"]) == ("item.id", "previous_item_id")


@pytest.mark.parametrize(
    ("item", "param", "message"),
    [
        ({"role": "user"}, "item.type", "Missing required parameter: 'item.type'."),
        (
            {"type": "message", "role": "user", "content": [{"type": "text", "text": "x"}]},
            "item.content[0].type",
            "Invalid value: 'text'. Supported values are: 'input_text', 'input_audio', and 'input_image'.",
        ),
        (
            {"type": "message", "role": "assistant", "content": [{"type": "input_text", "text": "x"}]},
            "item.content[0].type",
            "Invalid value: 'input_text'. Value must be 'output_text'.",
        ),
        (
            {"type": "mcp_call"},
            "item.type",
            "Invalid value: 'mcp_call'. Supported values are: 'message', 'function_call', and "
            "'function_call_output'.",
        ),
    ],
)
async def test_an_item_that_is_none_is_refused(
    scripted: EmbeddedServices, item: dict[str, Any], param: str, message: str
) -> None:
    async with openai_talk(scripted) as talk:
        error = await talk.refusal("conversation.item.create", item=item)

    assert (error["param"], error["message"]) == (param, message)


async def test_a_reply_is_cut_to_what_was_heard_and_the_model_reads_no_more() -> None:
    seen: list[list[dict[str, Any]]] = []

    def reply(messages: list[dict[str, Any]]) -> str:
        seen.append(messages)
        return "One two three four five six seven eight nine ten."

    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        async with openai_talk(embedded) as talk:
            done = await talk.reply()
            item_id = done["output"][0]["id"]
            long = await talk.refusal(
                "conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=60_000
            )
            cut = {"item_id": item_id, "content_index": 0, "audio_end_ms": 600}
            await talk.send("conversation.item.truncate", **cut)
            told = await talk.until("conversation.item.truncated")
            await talk.send("conversation.item.retrieve", item_id=item_id)
            item = (await talk.until("conversation.item.retrieved"))["item"]
            user = await talk.write("Go on.")
            wrong = await talk.refusal("conversation.item.truncate", **{**cut, "item_id": user})
            none = await talk.refusal("conversation.item.truncate", **{**cut, "item_id": "none"})
            await talk.reply()

    assert {name: told[name] for name in cut} == cut
    assert item["content"][0]["transcript"] == "One two"
    assert seen[1][1] == {"role": "assistant", "content": "One two"}
    assert long["message"] == "Audio content of 2940ms is already shorter than 60000ms"
    assert (wrong["code"], wrong["message"]) == (
        "unsupported_content_type",
        "Only model output audio messages can be truncated",
    )
    assert none["code"] == "item_truncate_invalid_item_id"


async def test_an_item_is_retrieved_with_its_sound(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.update(type="realtime", audio={"input": {"turn_detection": None}})
        await talk.hear(speech(0.5, RATE_HZ))
        await talk.send("input_audio_buffer.commit")
        committed = await talk.until("input_audio_buffer.committed")
        await talk.send("conversation.item.retrieve", item_id=committed["item_id"])
        item = (await talk.until("conversation.item.retrieved"))["item"]

    assert item["content"][0]["type"] == "input_audio"
    assert len(item["content"][0]["audio"]) == 4 * 24_000 // 3


async def test_a_transcription_session_replies_to_nothing(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted, query={"intent": "transcription"}) as talk:
        created = talk.events[0]["session"]
        update = {
            "type": "transcription",
            "audio": {"input": {"transcription": {"model": "gpt-4o-transcribe"}}},
        }
        await talk.update(**update)
        other = await talk.refusal("session.update", session={"type": "realtime"})
        await talk.say()
        await talk.until("conversation.item.input_audio_transcription.completed")
        refused = await talk.refusal("response.create")

    assert (created["type"], created["object"]) == ("transcription", "realtime.transcription_session")
    assert set(created["audio"]) == {"input"}
    assert other["message"].startswith("Passing a realtime session update event to a transcription session")
    assert refused["message"] == "Response creation is not allowed in a transcription session."
    assert "response.created" not in talk.kinds
