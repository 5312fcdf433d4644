"""One connection to a speech-to-speech service, the same by both SDKs."""

from __future__ import annotations

import asyncio

import pytest

from tests.realtime.connections import Events, connected
from voicelab.errors import CompletionError
from voicelab.realtime.events import (
    InputCommitted,
    InputTranscribed,
    InputTranscript,
    ReplyItemAdded,
    ReplySound,
    ReplyText,
    ReplyWords,
    RequestRefused,
    ResponseCreated,
    ResponseDone,
    SpeechStarted,
    SpeechStopped,
)
from voicelab.settings import Settings
from voicelab.testing import (
    Close,
    Drop,
    EmbeddedServices,
    Garbage,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
)

REPLY = "Hello there. How can I help you today?"


async def say(events: Events, seconds: float = 1.0) -> None:
    pcm = speech(seconds).to_pcm() + silence(0.8).to_pcm()
    for start in range(0, len(pcm), 640):
        await events.connection.append(pcm[start : start + 640])


async def test_what_is_said_is_replied_to_in_text_and_sound(
    scripted: EmbeddedServices, settings: Settings, engine: str
) -> None:
    async with connected(scripted, settings, listens=True) as events:
        await say(events)
        await events.until(InputCommitted)
        await events.connection.respond(settings)
        done = await events.until(ResponseDone)
        if not events.of(InputTranscribed):
            await events.until(InputTranscribed)

    pcm = b"".join(sound.pcm for sound in events.of(ReplySound))
    assert events.order[:3] == [SpeechStarted, SpeechStopped, InputCommitted]
    assert {ResponseCreated, ReplyItemAdded, InputTranscript} <= set(events.order)
    assert "".join(text.delta for text in events.of(ReplyText)) == REPLY
    assert len(pcm) > 2 * events.connection.output_rate_hz
    assert (done.status, done.error, done.model) == ("completed", None, "scripted")
    words = [word.text for each in events.of(ReplyWords) for word in each.words]
    assert words == (["Hello", "there", "How", "can", "I", "help", "you", "today"] * (engine != "realtime"))


async def test_a_commit_brings_all_that_was_appended(scripted: EmbeddedServices, settings: Settings) -> None:
    async with connected(scripted, settings) as events:
        await events.connection.append(speech(1.0).to_pcm())
        await events.connection.commit()
        await events.until(InputCommitted)
        await events.connection.respond(settings)
        done = await events.until(ResponseDone)

    assert done.usage.input_audio_tokens == 10


async def test_the_conversation_is_what_was_handed_on(settings: Settings) -> None:
    seen: list[list[tuple[str, str]]] = []

    def reply(messages: list[dict[str, str]]) -> str:
        seen.append([(message["role"], message["content"]) for message in messages])
        return "Yes."

    prompted = settings.replace(system_prompt="Be brief.")
    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        async with connected(embedded, prompted) as events:
            connection = events.connection
            last = await connection.add_message("user", "And now?")
            wrong = await connection.add_message("assistant", "No.")
            await connection.add_message("assistant", "Well.", after="root")
            await connection.delete(wrong)
            await connection.add_message("user", "Hello?", after=last)
            await connection.respond(prompted)
            await events.until(ResponseDone)

    assert seen == [
        [("system", "Be brief."), ("assistant", "Well."), ("user", "And now?"), ("user", "Hello?")]
    ]


async def test_what_is_refused_names_the_request(scripted: EmbeddedServices, settings: Settings) -> None:
    async with connected(scripted, settings) as events:
        await events.connection.truncate("item_of_nobody", 1.0)
        refused = await events.until(RequestRefused)

    assert (refused.request, refused.error.code) == ("truncate", "bad-request")


async def test_a_cancel_that_comes_too_late_is_no_refusal(
    scripted: EmbeddedServices, settings: Settings
) -> None:
    async with connected(scripted, settings) as events:
        await events.connection.cancel()
        await events.connection.respond(settings)
        await events.until(ResponseDone)

    assert events.of(RequestRefused) == []


@pytest.mark.parametrize("fault", [Close(), Drop(), Garbage()], ids=lambda fault: type(fault).__name__)
async def test_a_connection_that_is_lost_is_told(
    scripted: EmbeddedServices, settings: Settings, fault: Close
) -> None:
    async with connected(scripted, settings) as events:
        scripted.faults.add("realtime", fault)
        await events.connection.respond(settings)
        with pytest.raises(CompletionError) as caught:
            await events.until(ResponseDone)
        with pytest.raises(CompletionError) as again:
            await events.until(ResponseDone)

    assert caught.value.code == again.value.code == "connection-closed"


async def test_nothing_can_be_sent_once_it_is_closed(scripted: EmbeddedServices, settings: Settings) -> None:
    async with connected(scripted, settings) as events:
        await events.connection.close()
        with pytest.raises(CompletionError) as caught:
            await events.connection.commit()
        await events.connection.close()

    assert caught.value.code == "connection-closed"
    assert scripted.request_log.wait_for(lambda log: log.open_connections["realtime"] == 0)


async def test_a_cancelled_task_closes_it_to_the_end(scripted: EmbeddedServices, settings: Settings) -> None:
    async with connected(scripted, settings) as events:
        closing = asyncio.ensure_future(events.connection.close())
        await asyncio.sleep(0)
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing

    assert scripted.request_log.wait_for(lambda log: log.open_connections["realtime"] == 0)
