"""Completion, driven by the real openai SDK, under Azure's routes and the plain ones."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import openai
import pytest

from tests.embedded.clients import azure_client, plain_client
from voicelab.testing import (
    CutStream,
    Drop,
    EmbeddedServices,
    FilterPrompt,
    FilterReply,
    Garbage,
    Hang,
    Refuse,
    RejectParameter,
    ScriptedEngines,
    embedded_services,
)

HELLO: list[Any] = [{"role": "user", "content": "Hello, you there."}]
REPLY = "Hello there. How can I help you today?"


def chunks_of(client: openai.OpenAI, **more: Any) -> list[Any]:
    return list(client.chat.completions.create(model="scripted", messages=HELLO, stream=True, **more))


def text_of(chunks: list[Any]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


@pytest.fixture(params=["azure", "/openai/v1/", "/v1/"])
def client(request: pytest.FixtureRequest, scripted: EmbeddedServices) -> openai.OpenAI:
    if request.param == "azure":
        return azure_client(scripted.services)
    return plain_client(scripted.services, base=request.param)


def test_a_chat_is_answered(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(model="scripted", messages=HELLO)
    assert answer.choices[0].message.content == REPLY
    assert answer.choices[0].finish_reason == "stop"
    assert answer.model == "scripted"
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (3, 8)


def test_a_chat_is_streamed(client: openai.OpenAI) -> None:
    chunks = chunks_of(client)
    assert text_of(chunks) == REPLY
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"


def test_usage_comes_last_and_only_when_asked_for(client: openai.OpenAI) -> None:
    with_usage = chunks_of(client, stream_options={"include_usage": True})
    assert with_usage[-1].usage.completion_tokens == 8
    assert with_usage[-1].choices == []
    without = chunks_of(client)
    assert text_of(without) == REPLY
    assert all(chunk.usage is None for chunk in without)


@pytest.mark.parametrize("parameter", ["max_tokens", "max_completion_tokens"])
def test_the_most_tokens_cut_the_reply(client: openai.OpenAI, parameter: str) -> None:
    limit: dict[str, Any] = {parameter: 3}
    answer = client.chat.completions.create(model="scripted", messages=HELLO, **limit)
    assert answer.choices[0].message.content == "Hello there. How"
    assert answer.choices[0].finish_reason == "length"


def test_the_older_completions_are_answered_and_streamed(client: openai.OpenAI) -> None:
    assert client.completions.create(model="scripted", prompt="Hi").choices[0].text == REPLY
    stream = client.completions.create(model="scripted", prompt="Hi", stream=True)
    assert "".join(chunk.choices[0].text for chunk in stream if chunk.choices) == REPLY


def test_an_older_completions_prompt_is_asked_as_a_users_message() -> None:
    asked = "Say it again: you."
    script = ScriptedEngines(reply=lambda messages: f"{messages[-1]['role']}: {messages[-1]['content']}")
    with embedded_services(script) as embedded:
        answer = azure_client(embedded.services).completions.create(model="m", prompt=[asked], max_tokens=50)
    assert answer.choices[0].text == f"user: {asked}"
    assert (answer.object, answer.choices[0].finish_reason) == ("text_completion", "stop")
    assert answer.usage is not None


def test_an_endpoint_that_ends_with_a_slash_may_double_it(scripted: EmbeddedServices) -> None:
    key = scripted.services.completion.key
    assert key is not None
    request = urllib.request.Request(
        f"http://127.0.0.1:{scripted.port}//openai/deployments/m/completions?api-version=2022-12-01",
        data=json.dumps({"prompt": "Hi", "max_tokens": 100}).encode(),
        headers={"api-key": key.reveal(), "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        assert json.load(response)["choices"][0]["text"] == REPLY


def test_an_older_completion_has_16_tokens_where_no_limit_is_set() -> None:
    with embedded_services(ScriptedEngines(reply="word " * 40)) as embedded:
        answer = azure_client(embedded.services).completions.create(model="m", prompt="Hi")
    assert len(answer.choices[0].text.split()) == 16
    assert answer.choices[0].finish_reason == "length"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"prompt": ["a", "b"]}, "one prompt a request, not 2"),
        ({"prompt": [1, 2, 3]}, "tokens are not taken here"),
        ({"prompt": None}, "must be a text"),
        ({"prompt": "a", "suffix": "b"}, "'suffix' is not supported"),
        ({"prompt": "a", "logprobs": 3}, "'logprobs' is not supported"),
        ({"prompt": "a", "best_of": 2}, "'best_of' is not supported"),
        ({"prompt": "a", "echo": True}, "'echo' is not supported"),
    ],
)
def test_what_no_chat_model_completes_is_refused_in_a_sentence(
    scripted: EmbeddedServices, asked: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(openai.BadRequestError, match=sentence):
        azure_client(scripted.services).completions.create(model="m", **asked)


@pytest.mark.parametrize("stream", [False, True])
def test_the_filter_stops_an_older_completion_too(scripted: EmbeddedServices, stream: bool) -> None:
    scripted.faults.add("completion", FilterReply(category="violence"))
    answer: Any = azure_client(scripted.services).completions.create(model="m", prompt="Hi", stream=stream)
    last = list(answer)[-1] if stream else answer
    assert (last.choices[0].text, last.choices[0].finish_reason) == ("", "content_filter")


@pytest.mark.parametrize("base", ["/openai/v1/", "/v1/"])
def test_responses_are_answered_and_streamed(scripted: EmbeddedServices, base: str) -> None:
    client = plain_client(scripted.services, base=base)
    assert client.responses.create(model="scripted", input="Hi").output_text == REPLY
    stream = client.responses.create(model="scripted", input="Hi", stream=True)
    assert "".join(event.delta for event in stream if event.type == "response.output_text.delta") == REPLY


def test_azures_client_has_responses(scripted: EmbeddedServices) -> None:
    client = azure_client(scripted.services)
    assert client.responses.create(model="scripted", input="Hi").output_text == REPLY


def test_every_answer_has_a_request_id(client: openai.OpenAI, scripted: EmbeddedServices) -> None:
    answer = client.chat.completions.create(model="scripted", messages=HELLO)
    assert answer._request_id
    scripted.faults.add("completion", Refuse(status=500))
    with pytest.raises(openai.InternalServerError) as refused:
        client.chat.completions.create(model="scripted", messages=HELLO)
    assert refused.value.request_id


def test_the_models_are_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list().data] == ["scripted"]


def test_azures_streams_begin_with_the_verdict_on_the_prompt(scripted: EmbeddedServices) -> None:
    first = chunks_of(azure_client(scripted.services))[0]
    assert first.choices == []
    assert (
        first.model_extra["prompt_filter_results"][0]["content_filter_results"]["hate"]["filtered"] is False
    )


def test_plain_streams_begin_with_a_choice(scripted: EmbeddedServices) -> None:
    assert chunks_of(plain_client(scripted.services))[0].choices


def test_any_deployment_is_served_by_its_name(scripted: EmbeddedServices) -> None:
    answer = azure_client(scripted.services).chat.completions.create(model="my-gpt", messages=HELLO)
    assert answer.model == "my-gpt"
    assert scripted.request_log.requests[-1].path == "/openai/deployments/my-gpt/chat/completions"
    assert scripted.request_log.requests[-1].query["api-version"] == "2024-10-21"


def test_the_request_is_seen_without_the_key(scripted: EmbeddedServices) -> None:
    azure_client(scripted.services).chat.completions.create(
        model="scripted", messages=HELLO, temperature=0.3, max_tokens=7
    )
    sent = scripted.request_log.chat_requests[0]
    assert (sent["messages"], sent["temperature"], sent["max_tokens"]) == (HELLO, 0.3, 7)
    assert scripted.key not in repr(scripted.request_log)


def test_tokens_pass_through_as_they_come() -> None:
    script = ScriptedEngines(first_token_seconds=0.2, tokens_per_second=10.0)
    with embedded_services(script) as embedded:
        started = time.monotonic()
        stream = azure_client(embedded.services).chat.completions.create(
            model="scripted", messages=HELLO, stream=True
        )
        times = [
            time.monotonic() - started
            for chunk in stream
            if chunk.choices and (chunk.choices[0].delta.content or "")
        ]
    assert times[0] >= 0.2
    assert times[-1] - times[0] >= 0.5


def test_a_client_that_leaves_does_not_hold_up_the_services() -> None:
    with embedded_services(ScriptedEngines(tokens_per_second=0.1)) as embedded:
        stream = azure_client(embedded.services).chat.completions.create(
            model="scripted", messages=HELLO, stream=True
        )
        next(iter(stream))
        stream.close()
        started = time.monotonic()
    assert time.monotonic() - started < 20.0


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (403, openai.PermissionDeniedError),
        (404, openai.NotFoundError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
        (503, openai.InternalServerError),
    ],
)
def test_a_refusal_has_its_class_and_azures_shape_and_then_heals(
    scripted: EmbeddedServices, status: int, kind: type[openai.APIStatusError]
) -> None:
    scripted.faults.add("completion", Refuse(status=status, times=2))
    client = azure_client(scripted.services)
    for _ in range(2):
        with pytest.raises(kind) as refused:
            chunks_of(client)
        assert isinstance(refused.value.body, dict)
        assert refused.value.body["code"]
        assert refused.value.body["message"]
    assert text_of(chunks_of(client)) == REPLY


def test_too_many_requests_say_when_to_come_back(scripted: EmbeddedServices) -> None:
    scripted.faults.add("completion", Refuse(status=429, retry_after_seconds=7))
    with pytest.raises(openai.RateLimitError) as refused:
        chunks_of(azure_client(scripted.services))
    assert refused.value.response.headers["retry-after"] == "7"


def test_an_unknown_deployment_is_azures_404(scripted: EmbeddedServices) -> None:
    scripted.faults.add("completion", Refuse(status=404, code="DeploymentNotFound"))
    with pytest.raises(openai.NotFoundError) as refused:
        chunks_of(azure_client(scripted.services))
    assert refused.value.code == "DeploymentNotFound"
    assert "does not exist" in refused.value.message


def test_a_filtered_prompt_names_the_category(scripted: EmbeddedServices) -> None:
    scripted.faults.add("completion", FilterPrompt(category="hate"))
    with pytest.raises(openai.BadRequestError) as refused:
        chunks_of(azure_client(scripted.services))
    assert refused.value.code == "content_filter"
    assert isinstance(refused.value.body, dict)
    result = refused.value.body["innererror"]["content_filter_result"]
    assert (result["hate"]["filtered"], result["violence"]["filtered"]) == (True, False)


def test_a_filtered_reply_ends_in_mid_stream(client: openai.OpenAI, scripted: EmbeddedServices) -> None:
    scripted.faults.add("completion", FilterReply(after_messages=4))
    chunks = chunks_of(client)
    assert text_of(chunks) == "Hello there. How"
    assert chunks[-1].choices[0].finish_reason == "content_filter"


def test_a_filtered_reply_in_one_has_no_text(scripted: EmbeddedServices) -> None:
    scripted.faults.add("completion", FilterReply())
    answer = azure_client(scripted.services).chat.completions.create(model="scripted", messages=HELLO)
    assert answer.choices[0].finish_reason == "content_filter"
    assert not answer.choices[0].message.content


@pytest.mark.parametrize(
    ("parameter", "given", "code"),
    [
        ("max_tokens", {"max_tokens": 5}, "unsupported_parameter"),
        ("temperature", {"temperature": 0.2}, "unsupported_value"),
        ("stream_options", {"stream_options": {"include_usage": True}}, "unrecognized_argument"),
    ],
)
def test_a_rejected_parameter_is_named_and_without_it_all_is_well(
    scripted: EmbeddedServices, parameter: str, given: dict[str, Any], code: str
) -> None:
    scripted.faults.add("completion", RejectParameter(parameter=parameter))
    client = azure_client(scripted.services)
    with pytest.raises(openai.BadRequestError) as refused:
        chunks_of(client, **given)
    assert refused.value.code == code
    assert parameter in refused.value.message
    assert text_of(chunks_of(client)) == REPLY


def test_max_tokens_are_refused_with_the_remedy(scripted: EmbeddedServices) -> None:
    scripted.faults.add("completion", RejectParameter(parameter="max_tokens"))
    with pytest.raises(openai.BadRequestError, match="max_completion_tokens"):
        chunks_of(azure_client(scripted.services), max_tokens=5)


def test_a_cut_stream_ends_with_no_finish_reason(scripted: EmbeddedServices) -> None:
    scripted.faults.add("completion", CutStream(after_messages=3))
    chunks = chunks_of(azure_client(scripted.services))
    assert text_of(chunks) == "Hello there."
    assert all(chunk.choices[0].finish_reason is None for chunk in chunks if chunk.choices)


def test_a_dropped_connection_raises_in_mid_stream(scripted: EmbeddedServices) -> None:
    scripted.faults.add("completion", Drop(after_messages=3))
    received: list[Any] = []
    with pytest.raises(openai.APIConnectionError):
        received.extend(
            azure_client(scripted.services).chat.completions.create(
                model="scripted", messages=HELLO, stream=True
            )
        )


def test_garbage_in_the_stream_raises(scripted: EmbeddedServices) -> None:
    scripted.faults.add("completion", Garbage(after_messages=2))
    with pytest.raises(ValueError, match="Expecting"):
        chunks_of(azure_client(scripted.services))


def test_a_model_that_hangs_meets_the_clients_own_time_out(scripted: EmbeddedServices) -> None:
    scripted.faults.add("completion", Hang(after_messages=3))
    client = azure_client(scripted.services).with_options(timeout=0.5)
    with pytest.raises(openai.APITimeoutError):
        chunks_of(client)


def test_a_body_that_is_not_json_is_a_400(scripted: EmbeddedServices) -> None:
    client = plain_client(scripted.services)
    with pytest.raises(openai.BadRequestError):
        client.post("/chat/completions", body=["no object"], cast_to=object)


def test_azures_routes_ask_for_an_api_version(scripted: EmbeddedServices) -> None:
    client = plain_client(scripted.services, base="/openai/deployments/scripted/")
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="scripted", messages=HELLO)


@pytest.mark.parametrize("version", ["nonsense", "2024-10", "v2"])
def test_azures_routes_have_no_version_of_that_name(scripted: EmbeddedServices, version: str) -> None:
    client, query = azure_client(scripted.services), {"api-version": version}
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="scripted", messages=HELLO, extra_query=query)
    with pytest.raises(openai.NotFoundError):
        client.responses.create(model="scripted", input="Hi", extra_query=query)


def test_replies_may_follow_the_messages() -> None:
    answer: Callable[[list[dict[str, Any]]], str] = lambda messages: messages[-1]["content"].upper()  # noqa: E731
    with embedded_services(ScriptedEngines(reply=answer)) as embedded:
        assert text_of(chunks_of(azure_client(embedded.services))) == "HELLO, YOU THERE."


def test_replies_may_be_a_list_whose_last_repeats() -> None:
    with embedded_services(ScriptedEngines(reply=["One.", "Two."])) as embedded:
        client = azure_client(embedded.services)
        assert [text_of(chunks_of(client)) for _ in range(3)] == ["One.", "Two.", "Two."]
