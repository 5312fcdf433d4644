"""Each interface of a model, asked by the real openai SDK at every kind of address."""

from __future__ import annotations

import pytest

from tests.completion.answers import APIS, QUESTION, REPLY, answer
from voicelab import Settings
from voicelab.completion.completer import Completer
from voicelab.completion.messages import Message
from voicelab.secret import Secret
from voicelab.services.endpoints import CompletionService
from voicelab.testing import (
    EmbeddedServices,
    RejectParameter,
)


def services_at(embedded: EmbeddedServices, address: str) -> CompletionService:
    """Return the completion service at an address of each kind that people have."""
    base, key = f"http://127.0.0.1:{embedded.port}", Secret(embedded.key)
    if address == "plain":
        return CompletionService(api="openai", endpoint=f"{base}/v1", key=key, deployment="scripted")
    return CompletionService.azure(base + address, key=key, deployment="scripted")


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


async def test_each_interface_learns_by_itself_what_a_model_does_not_know(
    embedded: EmbeddedServices, completer: Completer
) -> None:
    embedded.faults.add("completion", RejectParameter(parameter="max_tokens", times=1))
    await answer(completer, Settings())
    await answer(completer, Settings(api="completions"))
    assert "max_tokens" in embedded.request_log.chat_requests[-1]
