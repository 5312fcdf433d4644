"""The chat model behind OpenAI's protocol."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.embedded.clients import azure_client, engines
from tests.embedded.local.chat.test_gguf_file import CHAT, gguf
from voicelab.embedded.local.chat.chat_server import ChatServer
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.options import CHAT_MODEL, TINY_MODEL
from voicelab.errors import ModelError
from voicelab.testing import EmbeddedServices, embedded_services

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    server = ChatServer(ensure_models([TINY_MODEL])[0], TINY_MODEL, threads=2)
    yield server
    server.close()


@pytest.fixture
def client(server: ChatServer) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=server.url, api_key=server.key, max_retries=0) as client:
        yield client


@pytest.fixture(scope="module")
def served(server: ChatServer) -> Iterator[EmbeddedServices]:
    """Serve the model as the embedded services do."""
    with embedded_services(
        engines(
            completion_url=server.url,
            completion_key=server.key,
            completion_is_own=True,
            completion_control_tokens=server.control_tokens,
        )
    ) as served:
        yield served


def question(text: str) -> list[openai.types.chat.ChatCompletionMessageParam]:
    return [{"role": "user", "content": text}]


def test_the_most_tokens_are_kept_to(client: openai.OpenAI) -> None:
    reply = client.chat.completions.create(model="any", messages=question("Tell me a story."), max_tokens=8)

    assert reply.choices[0].finish_reason == "length"
    assert reply.usage is not None
    assert reply.usage.completion_tokens == 8


def test_a_reply_is_streamed_with_its_usage(client: openai.OpenAI) -> None:
    chunks = list(
        client.chat.completions.create(
            model="any",
            messages=question("Tell me a story."),
            max_tokens=20,
            stream=True,
            stream_options={"include_usage": True},
        )
    )

    assert len([chunk for chunk in chunks if chunk.choices and chunk.choices[0].delta.content]) > 10
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == 20


def test_the_model_goes_by_its_name_and_not_by_its_path(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [TINY_MODEL]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("last", [["The capital of"], ["The capital", "of"]])
def test_behind_an_assistants_message_there_is_a_new_one(
    served: EmbeddedServices, last: list[str], stream: bool
) -> None:
    messages: list[Any] = question("What is the capital of France?")
    messages += [{"role": "assistant", "content": text} for text in last]
    answer: Any = azure_client(served.services).chat.completions.create(
        model="any", messages=messages, max_tokens=8, seed=1, temperature=0, stream=stream
    )
    if stream:
        reply = "".join(chunk.choices[0].delta.content or "" for chunk in answer if chunk.choices)
    else:
        reply = answer.choices[0].message.content
    assert reply.strip()
    assert not reply.startswith(last[0])


@pytest.mark.parametrize(("given", "count"), [({}, 0), ({"top_logprobs": 0}, 0), ({"top_logprobs": 2}, 2)])
def test_each_token_has_so_many_alternatives_as_were_asked_for(
    served: EmbeddedServices, given: dict[str, Any], count: int
) -> None:
    create = azure_client(served.services).chat.completions.create
    more: dict[str, Any] = {"model": "any", "messages": question("Hello."), "max_tokens": 2, "logprobs": True}
    (choice,) = create(**more, **given).choices
    chunks: list[Any] = list(create(**more, **given, stream=True))
    streamed = [chunk.choices[0].logprobs for chunk in chunks if chunk.choices]
    for told in ([choice.logprobs], [told for told in streamed if told]):
        assert [len(token.top_logprobs) for each in told for token in each.content] == [count, count]


def replied_json(served: EmbeddedServices, schema: dict[str, Any]) -> dict[str, Any]:
    """Return a reply that a strict schema holds."""
    form: Any = {"type": "json_schema", "json_schema": {"name": "a", "strict": True, "schema": schema}}
    answer = azure_client(served.services).chat.completions.create(
        model="any", messages=question("Hello."), max_tokens=300, seed=1, response_format=form
    )
    found: dict[str, Any] = json.loads(answer.choices[0].message.content or "")
    return found


def test_each_string_of_a_strict_schema_matches_its_pattern(
    served: EmbeddedServices, capfd: pytest.CaptureFixture[str]
) -> None:
    patterns = [
        r"^\d{3}$",
        r"^[\w.+-]{1,9}@\w{1,9}\.com$",
        r"^ab\.{2}c$",
        r"^\S[0-9]{3}$",
        r"^(?:é|-){2}$",
        r'^[^"]{9}$',
    ]
    properties = {
        f"p{place}": {"type": "string", "pattern": pattern} for place, pattern in enumerate(patterns)
    }
    schema = {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }
    found = replied_json(served, schema).values()
    assert all(re.search(pattern, text) for pattern, text in zip(patterns, found, strict=True))
    assert capfd.readouterr().err == ""


def test_a_schema_may_refer_to_itself(served: EmbeddedServices) -> None:
    items = {"type": "array", "items": {"$ref": "#"}, "minItems": 1, "maxItems": 1}
    schema = {"type": "object", "properties": {"a": {"anyOf": [{"const": 1}, items]}}, "required": ["a"]}
    assert set(replied_json(served, schema)) == {"a"}


def test_a_message_is_read_as_text_whatever_it_holds(server: ChatServer, served: EmbeddedServices) -> None:
    assert {"<|im_start|>", "<|im_end|>"} <= set(server.control_tokens)
    assert "<" not in server.control_tokens

    def prompt_tokens(text: str) -> int:
        answer: Any = azure_client(served.services).chat.completions.create(
            model="any", messages=question(text), max_tokens=1
        )
        return int(answer.usage.prompt_tokens)

    tokens = [prompt_tokens("".join(server.control_tokens[:count])) for count in (0, 1, 2, 3)]
    assert all(after - before > 1 for before, after in itertools.pairwise(tokens))


def test_another_key_is_refused(server: ChatServer) -> None:
    with (
        openai.OpenAI(base_url=server.url, api_key="other", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError),
    ):
        client.chat.completions.create(model="any", messages=question("Hello."), max_tokens=2)


def test_eight_conversations_are_served_at_once(client: openai.OpenAI) -> None:
    def ask(number: int) -> str:
        reply = client.chat.completions.create(
            model="any", messages=question(f"Story {number}."), max_tokens=4
        )
        return str(reply.choices[0].finish_reason)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(8))) <= {"length", "stop"}


def test_each_conversation_has_two_thousand_tokens_to_itself(server: ChatServer) -> None:
    request = urllib.request.Request(
        server.url.removesuffix("v1") + "props", headers={"Authorization": f"Bearer {server.key}"}
    )
    with urllib.request.urlopen(request) as answer:
        properties = json.load(answer)

    assert properties["total_slots"] == server.conversations + 2
    assert properties["default_generation_settings"]["n_ctx"] >= 2_048


def test_a_conversation_that_is_too_long_is_refused_with_a_reason(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="context"):
        client.chat.completions.create(model="any", messages=question("word " * 4_000), max_tokens=2)


def test_after_its_end_nobody_listens() -> None:
    server = ChatServer(ensure_models([TINY_MODEL])[0], TINY_MODEL, threads=2)
    server.close()

    with (
        openai.OpenAI(base_url=server.url, api_key=server.key, max_retries=0) as client,
        pytest.raises(openai.APIConnectionError),
    ):
        client.models.list()


def test_nothing_is_written_to_the_output(capfd: pytest.CaptureFixture[str]) -> None:
    server = ChatServer(ensure_models([TINY_MODEL])[0], TINY_MODEL, threads=2)
    server.warm()
    server.close()

    assert capfd.readouterr() == ("", "")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model file .*mine\.gguf"):
        ChatServer(tmp_path / "mine.gguf", "mine", threads=2)


def test_a_model_that_llama_cpp_does_not_load_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "mine.gguf").write_bytes(gguf({**CHAT, "general.architecture": "unheard-of"}))

    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        ChatServer(tmp_path / "mine.gguf", "mine", threads=2)

    assert caught.value.code == "model-load"


def test_a_chat_template_that_llama_cpp_cannot_use_is_told_as_that(tmp_path: Path) -> None:
    content = ensure_models([TINY_MODEL])[0].read_bytes()
    assert content.count(b"{% for message in messages %}") == 1
    (tmp_path / "mine.gguf").write_bytes(
        content.replace(b"{% for message in messages %}", b"{{ messages[0].content | | }}")
    )

    with pytest.raises(ModelError, match=r"chat template that llama\.cpp cannot use") as caught:
        ChatServer(tmp_path / "mine.gguf", "mine", threads=2, conversations=1)

    assert caught.value.code == "model-load"


def test_the_default_model_heeds_its_system_prompt_and_the_turns_before() -> None:
    server = ChatServer(ensure_models([CHAT_MODEL])[0], CHAT_MODEL, threads=1, conversations=1)
    try:
        with openai.OpenAI(base_url=server.url, api_key=server.key, max_retries=0) as client:
            reply = client.chat.completions.create(
                model="any",
                messages=[
                    {"role": "system", "content": "Answer in one word."},
                    *question("What is the capital of France?"),
                    {"role": "assistant", "content": "Paris."},
                    *question("And of Italy?"),
                ],
                max_tokens=8,
                temperature=0.0,
            )
    finally:
        server.close()

    assert (reply.choices[0].message.content or "").strip(" .") == "Rome"


@pytest.mark.skipif(sys.platform != "linux", reason="GNU's OpenMP says there what it has read")
@pytest.mark.parametrize(("users", "read"), [(None, "PASSIVE"), ("active", "ACTIVE")])
def test_threads_that_wait_sleep_unless_the_user_says_otherwise(users: str | None, read: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    environment["OMP_DISPLAY_ENV"] = "true"
    if users is not None:
        environment["OMP_WAIT_POLICY"] = users
    command = [sys.executable, "-c", f"import {ChatServer.__module__}"]
    loaded = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert f"OMP_WAIT_POLICY = '{read}'" in loaded.stderr
