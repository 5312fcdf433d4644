"""Failures of completion, each with the variable or setting to change."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from tests.completion.answers import answer
from tests.completion.odd_server import OddAnswer, odd_server, whole
from voicelab import RetryPolicy, Settings, Timeouts
from voicelab.completion.completer import Completer
from voicelab.errors import CompletionError
from voicelab.secret import Secret
from voicelab.services.endpoints import CompletionService
from voicelab.testing import (
    EmbeddedServices,
    Refuse,
    ScriptedEngines,
    embedded_services,
)


def services_at(embedded: EmbeddedServices, address: str) -> CompletionService:
    """Return the completion service at an address of each kind that people have."""
    base, key = f"http://127.0.0.1:{embedded.port}", Secret(embedded.key)
    if address == "plain":
        return CompletionService(api="openai", endpoint=f"{base}/v1", key=key, deployment="scripted")
    return CompletionService.azure(base + address, key=key, deployment="scripted")


async def failure(odd: OddAnswer, *, path: str = "/v1", key: str | None = None) -> CompletionError:
    """Return the error that an answer makes, not tried again."""
    async with odd_server(odd, path=path, key=key) as (service, _):
        completer = Completer(service, Timeouts(retry=RetryPolicy().without_retries()))
        with pytest.raises(CompletionError) as caught:
            await answer(completer, Settings())
        await completer.close()
    return caught.value


async def test_a_model_that_only_thought_is_reported_with_its_remedy() -> None:
    with embedded_services(ScriptedEngines(reply="", finish_reason="length")) as thinking:
        completer = Completer(thinking.services.completion)
        with pytest.raises(CompletionError, match="raise max_tokens") as caught:
            await answer(completer, Settings())
        await completer.close()
    assert caught.value.code == "empty-reply"


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


def test_where_no_model_is_named_the_variable_of_that_service_is() -> None:
    for service, variable in (
        (CompletionService.openai("http://127.0.0.1:1/v1"), "OPENAI_MODEL"),
        (CompletionService.azure("https://name.openai.azure.com", key="k"), "AZURE_OPENAI_DEPLOYMENT"),
    ):
        with pytest.raises(CompletionError) as caught:
            Completer(service, Timeouts()).deployment(Settings())
        assert caught.value.code == "missing-deployment"
        assert f"Set {variable} to" in caught.value.hint


def said(message: str, **more: object) -> dict[str, object]:
    return {"error": {"message": message, **more}}


OTHERS = {
    "Ollama, not pulled": (
        404,
        said('model "m" not found, try pulling it first'),
        "not-found",
        "OPENAI_MODEL",
    ),
    "OpenAI": (404, said("The model `m` does not exist", code="model_not_found"), "not-found", "/models"),
    "LM Studio": (400, said("No models loaded. Please load one."), "not-found", "OPENAI_MODEL"),
    "OpenRouter": (400, said("m is not a valid model ID", code=400), "not-found", "OPENAI_MODEL"),
    "vLLM": (
        404,
        {"object": "error", "message": "The model `m` does not exist."},
        "not-found",
        "OPENAI_MODEL",
    ),
    "no credit": (402, said("Insufficient Balance"), "quota", "credit"),
    "too large": (
        413,
        said("Request too large for model `m`", code="rate_limit_exceeded"),
        "too-long",
        "max_tokens",
    ),
    "FastAPI": (
        422,
        {"detail": [{"loc": ["body", "temperature"], "msg": "Input should be less than 1"}]},
        "bad-request",
        "body.temperature: Input should be less than 1",
    ),
    "country": (403, said("Country, region, or territory not supported"), "forbidden", "from where you are"),
    "retired": (410, said("The model `m` has been decommissioned"), "model-retired", "a current model"),
    "a bad gateway": (502, "<html><title>502 Bad Gateway</title></html>", "service-error", "502 Bad Gateway"),
    "list": (500, [said("boom")], "service-error", "boom"),
    "text in error": (500, {"error": "boom"}, "service-error", "boom"),
    "overloaded": (503, said("Loading model"), "service-unavailable", "Loading model"),
    "filter": (400, said("no", code="content_filter"), "content-filter", "other words"),
}


@pytest.mark.parametrize("kind", OTHERS)
async def test_other_servers_speak_for_themselves_without_azures_advice(kind: str) -> None:
    status, body, code, remedy = OTHERS[kind]
    answer = (
        whole(body, status)
        if not isinstance(body, str)
        else OddAnswer(pieces=(body.encode(),), status=status, content_type="text/html")
    )
    error = await failure(answer)
    assert error.code == code
    assert remedy in str(error)
    assert not re.search(r"azure|deploy|portal", str(error), re.IGNORECASE)
    if isinstance(body, dict) and "error" in body and code != "content-filter":
        words = body["error"] if isinstance(body["error"], str) else body["error"]["message"]
        assert words.rstrip(".") in error.message


@pytest.mark.parametrize(
    ("path", "advice"),
    [("", "set OPENAI_BASE_URL=http://127.0.0.1:"), ("/v1", "Check OPENAI_BASE_URL and OPENAI_MODEL")],
)
@pytest.mark.parametrize("status", [404, 405])
async def test_an_address_without_its_version_is_told_how_it_should_be(
    path: str, advice: str, status: int
) -> None:
    answer = OddAnswer(pieces=(b"404 page not found",), status=status, content_type="text/plain")
    error = await failure(answer, path=path)
    assert error.code == "not-found"
    assert "404 page not found" in error.message
    assert advice in error.hint
    assert ("/v1." in error.hint) is (path == "")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (whole({"error": "Unexpected endpoint or method. (POST /chat/completions)"}), "not-found"),
        (whole({"message": "Welcome"}), "bad-answer"),
        (OddAnswer(pieces=(b"<title>UI</title>",), content_type="text/html"), "bad-answer"),
    ],
)
async def test_a_good_status_at_an_address_without_its_version_is_told_alike(
    answer: OddAnswer, code: str
) -> None:
    error = await failure(answer, path="")
    assert error.code == code
    assert re.search(r"set OPENAI_BASE_URL=http://127\.0\.0\.1:\d+/v1\.", error.hint)


async def test_a_key_that_a_server_quotes_is_not_shown() -> None:
    key = "sk-" + "x9Y" * 12
    for length in (10, 280, 290):
        error = await failure(whole(said(f"{'word ' * (length // 5)}{key} is wrong"), 401), key=key)
        assert key[:8] not in str(error)
        assert key not in error.details


async def test_a_key_that_a_server_breaks_into_lines_is_not_shown() -> None:
    key = "sk-proj-" + "x9Y" * 12
    for quoted in (f"{key[:20]}\n{key[20:]}", f"{key[:9]} {key[9:30]}\r\n  {key[30:]}", key[:30]):
        error = await failure(whole(said(f"Bad key:\n{quoted} ends."), 401), key=key)
        for text in (error.message, error.details):
            assert "x9Y" not in text
            assert "Bad key:" in text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("45", "45 s"),
        ("2099", "35 min"),
        ("10000", "3 h"),
        ("Wed, 21 Oct 2099 07:28:00 GMT", ""),
        ("9e99", ""),
        ("nan", ""),
        ("soon", ""),
        ("Wed, 99 Oct 99999 07:28:00 GMT", ""),
    ],
)
async def test_the_wait_that_a_server_asks_for_is_shown_as_people_say_it(value: str, shown: str) -> None:
    body = json.dumps(said("slow down")).encode()
    error = await failure(OddAnswer(pieces=(body,), status=429, headers={"Retry-After": value}))
    assert error.code == "throttled"
    assert ("asks to wait" in error.message) is bool(shown)
    assert shown in error.message


@pytest.mark.parametrize(
    "body",
    [
        {"detail": [{"loc": ["body", "stream_options"], "msg": "Extra inputs are not permitted"}]},
        said("Unrecognized request argument supplied: stream_options"),
        {"message": "stream_options is not supported by this model"},
    ],
)
@pytest.mark.parametrize("status", [400, 422])
async def test_a_parameter_that_a_server_does_not_know_is_left_out(body: object, status: int) -> None:
    reply = whole({"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}]})
    async with odd_server(whole(body, status), reply) as (service, asked):
        completer = Completer(service)
        text, _, _ = await answer(completer, Settings())
        await completer.close()
    assert text == "Yes."
    assert ["stream_options" in request for request in asked] == [True, False]


@pytest.mark.parametrize(
    "end", ["/", "/chat/completions", "/chat/completions/", "/responses", "/models", "#x"]
)
async def test_the_address_of_a_call_is_as_good_as_the_base_address(end: str) -> None:
    reply = whole({"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}]})
    async with odd_server(reply, path=f"/v1{end}") as (service, asked):
        completer = Completer(service)
        await answer(completer, Settings())
        await completer.close()
    assert [request["path"] for request in asked] == ["/v1/chat/completions"]


async def test_the_query_of_an_address_goes_with_each_request() -> None:
    reply = whole({"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}]})
    async with odd_server(reply, path="/v1?x=1") as (service, asked):
        completer = Completer(service)
        await answer(completer, Settings())
        await completer.close()
    assert [request["path"] for request in asked] == ["/v1/chat/completions?x=1"]


async def test_what_a_server_says_cannot_move_the_terminals_cursor() -> None:
    error = await failure(whole(said("no\x1b[2J\r\nmore\u202e"), 400))
    assert error.message.isprintable()
    assert ": no more. " in f"{error.message} "
