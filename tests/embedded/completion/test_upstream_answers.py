"""Answers in one of a server of the user's that are none: an error in Azure's shape, and no traceback."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest

from tests.completion.odd_server import OddAnswer, odd_server, whole
from tests.credentials import SERVER_KEY
from tests.embedded.clients import engines
from voicelab.testing import embedded_services

PAGE = OddAnswer(
    pieces=(b"<!doctype html><html><title>Open WebUI</title>" + SERVER_KEY.encode(),),
    content_type="text/html",
)
LM_STUDIO = whole({"error": f"Unexpected endpoint or method. (POST /chat/completions, {SERVER_KEY})"})


@contextlib.asynccontextmanager
async def behind(*answers: OddAnswer, models: OddAnswer | None = None) -> AsyncIterator[openai.AsyncOpenAI]:
    """Give a client of embedded services behind which a server gives these answers."""
    async with odd_server(*answers, models=models) as (server, _):
        with embedded_services(
            engines(completion_url=server.endpoint, completion_key=SERVER_KEY)
        ) as embedded:
            base = f"http://127.0.0.1:{embedded.port}/v1"
            async with openai.AsyncOpenAI(base_url=base, api_key=embedded.key, max_retries=0) as client:
                yield client


ODD = {
    "a page": (PAGE, "answered with a web page: Open WebUI"),
    "nothing": (OddAnswer(content_type="application/json"), "answered with status 200 and nothing else"),
    "no content": (OddAnswer(status=204), "answered with status 204 and nothing else"),
    "a list": (whole([{"id": "a"}]), "answered with JSON that is no"),
    "an error": (LM_STUDIO, "answered with an error: Unexpected endpoint or method."),
    "a sentence": (
        OddAnswer(pieces=(b"upstream connect error",), content_type="text/plain"),
        "upstream conn",
    ),
    "numbers": (whole({"choices": [1], "output": [1], "data": [1]}), "answered with JSON that is no"),
    "cut": (OddAnswer(pieces=(b'{"id"',), headers={"Content-Length": "5000"}, is_cut=True), "broke off"),
    "not gzip": (OddAnswer(pieces=(b"{}",), headers={"Content-Encoding": "gzip"}), "broke off its answer"),
    "without a bottom": (OddAnswer(pieces=(b"[" * 100_000,)), "answered with what is no JSON"),
    "a circle": (
        OddAnswer(status=307, headers={"Location": "/v1/chat/completions"}),
        "redirects to http://127.0.0.1:",
    ),
    "not modified": (OddAnswer(status=304), "answered with status 304"),
}


async def refusal(asked: Any) -> str:
    with pytest.raises(openai.InternalServerError) as caught:
        await asked
    error = caught.value
    assert error.status_code == 502
    assert isinstance(error.body, dict)
    assert error.body["code"] == "502"
    assert SERVER_KEY not in str(error.body)
    return str(error.body["message"])


async def test_what_is_no_answer_is_told_with_what_came_and_from_where(
    caplog: pytest.LogCaptureFixture,
) -> None:
    nulls = {"choices": None, "output": None}
    odd = {**ODD, "nulls": (whole(nulls), "answered with JSON that is no")}
    question: Any = [{"role": "user", "content": "Hi"}]
    async with behind(*(answer for answer, _ in odd.values() for _ in range(3))) as client:
        for _, words in odd.values():
            for path, asked in (
                ("chat/completions", client.chat.completions.create(model="m", messages=question)),
                ("chat/completions", client.completions.create(model="m", prompt="Hi")),
                ("responses", client.responses.create(model="m", input="Hi")),
            ):
                message = await refusal(asked)
                assert words in message
                assert f"/v1/{path} " in message
                assert "VOICELAB_COMPLETION_URL" in message or "Try again" in message
    assert not caplog.records


@pytest.mark.parametrize("kind", ["a page", "a list", "an error", "numbers", "cut"])
async def test_what_is_no_list_of_models_is_told_alike(kind: str) -> None:
    answer, words = ODD[kind]
    async with behind(models=answer) as client:
        for asked in (client.models.retrieve("m"), client.models.list()):
            message = await refusal(asked)
            assert words in message
            assert "/v1/models " in message


async def test_a_stream_that_is_sent_in_a_circle_is_told_alike() -> None:
    async with behind(ODD["a circle"][0]) as client:
        question: Any = [{"role": "user", "content": "Hi"}]
        message = await refusal(client.chat.completions.create(model="m", messages=question, stream=True))
    assert "has to answer at http://127.0.0.1:" in message


async def test_a_server_without_models_has_an_empty_list() -> None:
    async with behind(models=whole({"object": "list", "data": None})) as client:
        assert [model.id async for model in client.models.list()] == []


async def test_the_wait_that_a_server_asks_for_is_passed_on() -> None:
    slow = OddAnswer(status=429, headers={"Retry-After": "17"}, pieces=(b"{}",))
    async with behind(slow) as client:
        with pytest.raises(openai.RateLimitError) as caught:
            await client.completions.create(model="m", prompt="Hi")
    assert caught.value.response.headers["Retry-After"] == "17"
