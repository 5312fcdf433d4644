"""Completion: streamed by the real openai SDK, its connection kept, its failures tried again."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import socket

import pytest

from tests.completion.answers import APIS, QUESTION, REPLY, answer
from tests.completion.odd_server import OddAnswer, delta, events, odd_server, whole
from tests.credentials import OPENAI_KEY
from tests.iterators import no_iterator_left
from tests.relay import relay_to
from voicelab import RetryPolicy, Session, Settings, Timeouts
from voicelab.completion.completer import Completer
from voicelab.completion.messages import Delta
from voicelab.errors import CompletionError
from voicelab.events import Event, Notice
from voicelab.services.endpoints import CompletionService
from voicelab.testing import (
    Delay,
    EmbeddedServices,
    Refuse,
    ScriptedEngines,
    embedded_services,
)


async def test_the_connection_waits_for_the_next_turn_as_long_as_a_reply_lasts(
    embedded: EmbeddedServices,
) -> None:
    async with relay_to(embedded.port) as (port, connections):
        service = dataclasses.replace(embedded.services.completion, endpoint=f"http://127.0.0.1:{port}")
        completer = Completer(service)
        await completer.warm(Settings())
        await answer(completer, Settings())
        await asyncio.sleep(6.0)  # longer than the SDK itself would keep it
        await answer(completer, Settings())
        await completer.close()
    assert len(connections) == 1


async def test_after_a_time_out_no_connection_is_used_that_was_kept_before(
    embedded: EmbeddedServices,
) -> None:
    stalled: set[object] = set()
    async with relay_to(embedded.port, stalled=stalled) as (port, connections):
        service = dataclasses.replace(embedded.services.completion, endpoint=f"http://127.0.0.1:{port}")
        completer = Completer(service, Timeouts(first_token_seconds=1.0))
        await completer.warm(Settings())
        await asyncio.gather(*(answer(completer, Settings()) for _ in range(3)))
        assert len(connections) == 3
        stalled.update(connections)
        with pytest.raises(CompletionError, match="in time"):
            await answer(completer, Settings())
        text, _, _ = await answer(completer, Settings())
        await completer.close()
    assert (text, len(connections)) == (REPLY, 4)


async def test_a_time_out_cuts_no_other_reply_that_is_under_way() -> None:
    slow = dataclasses.replace(events(delta("So"), delta(" it"), delta(" is.", "stop")), pause_seconds=0.5)
    async with odd_server(slow, OddAnswer(is_left_open=True)) as (service, asked):
        completer = Completer(service, Timeouts(first_token_seconds=0.7))
        await completer.warm(Settings())
        under_way = asyncio.ensure_future(answer(completer, Settings()))
        while not asked:
            await asyncio.sleep(0.01)
        with pytest.raises(CompletionError, match="in time"):
            await answer(completer, Settings())
        assert not under_way.done()
        text, _, _ = await under_way
        await completer.close()
    assert text == "So it is."


@pytest.mark.parametrize("api", APIS)
async def test_the_reply_comes_token_by_token(completer: Completer, api: str) -> None:
    stream = completer.stream(QUESTION, Settings(api=api))
    pieces = [item.text async for item in stream if isinstance(item, Delta)]
    assert pieces == ["It", " is", " this.", " And", " it", " is", " that."]


@pytest.mark.parametrize(("is_there", "times"), [(True, 1), (False, 0)])
async def test_a_request_that_never_goes_out_is_not_said_to_be_sent(
    embedded: EmbeddedServices, is_there: bool, times: int
) -> None:
    service, sent = embedded.services.completion, list[str]()
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        if not is_there:
            service = dataclasses.replace(service, endpoint=f"http://127.0.0.1:{deaf.getsockname()[1]}")
        completer = Completer(service, Timeouts(retry=RetryPolicy(retries=0)))
        with contextlib.suppress(CompletionError):
            async for _ in completer.stream(QUESTION, Settings(), on_sent=lambda: sent.append("sent")):
                pass
        await completer.close()
    assert len(sent) == times


@pytest.mark.parametrize("api", APIS)
async def test_a_reply_that_its_reader_leaves_is_closed_to_the_last_iterator(
    completer: Completer, api: str
) -> None:
    with no_iterator_left():
        async with contextlib.aclosing(completer.stream(QUESTION, Settings(api=api))) as stream:
            await anext(stream)
        await asyncio.sleep(0.1)  # the loop closes those that nobody holds


def test_throttling_is_waited_out_reported_and_counted(embedded: EmbeddedServices, session: Session) -> None:
    events: list[Event] = []
    session.subscribe(events.append)
    embedded.faults.add("completion", Refuse(status=429, retry_after_seconds=1, times=2))
    exchange = session.ask("What is it?")
    assert (exchange.outcome, exchange.retries) == ("completed", 2)
    assert exchange.latency.first_token_seconds is not None
    assert exchange.latency.first_token_seconds >= 2.0
    notices = [event.message for event in events if isinstance(event, Notice)]
    assert notices == ["The model 'scripted' did not answer (throttled); trying again in 1.0 s."] * 2
    assert session.log.df["retries"].tolist() == [2]


async def test_a_wait_over_the_budget_fails_at_once_and_says_how_long(embedded: EmbeddedServices) -> None:
    embedded.faults.add("completion", Refuse(status=429, retry_after_seconds=60))
    completer = Completer(embedded.services.completion, Timeouts(retry=RetryPolicy(longest_wait_seconds=5)))
    with pytest.raises(CompletionError, match="asks to wait 60 s") as caught:
        await answer(completer, Settings())
    await completer.close()
    assert caught.value.retry_after_seconds == 60
    assert len(embedded.request_log.chat_requests) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 400])
async def test_what_will_not_pass_is_not_tried_again(
    embedded: EmbeddedServices, completer: Completer, status: int
) -> None:
    embedded.faults.add("completion", Refuse(status=status))
    with pytest.raises(CompletionError):
        await answer(completer, Settings())
    assert embedded.faults.pending("completion") == ()
    assert len(embedded.request_log.chat_requests) == 1


async def test_the_first_token_has_one_deadline_from_the_request_on() -> None:
    with embedded_services(ScriptedEngines(reply=REPLY, first_token_seconds=0.8)) as slow:
        slow.faults.add("completion", Delay(seconds=0.8))
        completer = Completer(slow.services.completion, Timeouts(first_token_seconds=1.2))
        with pytest.raises(CompletionError) as caught:
            await answer(completer, Settings())
        await completer.close()
    assert caught.value.code == "timeout"


async def test_no_time_out_of_the_sdks_own_cuts_a_longer_one_short(embedded: EmbeddedServices) -> None:
    completer = Completer(embedded.services.completion, Timeouts(first_token_seconds=300))
    await answer(completer, Settings())
    await completer.close()
    (request,) = (each for each in embedded.request_log.requests if each.body is not None)
    # The SDK sends its time-out along: there is none.
    assert "x-stainless-read-timeout" not in request.headers


async def test_without_a_key_the_server_is_asked_all_the_same(embedded: EmbeddedServices) -> None:
    open_server = CompletionService.openai(f"http://127.0.0.1:{embedded.port}/v1", model="scripted")
    completer = Completer(open_server)
    with pytest.raises(CompletionError) as caught:  # this one has a key
        await answer(completer, Settings())
    await completer.close()
    assert caught.value.code == "authentication"


@pytest.mark.parametrize(
    ("api", "below"),
    [
        ("chat", "/deployments/chat-1/chat/completions?api-version=2025-01-01-preview"),
        ("responses", "/v1/responses"),
    ],
)
@pytest.mark.parametrize("base", ["", "/aoai", "/aoai/openai"])
async def test_a_gateway_is_asked_at_the_address_that_was_pasted(base: str, api: str, below: str) -> None:
    reply = whole(
        {"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}], "output_text": "Yes."}
    )
    async with odd_server(reply, path="") as (server, asked):
        completer = Completer(
            CompletionService.azure(
                f"{server.endpoint}{base}/deployments/chat-1/chat/completions?api-version=2025-01-01-preview",
                key=OPENAI_KEY,
            )
        )
        with contextlib.suppress(CompletionError):
            await answer(completer, Settings(api=api))
        await completer.close()
    assert asked[0]["path"] == base + below
