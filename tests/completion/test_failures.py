"""Failures of completion, each with the variable or setting to change."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from tests.completion.answers import answer
from tests.completion.odd_server import OddAnswer, events, odd_server, whole
from tests.credentials import OPENAI_KEY, SERVER_KEY
from tests.embedded.clients import engines
from voicelab import RetryPolicy, Settings, Timeouts
from voicelab.completion.address_hints import address_hint
from voicelab.completion.completer import Completer
from voicelab.completion.failures import completion_error
from voicelab.embedded.options import EmbeddedOptions
from voicelab.errors import CompletionError, ConfigurationError
from voicelab.secret import Secret
from voicelab.services.endpoints import CompletionService
from voicelab.services.upstream import upstream_service
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
    (Refuse(status=400, message="Bad line: 'DOST /x?api-version=v1 HTTP/1.1'"), "bad-request", "setting"),
    (Refuse(status=400, code="context_length_exceeded"), "too-long", "shorten the system prompt"),
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


async def through_embedded(odd: OddAnswer, key: str = "none") -> CompletionError:
    """Return the error that a server of the user's makes behind the embedded services, not tried again."""
    async with odd_server(odd) as (server, _):
        passing_on = engines(completion_url=server.endpoint, completion_key=key)
        upstream = upstream_service(EmbeddedOptions(completion_url=server.endpoint, completion_model="mine"))
        with embedded_services(passing_on) as embedded:
            service = dataclasses.replace(embedded.services.completion, upstream=upstream)
            completer = Completer(service, Timeouts(retry=RetryPolicy().without_retries()))
            with pytest.raises(CompletionError) as caught:
                await answer(completer, Settings())
            await completer.close()
        assert f"The model 'local' at {server.endpoint} " in caught.value.message
    assert not re.search(r"AZURE|OPENAI_|support", str(caught.value))
    return caught.value


@pytest.mark.parametrize(
    ("status", "body", "code", "hint"),
    [
        (
            401,
            {"error": "Unauthorized"},
            "authentication",
            "Set VOICELAB_COMPLETION_KEY to a key of the server that VOICELAB_COMPLETION_URL names.",
        ),
        (
            404,
            {"error": {"message": "model 'mine' not found", "type": "api_error", "code": None}},
            "not-found",
            "Set VOICELAB_COMPLETION_MODEL to a model that the server has: most list theirs at http://127.0.0.1",
        ),
        (
            404,
            {"object": "error", "message": "The model `mine` does not exist.", "code": 404},
            "not-found",
            "Set VOICELAB_COMPLETION_MODEL to a model",
        ),
        (
            404,
            {"detail": "Not Found"},
            "not-found",
            "Check VOICELAB_COMPLETION_URL and VOICELAB_COMPLETION_MODEL.",
        ),
        (403, {"error": {"message": "No."}}, "forbidden", "Check that VOICELAB_COMPLETION_KEY"),
        (429, {"error": {"message": "Slow."}}, "throttled", "or raise the server's limits."),
        (500, {"error": "out of memory"}, "service-error", "the server that VOICELAB_COMPLETION_URL names"),
        (503, {"error": "loading"}, "service-unavailable", "the server that VOICELAB_COMPLETION_URL names"),
    ],
)
async def test_a_server_of_the_users_is_told_with_the_variables_that_name_it(
    status: int, body: object, code: str, hint: str
) -> None:
    error = await through_embedded(whole(body, status))

    assert error.code == code
    assert hint in error.hint


async def test_an_error_within_the_stream_of_a_server_of_the_users_is_told_alike() -> None:
    error = await through_embedded(events({"error": {"message": "model 'mine' not found", "code": 404}}))

    assert "Set VOICELAB_COMPLETION_MODEL" in error.hint


async def test_a_key_that_a_server_of_the_users_quotes_is_not_shown() -> None:
    key = SERVER_KEY
    error = await through_embedded(whole({"error": {"message": f"Bad key {key}."}}, 401), key=key)

    assert key not in str(error) + error.details


async def test_a_server_of_the_users_that_is_not_running_is_told_with_its_variable() -> None:
    with embedded_services(engines(completion_url="http://127.0.0.1:1/v1")) as embedded:
        completer = Completer(embedded.services.completion, Timeouts(retry=RetryPolicy().without_retries()))
        with pytest.raises(CompletionError, match="set VOICELAB_COMPLETION_URL") as caught:
            await answer(completer, Settings())
        await completer.close()
    assert "is not running at 127.0.0.1:1" in str(caught.value)


@pytest.mark.parametrize("url", ["http://user:secret@127.0.0.1:1/v1", "http://", "http://127.0.0.1:port/v1"])
def test_an_address_of_a_server_of_the_users_that_cannot_be_is_told_with_its_variable(url: str) -> None:
    with pytest.raises(ConfigurationError, match="Set VOICELAB_COMPLETION_URL to") as caught:
        upstream_service(EmbeddedOptions(completion_url=url))
    assert not re.search("OPENAI_|secret", str(caught.value))


def test_where_no_model_is_named_the_variable_of_that_service_is() -> None:
    for service, variable in (
        (CompletionService.openai("http://127.0.0.1:1/v1"), "OPENAI_MODEL"),
        (CompletionService.azure("https://name.openai.azure.com", key=OPENAI_KEY), "AZURE_OPENAI_DEPLOYMENT"),
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
    "a router": (
        429,
        said("Provider returned error", code=429, metadata={"raw": "m is rate-limited upstream."}),
        "throttled",
        "Provider returned error: m is rate-limited upstream.",
    ),
    "a router of JSON": (
        429,
        said(
            "Provider returned error",
            metadata={"raw": '{"error": {"message": "busy"}}', "provider_name": "X"},
        ),
        "throttled",
        "Provider returned error: busy.",
    ),
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


TOO_LONG: dict[str, tuple[str, dict[str, object]]] = {
    "OpenAI": (
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
        {"code": "context_length_exceeded"},
    ),
    "vLLM": (
        "This model's maximum context length is 4096 tokens. However, you requested 4200 tokens",
        {"code": 400},
    ),
    "llama.cpp": (
        "the request exceeds the available context size, try increasing it",
        {"code": 400, "type": "exceed_context_size_error"},
    ),
    "LM Studio": (
        "Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with "
        "context length of only 4096 tokens, which is not enough.",
        {},
    ),
    "LM Studio, newer": (
        "The number of tokens to keep from the initial prompt is greater than the context length.",
        {},
    ),
    "Ollama": ("the input length exceeds the context length", {}),
    "Gemini": (
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
        {"status": "INVALID_ARGUMENT"},
    ),
    "Anthropic": ("prompt is too long: 210000 tokens > 200000 maximum", {"type": "invalid_request_error"}),
    "Mistral": ("Prompt contains 40000 tokens, too large for model with 32768 maximum context length", {}),
    "xAI": ("This model's maximum prompt length is 131072 but the request contains 537812 tokens.", {}),
    "TGI": ("Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000", {}),
    "Groq": ("Please reduce the length of the messages or completion.", {}),
    "TabbyAPI": ("Prompt length 5000 is greater than max_seq_len 4096", {}),
    "SGLang": ("The input (5000 tokens) is longer than the model's context length (4096 tokens).", {}),
    "Cloudflare": (
        "The estimated number of tokens (5000) exceeded this model context window limit (4096)",
        {},
    ),
    "Moonshot": ("Invalid request: Your request exceeded model token limit: 8192", {}),
    "Qwen": ("Range of input length should be [1, 30720]", {}),
    "Bedrock": ("Input is too long for requested model.", {}),
    "GitHub": (
        "Request body too large for the model. Max size: 8000 tokens.",
        {"code": "tokens_limit_reached"},
    ),
    "LiteLLM": ("litellm.ContextWindowExceededError: OpenAIException", {"code": "400"}),
}


@pytest.mark.parametrize("as_event", [False, True])
async def test_a_text_that_is_too_long_is_told_as_that_in_any_servers_words(as_event: bool) -> None:
    wrong = []
    for server, (words, more) in TOO_LONG.items():
        body = said(words, **more)
        event = OddAnswer(pieces=(b"event: error\ndata: " + json.dumps(body).encode() + b"\n\n",))
        error = await failure(event if as_event else whole(body, 400))
        if error.code != "too-long" or "system prompt" not in error.hint or words[:40] not in error.message:
            wrong.append((server, str(error)))
    assert wrong == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ({"message": "temperature is too high", "code": 400}, "bad-request"),
        ({"message": "temperature is too high", "type": "invalid_request_error"}, "bad-request"),
        ({"message": "x", "type": "authentication_error"}, "authentication"),
        ({"message": "x", "type": "permission_error"}, "forbidden"),
        ({"message": "x", "status": "RESOURCE_EXHAUSTED"}, "throttled"),
        ({"message": "x", "status": "UNAVAILABLE"}, "service-unavailable"),
        ({"message": "x", "type": "server_error"}, "service-error"),
    ],
)
async def test_an_error_within_a_stream_never_has_the_advice_of_speech(error: object, code: str) -> None:
    found = await failure(OddAnswer(pieces=(f"data: {json.dumps({'error': error})}\n\n".encode(),)))
    assert found.code == code
    assert not re.search("language|voice|output format", found.hint)


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (
            "This is not a chat model and thus not supported in the v1/chat/completions endpoint. "
            "Did you mean to use v1/completions?",
            "Set api='completions'.",
        ),
        (
            "This is a chat model and not supported in the v1/completions endpoint. "
            "Did you mean to use v1/chat/completions?",
            "Set api='chat'.",
        ),
        (
            "This model is only supported in v1/responses and not in v1/chat/completions.",
            "Set api='responses'.",
        ),
        (
            "Model gpt-3.5-turbo-instruct is not supported with the Responses API.",
            "Set api='completions' for",
        ),
        ("The model does not support Chat Completions API", "Set api='completions' for"),
        ('"nomic-embed-text" does not support chat', "Set api='completions' for"),
    ],
)
async def test_the_wrong_interface_is_told_with_the_right_one(words: str, advice: str) -> None:
    for status in (400, 404):
        error = await failure(whole(said(words, type="invalid_request_error", param="model"), status))
        assert error.code == "wrong-api"
        assert error.hint.startswith(advice)
        assert error.message.endswith(words if words.endswith(("?", ".")) else f"{words}.")


@pytest.mark.parametrize(
    "body",
    [
        [said("API key not valid. Please pass a valid API key.", code=400, status="INVALID_ARGUMENT")],
        [said("API key expired. Please renew the API key.", code=400, status="INVALID_ARGUMENT")],
        said("Missing or invalid Authorization header.", code=400),
        {"code": "Client specified an invalid argument", "error": "Incorrect API key provided: xa***."},
        said("Invalid API Key", type="invalid_request_error"),
    ],
)
async def test_a_wrong_key_is_told_as_that_whatever_the_status(body: object) -> None:
    error = await failure(whole(body, 400))
    assert error.code == "authentication"
    assert "OPENAI_API_KEY" in error.hint


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (
            404,
            [
                said(
                    "models/m is not found for API version v1main, or is not supported for generateContent.",
                    code=404,
                    status="NOT_FOUND",
                )
            ],
        ),
        (400, [said("* GenerateContentRequest.model: unexpected model name format", code=400)]),
        (
            404,
            {
                "code": "Some requested entity was not found",
                "error": "The model m does not exist or your team",
            },
        ),
        (404, {"type": "error", "error": {"type": "not_found_error", "message": "model: m"}}),
        (400, said("Model Not Exist", type="invalid_request_error")),
        (400, said("Unknown model: m", code="unknown_model")),
    ],
)
async def test_a_model_that_is_not_there_is_told_as_that_in_any_servers_words(
    status: int, body: object
) -> None:
    error = await failure(whole(body, status))
    assert error.code == "not-found"
    assert "is not there: " in error.message
    assert "OPENAI_MODEL" in error.hint


@pytest.mark.parametrize(
    "body",
    [
        {"error": "No models loaded. Please load a model in the developer page."},
        said("No models loaded. Please load a model in the developer page."),
        said('{"error": "No models loaded. Please load a model in the developer page."}'),
    ],
)
async def test_a_model_that_is_not_loaded_is_to_be_loaded_at_the_server(body: object) -> None:
    error = await failure(whole(body, 400))
    assert error.code == "not-found"
    assert "is not loaded: No models loaded. Please load a model in the developer page." in error.message
    assert error.hint == "Load it at the server, or set OPENAI_MODEL to a model that is."


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("", "/v1"),
        ("/api/chat", "/v1"),
        ("/api/generate", "/v1"),
        ("/api", "/v1"),
        ("/ollama/api", "/ollama/v1"),
        ("/gw?tenant=a", "/gw/v1?tenant=a"),
        ("/gw/?tenant=a", "/gw/v1?tenant=a"),
    ],
)
async def test_an_address_that_leads_nowhere_is_told_how_it_should_be(path: str, right: str) -> None:
    missing = OddAnswer(pieces=(b"404 page not found",), status=404, content_type="text/plain")
    error = await failure(missing, path=path)
    assert re.search(rf"set OPENAI_BASE_URL=http://127\.0\.0\.1:\d+{re.escape(right)}\.$", error.hint)


async def test_the_list_of_models_is_named_with_the_query_of_the_address() -> None:
    error = await failure(whole(said("The model `m` does not exist"), 404), path="/gw/v1?tenant=a")
    assert "/gw/v1/models?tenant=a" in error.hint


def test_an_address_of_azures_is_told_both_ways_in_which_it_can_be_set() -> None:
    service = CompletionService.openai("https://x.openai.azure.com/models", key=OPENAI_KEY)
    assert address_hint(service) == (
        "It is of an Azure resource: set AZURE_OPENAI_ENDPOINT=https://x.openai.azure.com and "
        "AZURE_OPENAI_API_KEY, or OPENAI_BASE_URL=https://x.openai.azure.com/openai/v1."
    )


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("https://api.openai.com", "https://api.openai.com/v1"),
        ("https://openrouter.ai", "https://openrouter.ai/api/v1"),
        ("https://openrouter.ai/v1", "https://openrouter.ai/api/v1"),
        ("https://models.example.com/api", "https://models.example.com/api/v1"),
        ("https://api.groq.com/v1", "https://api.groq.com/openai/v1"),
        (
            "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent",
            "https://generativelanguage.googleapis.com/v1beta/openai",
        ),
    ],
)
def test_an_address_of_a_well_known_server_is_told_as_it_is(address: str, right: str) -> None:
    assert address_hint(CompletionService.openai(address, key=OPENAI_KEY)).endswith(
        f"OPENAI_BASE_URL={right}."
    )
    assert address_hint(CompletionService.openai(right, key=OPENAI_KEY)) == ""


FILTERED = {
    "innererror": {"content_filter_result": {"violence": {"filtered": True, "severity": "high"}}},
    "code": "content_filter",
    "message": "The response was filtered due to Azure OpenAI's content management policy.",
}
BEGUN = b'data: {"choices": [{"index": 0, "delta": {"content": "Well. "}}]}\n\n'


@pytest.mark.parametrize(
    ("api", "pieces"),
    [
        ("chat", (BEGUN, b"data: %b\n\n" % json.dumps({"error": FILTERED}).encode())),
        ("chat", (b"data: %b\n\n" % json.dumps({"error": FILTERED}).encode(),)),
        ("responses", (b"data: %b\n\n" % json.dumps({"type": "error", "error": FILTERED}).encode(),)),
        (
            "responses",
            (
                b"event: response.failed\ndata: %b\n\n"
                % json.dumps({"type": "response.failed", "response": {"error": FILTERED}}).encode(),
            ),
        ),
    ],
)
async def test_a_filter_within_a_stream_is_told_with_its_category(
    api: str, pieces: tuple[bytes, ...]
) -> None:
    async with odd_server(OddAnswer(pieces=pieces)) as (service, _):
        completer = Completer(service, Timeouts(retry=RetryPolicy().without_retries()))
        with pytest.raises(CompletionError) as caught:
            await answer(completer, Settings(api=api))
        await completer.close()
    assert caught.value.code == "content-filter"
    assert (
        "the prompt or the reply was stopped by the content filter (violence, high)" in caught.value.message
    )
    assert (caught.value.filter_category, caught.value.filter_severity) == ("violence", "high")


@pytest.mark.parametrize(
    "event",
    [
        {
            "type": "response.failed",
            "response": {"error": {"code": "context_length_exceeded", "message": "no"}},
        },
        {"type": "error", "error": {"code": "context_length_exceeded", "message": "no"}},
        {"type": "error", "code": "context_length_exceeded", "message": "no"},
    ],
)
async def test_a_text_too_long_within_a_stream_of_responses_is_told_as_that(event: dict[str, object]) -> None:
    stream = OddAnswer(pieces=(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode(),))
    async with odd_server(stream) as (service, _):
        completer = Completer(service, Timeouts(retry=RetryPolicy().without_retries()))
        with pytest.raises(CompletionError) as caught:
            await answer(completer, Settings(api="responses"))
        await completer.close()
    assert caught.value.code == "too-long"
    assert "system prompt" in caught.value.hint


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


@pytest.mark.parametrize(
    ("key", "host", "model"),
    [("ollama", "ollama", "llama3.2"), ("gate", "gate", "gate/qwen")],
)
async def test_a_host_and_a_model_are_shown_though_a_dummy_key_is_called_like_them(
    key: str, host: str, model: str
) -> None:
    service = CompletionService.openai(f"http://{host}:11434/v1", key=key, model=model)
    shown = str(completion_error(TimeoutError(), service, model))
    assert f"The model {model!r} at http://{host}:11434/v1 " in shown


async def test_a_model_is_shown_though_a_dummy_key_of_the_users_server_is_called_like_it() -> None:
    error = await through_embedded(whole(said("model 'lm-studio/mine' is gone"), 404), key="lm-studio")
    assert "model 'lm-studio/mine' is gone" in error.message


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


async def test_a_refusal_that_speaks_of_schemas_is_no_refused_schema_where_none_was_sent() -> None:
    reply = whole({"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}]})
    async with odd_server(whole(said("Blocked: the prompt names a JSON schema."), 400), reply) as (
        service,
        asked,
    ):
        completer = Completer(service, Timeouts(retry=RetryPolicy().without_retries()))
        with pytest.raises(CompletionError, match="Blocked"):
            await answer(completer, Settings())
        await completer.close()
    assert len(asked) == 1
