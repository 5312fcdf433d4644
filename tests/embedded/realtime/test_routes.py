"""Routes of speech to speech: who may open one, in which words it speaks, and how it ends."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import openai
import pytest
import websockets.exceptions
from aiohttp import WSMsgType

from tests.embedded.clients import engines
from tests.embedded.realtime.talks import live_talk, openai_talk, preview_talk
from voicelab.embedded.engines import Engines
from voicelab.errors import ModelError
from voicelab.testing import (
    Close,
    Delay,
    Drop,
    EmbeddedServices,
    Garbage,
    Hang,
    HoldLastAudio,
    Refuse,
    ScriptedEngines,
    embedded_services,
)

GA = "/openai/v1/realtime?model=gpt-realtime"


async def opened(
    embedded: EmbeddedServices, path: str, *, headers: dict[str, str] | None = None, **more: Any
) -> tuple[list[dict[str, Any]], int | None, str]:
    """Open a websocket by hand; return its first event, and with what it was closed."""
    events = []
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(
            f"http://127.0.0.1:{embedded.port}{path}", headers=headers or {}, **more
        ) as socket,
    ):
        message = await socket.receive(10)
        events.append(json.loads(message.data))
        if events[0]["type"] == "error":
            message = await socket.receive(10)
            assert message.type is WSMsgType.CLOSE
            return events, message.data, message.extra or ""
        return events, None, str(socket.protocol)


@pytest.mark.parametrize(
    "path",
    [
        GA,
        "/v1/realtime?model=gpt-realtime",
        "/openai/realtime?api-version=2025-04-01-preview&deployment=mine",
        "/voice-live/realtime?api-version=2026-07-15&model=gpt-4.1",
        "//voice-live/realtime?api-version=2026-07-15&model=gpt-4.1",
    ],
)
async def test_the_key_comes_in_any_of_the_places_for_it(scripted: EmbeddedServices, path: str) -> None:
    for headers in ({"api-key": scripted.key}, {"Authorization": f"Bearer {scripted.key}"}):
        events, *_ = await opened(scripted, path, headers=headers)
        assert events[0]["type"] == "session.created"
    events, *_ = await opened(scripted, f"{path}&api-key={scripted.key}")
    assert events[0]["type"] == "session.created"

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await opened(scripted, path, headers={"api-key": "wrong"})
    assert refused.value.status == 401
    assert scripted.key not in repr(scripted.request_log.requests)


async def test_a_web_page_brings_the_key_as_a_subprotocol(scripted: EmbeddedServices) -> None:
    protocols = ("realtime", f"openai-insecure-api-key.{scripted.key}")
    events, _, chosen = await opened(scripted, GA, protocols=protocols)

    assert (events[0]["type"], chosen) == ("session.created", "realtime")
    assert scripted.key not in repr(scripted.request_log.requests)


@pytest.mark.parametrize(
    "path", [GA, "/speech/universal/v2", "/cognitiveservices/websocket/v1", "/cognitiveservices/websocket/v2"]
)
async def test_the_key_is_not_logged_where_it_is_the_only_subprotocol(
    scripted: EmbeddedServices, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    url = f"ws://127.0.0.1:{scripted.port}{path}"
    protocols = (f"openai-insecure-api-key.{scripted.key}",)
    async with aiohttp.ClientSession() as session, session.ws_connect(url, protocols=protocols):
        assert scripted.key not in caplog.text


async def test_a_connection_of_the_older_shape_is_refused_once_it_is_open(scripted: EmbeddedServices) -> None:
    headers = {"api-key": scripted.key, "OpenAI-Beta": "realtime=v1"}
    events, code, reason = await opened(scripted, GA, headers=headers)

    assert events[0]["error"]["code"] == "beta_api_shape_disabled"
    assert (code, reason) == (4_000, "invalid_request_error.beta_api_shape_disabled")


async def test_a_connection_names_its_model(scripted: EmbeddedServices) -> None:
    headers = {"api-key": scripted.key}
    events, code, reason = await opened(scripted, "/openai/v1/realtime", headers=headers)
    assert events[0]["error"]["code"] == "missing_model"
    assert (code, reason) == (4_000, "invalid_request_error.missing_model")

    statuses = []
    for path in (
        "/openai/realtime?deployment=mine",
        "/openai/realtime?api-version=2025-04-01-preview",
        "/voice-live/realtime?api-version=2026-07-15",
    ):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await opened(scripted, path, headers=headers)
        statuses.append(refused.value.status)
    assert statuses == [404, 400, 400]


async def test_a_preview_speaks_the_older_words(scripted: EmbeddedServices) -> None:
    async with preview_talk(scripted) as talk:
        await talk.write("Hello.")
        talk.events.clear()
        done = await talk.reply()

    assert talk.order == [
        "response.created",
        "rate_limits.updated",
        "response.output_item.added",
        "conversation.item.created",
        "response.content_part.added",
        "response.audio_transcript.delta",
        "response.audio.delta",
        "response.audio.done",
        "response.audio_transcript.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.done",
    ]
    assert done["output"][0]["object"] == "realtime.item"
    assert (done["modalities"], done["output_audio_format"]) == (["text", "audio"], "pcm16")


async def test_a_dated_version_that_is_no_preview_speaks_the_new_ones(scripted: EmbeddedServices) -> None:
    async with preview_talk(scripted, version="2025-08-28") as talk:
        await talk.reply()

    assert "response.output_audio.delta" in talk.kinds


async def test_the_request_log_has_every_event_and_no_sound(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.say(1.0, pause=0.5)
        await talk.until("rate_limits.updated")

    log = scripted.request_log
    sent = log.realtime_events(sent=True)
    assert [event["event_id"] for event in sent] == [event["event_id"] for event in talk.events]
    assert not any("delta" in event for event in sent if event["type"] == "response.output_audio.delta")
    appended = log.received("realtime", "input_audio_buffer.append")
    assert [message.audio_bytes for message in appended] == [48_000, 24_000]
    assert (
        sum(message.audio_bytes for message in log.sent("realtime", "response.output_audio.delta")) > 48_000
    )
    assert (log.connections["realtime"], log.chat_requests) == (1, [])
    assert log.wait_for(lambda log: log.open_connections["realtime"] == 0)


async def test_an_upgrade_is_refused_or_late_as_a_fault_says(scripted: EmbeddedServices) -> None:
    scripted.faults.add("realtime", Refuse(status=429), Delay(seconds=0.01))
    with pytest.raises(websockets.exceptions.InvalidStatus) as refused:
        async with openai_talk(scripted):
            pass
    assert refused.value.response.status_code == 429
    async with openai_talk(scripted):
        pass
    assert scripted.faults.pending("realtime") == ()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Close(code=1011, reason="No.", before="response.output_audio.delta"), 1011),
        (Drop(after_audio_seconds=0.5), 1006),
        (Garbage(before="response.done"), 1002),
    ],
    ids=["close", "drop", "garbage"],
)
async def test_a_connection_ends_in_mid_reply_as_a_fault_says(
    scripted: EmbeddedServices, fault: Any, code: int
) -> None:
    async with openai_talk(scripted) as talk:
        scripted.faults.add("realtime", fault)
        with pytest.raises(websockets.exceptions.ConnectionClosed) as closed:
            await talk.reply()

    ended = closed.value.rcvd or closed.value.sent
    assert (1006 if ended is None else ended.code) == code
    assert "response.created" in talk.kinds
    if isinstance(fault, Close):
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.reason == "No."
        assert "response.output_audio.delta" not in talk.kinds


async def test_a_connection_that_hangs_says_no_more_and_ends_with_its_client(
    scripted: EmbeddedServices,
) -> None:
    scripted.faults.add("realtime", Hang(before="response.done"))
    async with openai_talk(scripted) as talk:
        await talk.send("response.create")
        await talk.until("response.output_item.done")
        await talk.send("response.create")
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(talk.receive(), 0.2)

    assert scripted.request_log.wait_for(lambda log: log.open_connections["realtime"] == 0)


async def test_the_last_sound_is_late_as_a_fault_says(scripted: EmbeddedServices) -> None:
    scripted.faults.add("realtime", HoldLastAudio(seconds=0.05))
    async with openai_talk(scripted) as talk:
        done = await talk.reply()

    assert done["usage"]["output_token_details"]["audio_tokens"] == 45


async def test_a_server_that_stops_closes_its_connections(scripted: EmbeddedServices) -> None:
    async with openai_talk(scripted) as talk:
        await talk.send("response.create")
        await talk.until("response.created")
        await asyncio.to_thread(scripted.stop)
        with pytest.raises(websockets.exceptions.ConnectionClosed) as closed:
            await talk.until("never")

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1001


async def test_engines_that_cannot_be_made_end_a_session_with_a_sentence() -> None:
    def broken() -> Engines:
        raise ModelError("The model is damaged.", code="model-missing", hint="Fetch it again.")

    with embedded_services(broken) as embedded:
        async with openai_talk(embedded) as talk:
            failed = await talk.reply()
            await talk.say()
            error = (await talk.until("error"))["error"]
            with pytest.raises(websockets.exceptions.ConnectionClosed) as closed:
                await talk.until("never")

    assert failed["status_details"]["error"]["message"] == "The model is damaged. Fetch it again."
    assert (error["type"], error["code"]) == ("server_error", "model-missing")
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.reason.startswith("[model-missing] The model is damaged.")


async def test_a_recognizer_that_fails_ends_a_session_with_a_sentence() -> None:
    class Failing:
        def stream(self, **_asked: Any) -> Any:
            raise ModelError("It cannot hear.", code="model-missing")

    with embedded_services(engines(recognition=Failing())) as embedded:
        async with live_talk(embedded) as talk:
            await talk.say()
            error = (await talk.until("error"))["error"]

    assert error["message"] == "It cannot hear."


async def test_many_sessions_go_on_side_by_side() -> None:
    with embedded_services(ScriptedEngines(first_token_seconds=0.1)) as embedded:

        async def turn() -> str:
            async with openai_talk(embedded) as talk:
                await talk.say()
                done = (await talk.until("response.done"))["response"]
                return str(done["status"])

        statuses = await asyncio.gather(*(turn() for _ in range(8)))

    assert statuses == ["completed"] * 8


@pytest.mark.filterwarnings("ignore:connect:DeprecationWarning")  # of websockets, at the SDK
def test_the_sdk_that_blocks_has_a_turn(scripted: EmbeddedServices) -> None:
    place = f"127.0.0.1:{scripted.port}/openai/v1"
    client = openai.OpenAI(
        base_url=f"http://{place}", websocket_base_url=f"ws://{place}", api_key=scripted.key
    )
    with client, client.realtime.connect(model="gpt-realtime") as connection:
        assert connection.recv().type == "session.created"
        connection.response.create(response={"output_modalities": ["text"]})
        kinds = []
        for event in connection:
            kinds.append(event.type)
            if event.type == "response.done":
                break

    assert kinds[0] == "response.created"
