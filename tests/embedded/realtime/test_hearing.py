"""Turns of the user: found in the sound, or ended by the client; and what they end."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import av
import numpy as np
import pytest

from tests.embedded.realtime.talks import RATE_HZ, Talk, live_talk, openai_talk, sound_of
from voicelab.audio.clip import Audio
from voicelab.testing import (
    AnswerNoMatch,
    EmbeddedServices,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
)

TURN = [
    "input_audio_buffer.speech_started",
    "input_audio_buffer.speech_stopped",
    "input_audio_buffer.committed",
    "conversation.item.added",
    "conversation.item.done",
    "response.created",
]
LONG = "And so on and so on. " * 40


def detection(**values: Any) -> dict[str, Any]:
    return {"type": "realtime", "audio": {"input": {"turn_detection": values or None}}}


async def test_a_turn_is_found_committed_and_replied_to(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.hear(silence(0.5, RATE_HZ))
        await talk.say(1.0)
        done = (await talk.until("response.done"))["response"]

    assert [kind for kind in talk.kinds if kind in TURN][: len(TURN)] == TURN
    started, stopped = talk.of(TURN[0])[0], talk.of(TURN[1])[0]
    # The prefix of 300 ms belongs to the turn, and so does the silence of 200 ms that ends it.
    assert started["audio_start_ms"] == pytest.approx(200, abs=40)
    assert stopped["audio_end_ms"] == pytest.approx(1_700, abs=40)
    assert {event["item_id"] for event in (started, stopped, talk.of(TURN[2])[0])} == {started["item_id"]}
    assert talk.of("conversation.item.added")[0]["item"]["content"] == [
        {"type": "input_audio", "transcript": None}
    ]
    assert done["status"] == "completed"


async def test_items_say_what_they_follow(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.say()
        await talk.until("response.done")
        await talk.say()
        await talk.until("response.done")

    items = [event["item"]["id"] for event in talk.of("conversation.item.added")]
    assert [event["previous_item_id"] for event in talk.of("conversation.item.added")] == [None, *items[:-1]]
    assert [event["previous_item_id"] for event in talk.of("input_audio_buffer.committed")] == [
        None,
        items[1],
    ]


async def test_the_model_reads_what_was_heard() -> None:
    seen: list[list[dict[str, Any]]] = []

    def reply(messages: list[dict[str, Any]]) -> str:
        seen.append(messages)
        return "Mount Everest."

    with embedded_services(ScriptedEngines(transcripts=["Which is the tallest?"], reply=reply)) as embedded:
        async with openai_talk(embedded) as talk:
            await talk.say()
            await talk.until("response.done")

    assert seen[0][-1] == {"role": "user", "content": "Which is the tallest?"}


async def test_speech_ends_the_reply_and_is_told_first() -> None:
    with embedded_services(ScriptedEngines(reply=LONG, synthesis_pace=5.0)) as embedded:
        async with openai_talk(embedded) as talk:
            await talk.say()
            await talk.until("response.output_audio.delta")
            await talk.hear(speech(0.5, RATE_HZ))
            await talk.until("input_audio_buffer.speech_started")
            talk.events.clear()
            done = (await talk.until("response.done"))["response"]

    assert (done["status"], done["status_details"]) == (
        "cancelled",
        {"type": "cancelled", "reason": "turn_detected"},
    )
    assert [kind for kind in talk.kinds if kind != "response.output_audio.delta"] == [
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]


async def test_a_session_may_let_a_reply_go_on_while_somebody_speaks() -> None:
    with embedded_services(ScriptedEngines(reply=LONG[:200], synthesis_pace=20.0)) as embedded:
        async with openai_talk(embedded) as talk:
            await talk.update(**detection(type="server_vad", interrupt_response=False, create_response=False))
            await talk.send("response.create")
            await talk.until("response.output_audio.delta")
            await talk.say(0.5)
            await talk.until("input_audio_buffer.committed")
            done = (await talk.until("response.done"))["response"]

    assert done["status"] == "completed"
    assert len(talk.of("response.created")) == 1


async def test_a_client_ends_turns_itself(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        session = await talk.update(**detection())
        await talk.say(1.0, pause=1.0)
        await talk.send("input_audio_buffer.commit")
        await talk.until("conversation.item.done")
        done = await talk.reply()

    assert session["audio"]["input"]["turn_detection"] is None
    assert "input_audio_buffer.speech_started" not in talk.kinds
    assert done["status"] == "completed"


async def test_what_is_too_short_is_not_committed(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.update(**detection())
        empty = await talk.refusal("input_audio_buffer.commit", event_id="mine")
        await talk.hear(silence(0.05, RATE_HZ))
        short = await talk.refusal("input_audio_buffer.commit")
        await talk.hear(silence(0.05, RATE_HZ))
        await talk.send("input_audio_buffer.commit")
        await talk.until("input_audio_buffer.committed")

    words = "Error committing input audio buffer: buffer too small. "
    words += "Expected at least 100ms of audio, but buffer only has"
    assert empty == {
        "type": "invalid_request_error",
        "code": "input_audio_buffer_commit_empty",
        "message": f"{words} 0.00ms of audio.",
        "param": None,
        "event_id": "mine",
    }
    assert short["message"] == f"{words} 50.00ms of audio."


async def test_what_was_appended_can_be_dropped(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.update(**detection())
        await talk.say()
        await talk.send("input_audio_buffer.clear")
        await talk.until("input_audio_buffer.cleared")
        error = await talk.refusal("input_audio_buffer.commit")

    assert error["code"] == "input_audio_buffer_commit_empty"


async def test_a_turn_that_is_committed_early_keeps_its_id(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.hear(speech(1.0, RATE_HZ))
        started = await talk.until("input_audio_buffer.speech_started")
        await talk.send("input_audio_buffer.commit")
        committed = await talk.until("input_audio_buffer.committed")

    assert committed["item_id"] == started["item_id"]
    assert "input_audio_buffer.speech_stopped" not in talk.kinds


async def test_a_noise_in_which_nothing_is_said_is_a_turn_without_a_reply(scripted: EmbeddedServices) -> None:
    scripted.faults.add("realtime", AnswerNoMatch())
    async with openai_talk(scripted) as talk:
        await talk.say()
        await talk.until("conversation.item.done")
        await talk.say()
        await talk.until("response.done")

    assert len(talk.of("input_audio_buffer.committed")) == 2
    assert len(talk.of("response.created")) == 1


async def test_other_options_leave_a_turn_that_goes_on_alone(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.hear(speech(0.5, RATE_HZ))
        started = await talk.until("input_audio_buffer.speech_started")
        await talk.update(type="realtime", instructions="Be brief.")
        await talk.hear(silence(0.5, RATE_HZ))
        committed = await talk.until("input_audio_buffer.committed")

    assert committed["item_id"] == started["item_id"]


async def test_a_long_silence_behind_a_reply_is_replied_to(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.update(**detection(type="server_vad", idle_timeout_ms=200))
        await talk.hear(silence(0.5, RATE_HZ))
        await talk.reply(output_modalities=["text"])
        triggered = await talk.until("input_audio_buffer.timeout_triggered")
        committed = await talk.until("input_audio_buffer.committed")
        await talk.until("response.done")

    assert triggered["item_id"] == committed["item_id"]
    assert triggered["audio_end_ms"] - triggered["audio_start_ms"] == 200


@pytest.mark.parametrize(
    ("probability", "turns"), [(lambda words: 0.9 if words == "Hello." else 0.0, 2), (lambda _words: 0.0, 1)]
)
async def test_words_tell_whether_a_turn_is_over(probability: Any, turns: int) -> None:
    with embedded_services(ScriptedEngines(end_of_turn=probability)) as embedded:
        async with openai_talk(embedded) as talk:
            await talk.update(**detection(type="semantic_vad", eagerness="high", create_response=False))
            await talk.say(0.5, pause=1.0)
            await talk.say(0.5, pause=2.5)
            for _ in range(turns):
                await talk.until("conversation.item.done")
            await talk.send("input_audio_buffer.clear")
            await talk.until("input_audio_buffer.cleared")

    assert len(talk.of("input_audio_buffer.committed")) == turns


async def test_without_a_judge_of_words_eagerness_is_silence(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.update(**detection(type="semantic_vad", eagerness="high", create_response=False))
        await talk.say(0.5, pause=0.8)
        stopped = await talk.until("input_audio_buffer.speech_stopped")

    assert stopped["audio_end_ms"] == pytest.approx(1_100, abs=110)


async def test_voice_live_cuts_a_reply_to_what_was_heard_of_it() -> None:
    with embedded_services(ScriptedEngines(reply=LONG)) as embedded:
        async with live_talk(embedded) as talk:
            turns = {"type": "azure_semantic_vad", "auto_truncate": True, "silence_duration_ms": 200}
            session = await talk.update(turn_detection=turns)
            await talk.say()
            await talk.until("response.done")
            await talk.hear(speech(0.5, RATE_HZ))
            truncated = await talk.until("conversation.item.truncated")
            await talk.send("conversation.item.retrieve", item_id=truncated["item_id"])
            item = (await talk.until("conversation.item.retrieved"))["item"]

    assert session["turn_detection"]["auto_truncate"] is True
    assert truncated["audio_end_ms"] < 5_000
    assert len(item["content"][0]["transcript"]) < len(LONG) / 4


FORMATS = {
    "g711_ulaw": ("audio/pcmu", "pcm_mulaw"),
    "g711_alaw": ("audio/pcma", "pcm_alaw"),
}


@pytest.mark.parametrize("name", FORMATS)
async def test_telephone_sound_is_heard_and_spoken(scripted: EmbeddedServices, name: str) -> None:
    form, codec = FORMATS[name]
    sound = speech(1.0, 8_000) + silence(0.5, 8_000)
    async with openai_talk(scripted) as talk:
        audio = {"input": {"format": {"type": form}}, "output": {"format": {"type": form}}}
        session = await talk.update(type="realtime", audio=audio)
        await talk.hear_bytes(encoded(sound, codec))
        stopped = await talk.until("input_audio_buffer.speech_stopped")
        await talk.until("response.done")

    assert session["audio"]["input"]["format"] == session["audio"]["output"]["format"] == {"type": form}
    assert stopped["audio_end_ms"] == pytest.approx(1_200, abs=50)
    assert len(spoken(talk)) == pytest.approx(8_000 * 0.06 * 37, rel=0.02)


async def test_voice_live_takes_sound_of_16_khz(scripted: EmbeddedServices) -> None:
    async with live_talk(scripted) as talk:
        session = await talk.update(input_audio_sampling_rate=16_000, output_audio_format="pcm16_16000hz")
        await talk.hear(speech(1.0, 16_000), silence(0.7, 16_000))
        stopped = await talk.until("input_audio_buffer.speech_stopped")
        await talk.until("response.done")

    assert (session["input_audio_format"], session["input_audio_sampling_rate"]) == ("pcm16", 16_000)
    assert stopped["audio_end_ms"] == pytest.approx(1_500, abs=20)
    assert len(spoken(talk, "response.audio.delta")) == pytest.approx(2 * 16_000 * 0.06 * 37, rel=0.02)


async def test_sound_with_an_item_is_heard_and_replied_to() -> None:
    seen: list[list[dict[str, Any]]] = []

    def reply(messages: list[dict[str, Any]]) -> str:
        seen.append(messages)
        return "Good."

    with embedded_services(ScriptedEngines(transcripts=["How are you?"], reply=reply)) as embedded:
        async with openai_talk(embedded) as talk:
            audio = base64.b64encode(speech(1.0, RATE_HZ).to_pcm()).decode()
            content = [{"type": "input_audio", "audio": audio}]
            await talk.send(
                "conversation.item.create", item={"type": "message", "role": "user", "content": content}
            )
            await talk.reply()

    assert seen[0][-1]["content"] == "How are you?"


async def test_turns_are_found_in_sound_that_comes_bit_by_bit(scripted: EmbeddedServices) -> None:
    sound = (speech(0.6, RATE_HZ) + silence(0.4, RATE_HZ)).to_pcm()
    async with openai_talk(scripted) as talk:
        for place in range(0, len(sound), 961):  # pieces that end within a sample
            await talk.hear_bytes(sound[place : place + 961])
        done = await asyncio.wait_for(talk.until("response.done"), 10)

    assert done["response"]["status"] == "completed"


def encoded(sound: Audio, codec: str) -> bytes:
    context = av.CodecContext.create(codec, "w")
    context.sample_rate, context.layout, context.format = sound.sample_rate_hz, "mono", "s16"  # type: ignore[attr-defined]
    frame = av.AudioFrame.from_ndarray(sound.samples[np.newaxis], format="s16", layout="mono")
    frame.sample_rate = sound.sample_rate_hz
    return b"".join(bytes(packet) for packet in context.encode(frame))  # type: ignore[attr-defined]


def spoken(talk: Talk, kind: str = "response.output_audio.delta") -> bytes:
    return sound_of(talk, kind)
