"""What comes from the server that replies, well or not, as a response's pieces."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from tests.embedded.clients import engines
from tests.embedded.realtime.talks import openai_talk
from voicelab.testing import EmbeddedServices, embedded_services

Answer = Callable[[dict[str, Any], web.Request], Awaitable[web.StreamResponse]]


@contextlib.asynccontextmanager
async def services_over(answer: Answer) -> AsyncIterator[EmbeddedServices]:
    """Run embedded services over a server of a user's that answers so."""

    async def chat(request: web.Request) -> web.StreamResponse:
        return await answer(await request.json(), request)

    app = web.Application()
    app.router.add_post("/v1/chat/completions", chat)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        with embedded_services(engines(completion_url=url, completion_key="secret-key")) as embedded:
            yield embedded
    finally:
        await runner.cleanup()


def refusal(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=status)


async def stream(request: web.Request, *chunks: dict[str, Any], is_whole: bool = True) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for chunk in chunks:
        await response.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
    if is_whole:
        await response.write(b"data: [DONE]\n\n")
    await response.write_eof()
    return response


def words(text: str, finish: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}


async def test_a_conversation_that_is_too_long_is_asked_again_without_its_oldest() -> None:
    asked = []

    async def answer(body: dict[str, Any], request: web.Request) -> web.StreamResponse:
        asked.append([message["content"] for message in body["messages"]])
        if len(body["messages"]) > 4:
            return refusal(400, "context_length_exceeded", "Too long.")
        return await stream(request, words("Yes."), words("", "stop"))

    async with services_over(answer) as embedded, openai_talk(embedded) as talk:
        await talk.update(type="realtime", instructions="Be brief.", output_modalities=["text"])
        for number in range(6):
            await talk.write(str(number))
        done = await talk.reply()
        await talk.update(type="realtime", truncation="disabled")
        failed = await talk.reply()

    assert done["status"] == "completed"
    assert [len(messages) for messages in asked] == [7, 5, 4, 8]
    assert asked[2] == ["Be brief.", "3", "4", "5"]
    assert failed["status_details"]["error"]["code"] == "context_length_exceeded"


async def test_the_newer_name_of_the_limit_is_tried_where_it_is_wanted() -> None:
    asked = []

    async def answer(body: dict[str, Any], request: web.Request) -> web.StreamResponse:
        asked.append({name for name in body if name.startswith("max_")})
        if "max_tokens" in body:
            return refusal(400, "unsupported_parameter", "Use 'max_completion_tokens' instead.")
        return await stream(request, words("Yes.", "stop"))

    async with services_over(answer) as embedded, openai_talk(embedded) as talk:
        done = await talk.reply(max_output_tokens=50, output_modalities=["text"])

    assert done["status"] == "completed"
    assert asked == [{"max_tokens"}, {"max_completion_tokens"}]


@pytest.mark.parametrize(
    ("chunks", "is_told"),
    [
        ([words("Yes, ")], "broke off its answer"),
        ([words("Yes, "), {"error": {"message": "Out of memory; secret-key."}}], "broke off with an error"),
    ],
)
async def test_a_reply_that_breaks_off_is_a_failure_with_what_was_said(
    chunks: list[dict[str, Any]], is_told: str
) -> None:
    async def answer(_body: dict[str, Any], request: web.Request) -> web.StreamResponse:
        return await stream(request, *chunks, is_whole=False)

    async with services_over(answer) as embedded, openai_talk(embedded) as talk:
        failed = await talk.reply(output_modalities=["text"])

    assert failed["status"] == "failed"
    error = failed["status_details"]["error"]
    assert error["type"] == "server_error"
    assert is_told in error["message"]
    assert "secret-key" not in error["message"]
    assert failed["output"][0]["content"] == [{"type": "output_text", "text": "Yes, "}]
    assert failed["output"][0]["status"] == "incomplete"


async def test_a_prompt_that_is_filtered_makes_an_incomplete_response() -> None:
    async def answer(_body: dict[str, Any], _request: web.Request) -> web.StreamResponse:
        return refusal(400, "content_filter", "The prompt was filtered.")

    async with services_over(answer) as embedded, openai_talk(embedded) as talk:
        done = await talk.reply()

    assert (done["status"], done["status_details"]["reason"]) == ("incomplete", "content_filter")


async def test_a_server_that_refuses_makes_a_failed_response() -> None:
    async def answer(_body: dict[str, Any], _request: web.Request) -> web.StreamResponse:
        return refusal(429, "rate_limit_exceeded", "Too many.")

    async with services_over(answer) as embedded, openai_talk(embedded) as talk:
        failed = await talk.reply()

    assert failed["status_details"]["error"]["code"] == "rate_limit_exceeded"
    assert failed["status_details"]["error"]["message"] == "Too many."
