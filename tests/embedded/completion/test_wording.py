"""A chat model's answers in the words of other routes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator

from voicelab.embedded.completion.wording import AsResponse, chunk_of, summed_usage

DONE = b"data: [DONE]\n\n"


def usage(completion: int) -> bytes:
    told = {"prompt_tokens": 5, "completion_tokens": completion, "total_tokens": 5 + completion}
    return b"data: " + json.dumps({"choices": [], "usage": told}).encode() + b"\n\n"


def test_the_usage_of_several_streamed_replies_is_told_once_and_summed() -> None:
    word = b'data: {"choices":[{"index":1,"delta":{"content":"Hi"}}]}\n\n'

    async def stream() -> AsyncGenerator[bytes, None]:
        for event in (usage(3), word, usage(4), DONE):
            yield event

    async def events() -> list[bytes]:
        return [event async for event in summed_usage(stream(), 2)]

    first, told, last = asyncio.run(events())
    assert (first, last) == (word, DONE)
    chunk = chunk_of(told)
    assert chunk is not None
    assert chunk["usage"] == {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12}


def test_a_failure_in_mid_stream_is_an_event_of_the_response() -> None:
    (event,) = AsResponse().events(b'data: {"error":{"code":500,"message":"out of memory"}}\n\n')
    head, data = event.decode().splitlines()[:2]
    assert head == "event: error"
    assert json.loads(data[6:])["message"] == "out of memory"
