"""Services that fail, hang or are cut off in mid-talk: what is said of them, and that nothing waits."""

from __future__ import annotations

import asyncio
import dataclasses
import time

import pytest

from tests.realtime.connections import Events, connected
from tests.relay import relay_to
from voicelab.embedded.engines import Engines
from voicelab.errors import ModelError, VoicelabError
from voicelab.realtime import openai_websocket, voice_live_websocket
from voicelab.realtime.events import ReplyText, ResponseDone
from voicelab.realtime.failures import Failures
from voicelab.realtime.websocket import WebsocketLostError
from voicelab.services.endpoints import CompletionService
from voicelab.settings import Settings
from voicelab.testing import EmbeddedServices, FailReply, FilterReply, Hang, embedded_services, silence

CLOSE_SECONDS = 0.05


@pytest.fixture(autouse=True)
def quick_close(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (openai_websocket, voice_live_websocket):
        monkeypatch.setattr(module, "CLOSE_SECONDS", CLOSE_SECONDS)


async def test_an_engine_that_fails_is_told_in_its_own_words(settings: Settings) -> None:
    def broken() -> Engines:
        raise ModelError("The model is damaged.", code="model-missing", hint="Fetch it again.")

    with embedded_services(broken) as embedded:
        async with connected(embedded, settings, listens=True) as events:
            await events.connection.append(silence(0.2).to_pcm())
            with pytest.raises(VoicelabError) as caught:
                await events.until(ResponseDone)

    assert (caught.value.code, caught.value.is_permanent) == ("model-missing", True)
    assert "The model is damaged." in str(caught.value)


async def test_a_response_that_fails_leaves_the_connection_open(
    scripted: EmbeddedServices, settings: Settings
) -> None:
    scripted.faults.add("realtime", FailReply(code="rate_limit_exceeded"))
    async with connected(scripted, settings) as events:
        await events.connection.respond(settings)
        failed = await events.until(ResponseDone)
        await events.connection.respond(settings)
        whole = await events.until(ResponseDone)

    assert failed.error is not None
    assert (failed.status, failed.error.code, whole.status) == ("failed", "throttled", "completed")


async def test_a_reply_that_is_filtered_says_so(scripted: EmbeddedServices, settings: Settings) -> None:
    scripted.faults.add("realtime", FilterReply(after_messages=2))
    async with connected(scripted, settings) as events:
        await events.connection.respond(settings)
        done = await events.until(ResponseDone)

    assert (done.status, done.reason) == ("incomplete", "content_filter")


async def test_a_service_that_hangs_can_be_closed(scripted: EmbeddedServices, settings: Settings) -> None:
    async with connected(scripted, settings) as events:
        scripted.faults.add("realtime", Hang(before="response.done"))
        await events.connection.respond(settings)
        await events.until(ReplyText)

    assert scripted.request_log.wait_for(lambda log: log.open_connections["realtime"] == 0)


async def test_a_network_that_takes_nothing_any_more_holds_no_close_up(
    scripted: EmbeddedServices, settings: Settings, engine: str
) -> None:
    flowing = asyncio.Event()
    flowing.set()
    async with relay_to(scripted.port, flowing=flowing) as (port, _):
        name = engine.replace("-", "_")
        service = dataclasses.replace(getattr(scripted.services, name), endpoint=f"http://127.0.0.1:{port}")
        services = dataclasses.replace(scripted.services, **{name: service})
        async with connected(dataclasses.replace(scripted, services=services), settings) as events:
            flowing.clear()
            sending = asyncio.ensure_future(send_without_end(events))
            await asyncio.wait({sending}, timeout=CLOSE_SECONDS)
            assert not sending.done()
            began = time.monotonic()
            await events.connection.close()
            assert time.monotonic() - began < 1.0
            sending.cancel()
            await asyncio.wait({sending})
            flowing.set()


async def send_without_end(events: Events) -> None:
    while True:
        await events.connection.append(bytes(1_000_000))


def test_a_server_of_the_users_is_named_by_its_own_variables(scripted: EmbeddedServices, engine: str) -> None:
    own = CompletionService(
        api="openai", endpoint="http://127.0.0.1:1/v1", deployment="mine", is_upstream=True
    )
    service = dataclasses.replace(getattr(scripted.services, engine.replace("-", "_")), upstream=own)
    body = {"type": "invalid_request_error", "code": "invalid_api_key", "message": "Wrong key."}
    error = Failures(service, "mine").of_event(body)
    assert error.code == "authentication"
    assert "VOICELAB_COMPLETION_KEY" in error.hint


def test_a_close_that_states_an_error_is_that_error(scripted: EmbeddedServices) -> None:
    service = scripted.services.realtime
    assert service is not None
    failures = Failures(service, "mine")
    stated = {
        "invalid_request_error.invalid_api_key": "authentication",
        "invalid_request_error.invalid_model": "wrong-api",
        "invalid_request_error.session_expired": "connection-closed",
        "Your session hit the maximum duration of 60 minutes.": "connection-closed",
    }
    codes = {reason: failures.of_closing(WebsocketLostError(3000, reason)).code for reason in stated}
    assert codes == stated


def test_a_close_that_refuses_is_told_as_the_same_status_is(scripted: EmbeddedServices) -> None:
    service = scripted.services.realtime
    assert service is not None
    failures = Failures(service, "mine")
    closes = {
        (1008, "API key not valid. Please pass a valid API key."): "authentication",
        (1008, "Your credit balance is too low."): "quota",
        (1008, "The model 'mine' does not exist."): "not-found",
        (1008, "Policy violation."): "forbidden",
        (1008, ""): "forbidden",
        (1008, "Closed: idle for 300 s."): "connection-closed",
        (1008, "The session has expired."): "connection-closed",
        (4429, "Slow down."): "throttled",
        (4429, "insufficient_quota"): "quota",
        (4401, ""): "authentication",
        (3000, "Incorrect API key provided."): "authentication",
        (1013, ""): "service-unavailable",
        (1011, "Internal error."): "connection-closed",
        (4000, "Bye."): "connection-closed",
    }
    codes = {close: failures.of_closing(WebsocketLostError(*close)).code for close in closes}
    assert codes == closes
    # Voice Live's SDK keeps no reason: in mid-talk it may be that of the longest time.
    assert failures.of_closing(WebsocketLostError(1008), has_begun=True).code == "connection-closed"


def test_a_model_that_does_not_speak_is_told_by_what_can_be_set(scripted: EmbeddedServices) -> None:
    service = scripted.services.realtime
    assert service is not None
    failures = Failures(service, "mine")
    for code, message in (
        ("OperationNotSupported", "The realtime operation does not work with the specified model."),
        ("invalid_model", 'Model "gpt-4o" is not supported in realtime mode.'),
    ):
        error = failures.of_event({"type": "invalid_request_error", "code": code, "message": message})
        assert error.code == "wrong-api"
        assert "speech-to-speech model" in error.hint
        assert "api=" not in error.hint
