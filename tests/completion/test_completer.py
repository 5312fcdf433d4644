"""Completion: every interface and address by the real openai SDK, and what is reported of failures."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.iterators import no_iterator_left
from voicelab import RetryPolicy, Session, Settings, Timeouts
from voicelab.completion.completer import Completer
from voicelab.completion.messages import CompletionNotice, Delta, Finish, Message
from voicelab.errors import CompletionError
from voicelab.events import Event, Notice
from voicelab.secret import Secret
from voicelab.services.endpoints import CompletionService
from voicelab.testing import (
    Delay,
    EmbeddedServices,
    FilterPrompt,
    FilterReply,
    Refuse,
    RejectParameter,
    ScriptedEngines,
    embedded_services,
)

REPLY = "It is this. And it is that."
QUESTION: list[Message] = [{"role": "user", "content": "What is it?"}]
APIS = ("chat", "responses", "completions")


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply=REPLY)) as embedded:
        yield embedded


@pytest.fixture
def embedded(running: EmbeddedServices) -> EmbeddedServices:
    running.faults.clear()
    running.request_log.clear()
    return running


@pytest.fixture
async def completer(embedded: EmbeddedServices) -> AsyncIterator[Completer]:
    completer = Completer(embedded.services.completion)
    yield completer
    await completer.close()


@pytest.fixture
def session(embedded: EmbeddedServices) -> Iterator[Session]:
    with Session(services=embedded.services, log=False) as session:
        yield session


async def answer(
    completer: Completer, settings: Settings, messages: list[Message] = QUESTION
) -> tuple[str, Finish, list[CompletionNotice]]:
    items = [item async for item in completer.stream(messages, settings)]
    (finish,) = (item for item in items if isinstance(item, Finish))
    text = "".join(item.text for item in items if isinstance(item, Delta))
    return text, finish, [item for item in items if isinstance(item, CompletionNotice)]


def services_at(embedded: EmbeddedServices, address: str) -> CompletionService:
    """Return the completion service at an address of each kind that people have."""
    base, key = f"http://127.0.0.1:{embedded.port}", Secret(embedded.key)
    if address == "plain":
        return CompletionService(api="openai", endpoint=f"{base}/v1", key=key, deployment="scripted")
    return CompletionService.azure(base + address, key=key, deployment="scripted")


@contextlib.asynccontextmanager
async def counting_relay(port: int) -> AsyncIterator[tuple[int, list[Any]]]:
    """Pass connections on to a port; give the port that does, and the connections that were made."""
    relays: list[Any] = []

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
        writer.close()
        await writer.wait_closed()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        relays.append(asyncio.current_task())
        back, forth = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(copy(reader, forth), copy(back, writer))

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], relays
        await asyncio.gather(*relays)


async def test_the_connection_waits_for_the_next_turn_as_long_as_a_reply_lasts(
    embedded: EmbeddedServices,
) -> None:
    async with counting_relay(embedded.port) as (port, connections):
        service = dataclasses.replace(embedded.services.completion, endpoint=f"http://127.0.0.1:{port}")
        completer = Completer(service)
        await completer.warm(Settings())
        await answer(completer, Settings())
        await asyncio.sleep(6.0)  # longer than the SDK itself would keep it
        await answer(completer, Settings())
        await completer.close()
    assert len(connections) == 1


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_every_message_reaches_the_model_as_it_was(
    completer: Completer, embedded: EmbeddedServices, api: str
) -> None:
    messages: list[Message] = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What is “it”?\n\u0000"},
        {"role": "assistant", "content": ""},
        *QUESTION,
    ]
    await answer(completer, Settings(api=api), messages)
    sent = embedded.request_log.chat_requests[-1]
    assert sent["messages" if api == "chat" else "input"] == messages


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(
    "address",
    ["", "/", "/openai/v1", "/openai/v1/", "/openai/deployments/scripted/chat/completions", "plain"],
)
async def test_every_interface_is_asked_at_every_kind_of_address(
    embedded: EmbeddedServices, api: str, address: str
) -> None:
    completer = Completer(services_at(embedded, address))
    try:
        text, finish, _ = await answer(completer, Settings(api=api, max_tokens=50))
    finally:
        await completer.close()
    assert text == REPLY
    assert (finish.reason, finish.model) == ("stop", "scripted")
    assert (finish.prompt_tokens, finish.completion_tokens) == (3, 7)


@pytest.mark.parametrize(
    ("api", "path"),
    [
        ("chat", "/openai/deployments/scripted/chat/completions"),
        ("responses", "/openai/v1/responses"),
        ("completions", "/openai/deployments/scripted/completions"),
    ],
)
async def test_a_dated_version_is_used_where_the_interface_has_one(
    embedded: EmbeddedServices, completer: Completer, api: str, path: str
) -> None:
    await answer(completer, Settings(api=api))
    assert [request.path for request in embedded.request_log.requests if request.body] == [path]


@pytest.mark.parametrize("api", APIS)
async def test_every_interface_stops_at_the_most_tokens(completer: Completer, api: str) -> None:
    text, finish, _ = await answer(completer, Settings(api=api, max_tokens=3))
    assert (text, finish.reason, finish.completion_tokens) == ("It is this.", "length", 3)


@pytest.mark.parametrize("api", APIS)
async def test_the_reply_comes_token_by_token(completer: Completer, api: str) -> None:
    stream = completer.stream(QUESTION, Settings(api=api))
    pieces = [item.text async for item in stream if isinstance(item, Delta)]
    assert pieces == ["It", " is", " this.", " And", " it", " is", " that."]


@pytest.mark.parametrize("api", APIS)
async def test_a_reply_that_its_reader_leaves_is_closed_to_the_last_iterator(
    completer: Completer, api: str
) -> None:
    with no_iterator_left():
        async with contextlib.aclosing(completer.stream(QUESTION, Settings(api=api))) as stream:
            await anext(stream)
        await asyncio.sleep(0.1)  # the loop closes those that nobody holds


async def test_legacy_completions_are_asked_as_the_quickstart_asked(
    embedded: EmbeddedServices, completer: Completer
) -> None:
    await answer(completer, Settings(api="completions", temperature=None))
    (body,) = embedded.request_log.chat_requests
    assert (body["prompt"], body["max_tokens"]) == ("What is it?", 100)
    assert "stop" not in body


async def test_a_conversation_is_a_script_to_a_legacy_model(
    embedded: EmbeddedServices, completer: Completer
) -> None:
    messages: list[Message] = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "One?"},
        {"role": "assistant", "content": "Yes."},
        {"role": "user", "content": "Two?"},
    ]
    await answer(completer, Settings(api="completions"), messages)
    (body,) = embedded.request_log.chat_requests
    assert body["prompt"] == "Be brief.\nUser: One?\nAssistant: Yes.\nUser: Two?\nAssistant:"
    assert body["stop"] == ["\nUser:"]


async def test_responses_are_not_stored_at_the_service(
    embedded: EmbeddedServices, completer: Completer
) -> None:
    await answer(completer, Settings(api="responses", reasoning_effort="low"))
    (body,) = embedded.request_log.chat_requests
    assert body["store"] is False
    assert body["reasoning"] == {"effort": "low"}


async def test_a_reasoning_model_is_asked_in_its_own_terms(
    embedded: EmbeddedServices, completer: Completer
) -> None:
    embedded.faults.add("completion", RejectParameter(parameter="max_tokens", times=None))
    embedded.faults.add("completion", RejectParameter(parameter="temperature", times=None))
    text, _, notices = await answer(completer, Settings(reasoning_effort="minimal", max_tokens=64))
    body = embedded.request_log.chat_requests[-1]
    assert text == REPLY
    assert (body["max_completion_tokens"], body["reasoning_effort"]) == (64, "minimal")
    assert not {"max_tokens", "temperature"} & set(body)
    assert [notice.code for notice in notices] == ["parameter-left-out"]


async def test_a_model_that_only_thought_is_reported_with_its_remedy() -> None:
    with embedded_services(ScriptedEngines(reply="", finish_reason="length")) as thinking:
        completer = Completer(thinking.services.completion)
        with pytest.raises(CompletionError, match="raise max_tokens") as caught:
            await answer(completer, Settings())
        await completer.close()
    assert caught.value.code == "empty-reply"


@pytest.mark.parametrize("api", APIS)
def test_a_filtered_prompt_is_logged_with_category_and_severity(
    embedded: EmbeddedServices, session: Session, api: str
) -> None:
    embedded.faults.add("completion", FilterPrompt(category="self_harm"))
    session.settings = session.settings.replace(api=api)
    exchange = session.ask("Something bad")
    assert (exchange.outcome, exchange.error_code) == ("filtered", "content-filter")
    assert (exchange.filter_category, exchange.filter_severity) == ("self_harm", "medium")
    assert "self_harm, medium" in (exchange.error_message or "")
    row = session.log.df.iloc[0]
    assert (row["filter_category"], row["filter_severity"]) == ("self_harm", "medium")


@pytest.mark.parametrize("api", APIS)
def test_a_reply_cut_by_the_filter_is_spoken_as_far_as_it_came(
    embedded: EmbeddedServices, session: Session, api: str
) -> None:
    # Chat announces the speaker in an event of its own, responses in three.
    ahead = {"chat": 1, "responses": 3, "completions": 0}[api]
    embedded.faults.add("completion", FilterReply(after_messages=ahead + 3, category="hate"))
    session.settings = session.settings.replace(api=api)
    exchange = session.ask("Tell me.")
    assert (exchange.outcome, exchange.reply, exchange.spoken_text) == (
        "filtered",
        "It is this.",
        "It is this.",
    )
    assert (exchange.filter_category, exchange.error_code) == ("hate", "content-filter")
    assert exchange.spoken is not None
    assert session.ask("And now?").outcome == "completed"


def test_nothing_filtered_is_nothing_in_the_log(session: Session) -> None:
    exchange = session.ask("What is it?")
    assert exchange.filter_category is exchange.filter_severity is None


CAUSES = [
    (Refuse(status=401), "authentication", "AZURE_OPENAI_API_KEY"),
    (Refuse(status=403), "forbidden", "network settings"),
    (Refuse(status=404, code="DeploymentNotFound"), "not-found", "AZURE_OPENAI_DEPLOYMENT"),
    (Refuse(status=404), "not-found", "AZURE_OPENAI_ENDPOINT"),
    (Refuse(status=404), "not-found", "OPENAI_API_VERSION"),
    (Refuse(status=410, message="The model has been retired."), "model-retired", "AZURE_OPENAI_DEPLOYMENT"),
    (
        Refuse(status=404, message="The model `text-davinci-003` has been deprecated"),
        "model-retired",
        "AZURE_OPENAI_DEPLOYMENT",
    ),
    (
        Refuse(
            status=400,
            code="OperationNotSupported",
            message="The chatCompletion operation does not work with the specified model, gpt-35-turbo.",
        ),
        "wrong-api",
        "api='completions'",
    ),
    (Refuse(status=400, message="API version not supported"), "bad-version", "OPENAI_API_VERSION"),
    (Refuse(status=400, code="context_length_exceeded"), "too-long", "history_characters"),
    (Refuse(status=429, code="insufficient_quota"), "quota", "billing"),
]


@pytest.mark.parametrize(("fault", "code", "remedy"), CAUSES)
async def test_a_refusal_names_what_to_change(
    embedded: EmbeddedServices, completer: Completer, fault: Refuse, code: str, remedy: str
) -> None:
    embedded.faults.add("completion", dataclasses.replace(fault, times=None))
    with pytest.raises(CompletionError) as caught:
        await answer(completer, Settings())
    assert caught.value.code == code
    assert remedy in str(caught.value)
    assert embedded.key not in str(caught.value)


@pytest.mark.parametrize(("status", "name"), [(401, "OPENAI_API_KEY"), (404, "OPENAI_MODEL")])
async def test_a_server_that_is_not_azures_has_variables_of_its_own(
    embedded: EmbeddedServices, status: int, name: str
) -> None:
    embedded.faults.add("completion", Refuse(status=status))
    completer = Completer(services_at(embedded, "plain"))
    with pytest.raises(CompletionError, match=name) as caught:
        await answer(completer, Settings())
    await completer.close()
    assert "AZURE" not in str(caught.value)


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


async def test_each_interface_learns_by_itself_what_a_model_does_not_know(
    embedded: EmbeddedServices, completer: Completer
) -> None:
    embedded.faults.add("completion", RejectParameter(parameter="max_tokens", times=1))
    await answer(completer, Settings())
    await answer(completer, Settings(api="completions"))
    assert "max_tokens" in embedded.request_log.chat_requests[-1]


async def test_without_a_key_the_server_is_asked_all_the_same(embedded: EmbeddedServices) -> None:
    open_server = CompletionService.openai(f"http://127.0.0.1:{embedded.port}/v1", model="scripted")
    completer = Completer(open_server)
    with pytest.raises(CompletionError) as caught:  # this one has a key
        await answer(completer, Settings())
    await completer.close()
    assert caught.value.code == "authentication"
