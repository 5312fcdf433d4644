"""How a websocket ends: whoever is still sending gets to know why."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from voicelab.testing import Close, EmbeddedServices

HEAD = f"Path: {{}}\r\nX-RequestId: {'a' * 32}\r\n"
PIECES = 300
NEGATIVE = '{"phraseDetection":{"trailingSilenceTimeout":-5}}'


async def how_it_ended(embedded: EmbeddedServices, context: str) -> tuple[int, str]:
    """Send about 1 MB of audio whatever comes back; return the close frame's code and reason."""
    address = f"http://127.0.0.1:{embedded.port}/speech/recognition/interactive/cognitiveservices/v1"
    key = {"Ocp-Apim-Subscription-Key": embedded.key}
    head = HEAD.format("audio").encode()
    audio = len(head).to_bytes(2, "big") + head + bytes(3_200)
    async with aiohttp.ClientSession() as session, session.ws_connect(address, headers=key) as socket:
        await socket.send_str(HEAD.format("speech.context") + f"\r\n{context}")
        for _ in range(PIECES):
            await socket.send_bytes(audio)
        while (message := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
        return message.data, message.extra or ""


@pytest.mark.parametrize(
    ("fault", "context", "reason"),
    [
        (Close(code=1007, reason="Bad thing."), "{}", "Bad thing."),
        (None, NEGATIVE, "-5 ms is no length of a silence."),
    ],
    ids=["in the turn", "ahead of it"],
)
def test_a_client_that_is_still_sending_receives_why_it_ended(
    scripted: EmbeddedServices, fault: Close | None, context: str, reason: str
) -> None:
    if fault is not None:
        scripted.faults.add("recognition", fault)
    ended = asyncio.run(asyncio.wait_for(how_it_ended(scripted, context), 10))
    assert ended == (1007, reason)


def test_a_long_reason_ends_with_a_whole_word(scripted: EmbeddedServices) -> None:
    scripted.faults.add("recognition", Close(code=1011, reason="Wörter " * 40))
    _, reason = asyncio.run(asyncio.wait_for(how_it_ended(scripted, "{}"), 10))
    assert reason.endswith("Wörter …")
    assert len(reason.encode()) <= 123
