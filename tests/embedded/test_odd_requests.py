"""Requests that no SDK sends: each is answered, in a sentence where it is refused, without a traceback."""

from __future__ import annotations

import asyncio
import http.client
import json

import aiohttp
import pytest

from voicelab.testing import EmbeddedServices

CHAT = "/v1/chat/completions"
SPEAK = "/cognitiveservices/v1"
DEEP = '{"a":' * 50_000 + "1" + "}" * 50_000
NESTED = "<speak>" + "<p>" * 5_000 + "hi" + "</p>" * 5_000 + "</speak>"
MESSAGES = '"messages":[{"role":"user","content":"Hi"}]'


def answer(
    embedded: EmbeddedServices, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", embedded.port, timeout=20)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, body or None, {"Ocp-Apim-Subscription-Key": embedded.key, **given})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def tracebacks(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.exc_info]


@pytest.mark.parametrize(
    ("path", "body", "headers", "status", "sentence"),
    [
        (CHAT, DEEP, {}, 400, "is not a JSON object"),
        (CHAT, "{" + MESSAGES + ',"temperature":NaN}', {}, 400, "is not a JSON object"),
        (CHAT, "[1]", {"Content_Type": "application/json; charset=no-such"}, 400, "is not a JSON object"),
        (CHAT, "{}", {"Origin": "http://["}, 403, "Web pages of other origins"),
        (SPEAK, NESTED, {}, 400, "nested too deep"),
    ],
    ids=["deep", "no number", "no such encoding", "no origin", "deep elements"],
)
def test_an_odd_request_is_refused_in_a_sentence(
    scripted: EmbeddedServices,
    caplog: pytest.LogCaptureFixture,
    path: str,
    body: str,
    headers: dict[str, str],
    status: int,
    sentence: str,
) -> None:
    got, data = answer(scripted, "POST", path, body, **headers)
    assert (got, sentence in json.loads(data)["error"]["message"]) == (status, True)
    assert tracebacks(caplog) == []


@pytest.mark.parametrize("method", ["HEAD", "DELETE", "PUT", "OPTIONS"])
def test_no_method_of_any_route_is_a_failure(
    scripted: EmbeddedServices, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    paths = (
        "/v1/models", "/openai/models", CHAT, SPEAK, "/cognitiveservices/voices/list", "/speech/universal/v2",
        "/cognitiveservices/websocket/v1", "/sts/v1.0/issueToken", "/speechtotext/transcriptions:transcribe",
    )  # fmt: skip
    assert 500 not in {answer(scripted, method, path)[0] for path in paths}
    assert tracebacks(caplog) == []


@pytest.mark.parametrize(
    "context",
    [
        '{"phraseDetection":{"initialSilenceTimeout":NaN}}',
        '{"phraseDetection":{"trailingSilenceTimeout":1e999}}',
        '{"phraseDetection":{"trailingSilenceTimeout":-5}}',
        '{"phraseDetection":{"trailingSilenceTimeout":[1]}}',
        "[" * 20_000,
    ],
    ids=["no number", "infinite", "negative", "list", "deep"],
)
def test_an_odd_message_closes_the_websocket_as_the_clients_fault(
    scripted: EmbeddedServices, caplog: pytest.LogCaptureFixture, context: str
) -> None:
    async def close_code() -> int | None:
        address = f"http://127.0.0.1:{scripted.port}/speech/recognition/interactive/cognitiveservices/v1"
        key = {"Ocp-Apim-Subscription-Key": scripted.key}
        async with aiohttp.ClientSession() as session, session.ws_connect(address, headers=key) as socket:
            await socket.send_str(f"Path: speech.context\r\nX-RequestId: {'a' * 32}\r\n\r\n{context}")
            async for _ in socket:
                pass
            return socket.close_code

    assert asyncio.run(asyncio.wait_for(close_code(), 20)) == 1007
    assert tracebacks(caplog) == []
