"""The chat model behind OpenAI's protocol."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openai
import pytest

from tests.embedded.local.chat.test_gguf_file import gguf
from voicelab.embedded.local.chat.chat_server import ChatServer
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.options import CHAT_MODEL, TINY_MODEL
from voicelab.errors import ModelError

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

    assert properties["total_slots"] == 8
    assert properties["default_generation_settings"]["n_ctx"] >= 2_048


def test_a_conversation_that_is_too_long_is_refused_with_a_reason(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="context"):
        client.chat.completions.create(model="any", messages=question("word " * 4_000), max_tokens=2)


def test_conversations_of_one_system_prompt_are_read_once_however_they_alternate(
    client: openai.OpenAI,
) -> None:
    prompt: openai.types.chat.ChatCompletionMessageParam = {
        "role": "system",
        "content": "Answer shortly. " + "Never mention numbers. " * 20,
    }
    talks = [[prompt, *question(f"Tell me about {topic}.")] for topic in ("bees", "rivers", "Lisbon")]
    read_before = [0, 0, 0]

    for _ in range(3):
        for number, talk in enumerate(talks):
            reply = client.chat.completions.create(model="any", messages=talk, max_tokens=4)
            assert reply.usage is not None
            assert reply.usage.prompt_tokens_details is not None
            cached = reply.usage.prompt_tokens_details.cached_tokens
            assert cached is not None
            assert cached >= read_before[number] - 1
            read_before[number] = reply.usage.prompt_tokens
            talk += [
                {"role": "assistant", "content": reply.choices[0].message.content},
                *question("And more?"),
            ]


def test_a_new_conversation_finds_the_system_prompt_read(client: openai.OpenAI) -> None:
    prompt = "Answer shortly. " + "Be polite and say no names. " * 20
    cached = []
    for number in range(4):
        reply = client.chat.completions.create(
            model="any",
            messages=[{"role": "system", "content": prompt}, *question(f"Story {number}?")],
            max_tokens=2,
        )
        assert reply.usage is not None
        assert reply.usage.prompt_tokens_details is not None
        cached.append(reply.usage.prompt_tokens_details.cached_tokens or 0)

    assert cached[-1] > 100, cached


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
    content = gguf({"general.architecture": "unheard-of", "tokenizer.chat_template": "{{ messages }}"})
    (tmp_path / "mine.gguf").write_bytes(content)

    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        ChatServer(tmp_path / "mine.gguf", "mine", threads=2)

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
