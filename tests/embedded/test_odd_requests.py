"""Requests that no SDK sends: each is answered, in a sentence where it is refused, without a traceback."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket

import aiohttp
import pytest

from voicelab.testing import EmbeddedServices, speech

CHAT = "/v1/chat/completions"
SPEAK = "/cognitiveservices/v1"
FAULTS = "/_voicelab/faults"
FORM, FORM_TYPE = (
    "/speechtotext/transcriptions:transcribe",
    {"Content_Type": "multipart/form-data; boundary=b"},
)
RECOGNISE = "/speech/recognition/interactive/cognitiveservices/v1"
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
        (SPEAK, "<speak/>", {"Content_Encoding": "gzip"}, 415, "is packed (gzip): send it as it is"),
        (CHAT, "a" * (2**23 + 1), {}, 413, "larger than 8 MB"),
        (FORM, "--b\r\nodd\x1ehead: x\r\n\r\nx", FORM_TYPE, 400, "body cannot be read"),
        (FAULTS, "[" * 5_000, {}, 400, "is not a JSON object"),
        (FAULTS, "{}", {"Content_Type": "application/json; charset=no-such"}, 400, "no fault None"),
        (FAULTS, '{"stage":"voices","fault":["Drop"]}', {}, 400, "no fault ['Drop']"),
        (FAULTS, '{"stage":"voices","fault":"Refuse","status":"x"}', {}, 400, "status must be int, not 'x'"),
        (FAULTS, '{"stage":"realtime","fault":"Close","code":70000}', {}, 400, "from 1000 to 4999"),
    ],
    ids=[
        *(
            "deep",
            "no number",
            "no such encoding",
            "no origin",
            "deep elements",
            "packed",
            "too large",
            "no form",
        ),
        *("deep fault", "no such encoding of a fault", "odd name", "odd status", "odd code"),
    ],
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


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Type: a/b\r\nContent-Type: a/b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nodd name: x\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1_0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n",
    ],
    ids=["header twice", "no name", "no address", "no length", "no chunk"],
)
def test_what_is_no_http_is_refused_and_no_failure(
    scripted: EmbeddedServices, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", scripted.port), timeout=20) as connection:
        connection.sendall(sent)
        assert connection.recv(12)[9:] == b"400"
    assert tracebacks(caplog) == []


def test_an_upgrade_whose_key_no_base64_has_is_refused(
    scripted: EmbeddedServices, caplog: pytest.LogCaptureFixture
) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    odd = {**upgrade, "Sec_WebSocket_Key": "\xe9" * 24}
    assert answer(scripted, "GET", "/speech/universal/v2", **odd) == (
        400,
        b"The upgrade's Sec-WebSocket-Key is no key.",
    )
    assert tracebacks(caplog) == []


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ('{"messages":["Hi"]}', "messages[0]"),
        ('{"messages":[],"max_tokens":"many"}', "max_tokens"),
        ('{"messages":[],"stream_options":"x"}', "stream_options"),
    ],
)
def test_a_script_refuses_what_it_cannot_reply_to(scripted: EmbeddedServices, body: str, param: str) -> None:
    status, data = answer(scripted, "POST", CHAT, body)
    assert (status, json.loads(data)["error"]["param"]) == (400, param)


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
    code, _ = talk(scripted, RECOGNISE, message("speech.context", context))
    assert code == 1007
    assert tracebacks(caplog) == []


def test_half_a_character_is_another_and_no_failure(
    scripted: EmbeddedServices, caplog: pytest.LogCaptureFixture
) -> None:
    head = b"Path: audio\r\nX-RequestId: a\r\n"
    sound = [len(head).to_bytes(2, "big") + head + pcm for pcm in (speech(0.5).to_pcm(), b"")]
    context = '{"languageId":{"languages":["\\ud83d"]}}'
    _, heard = talk(scripted, RECOGNISE, message("speech.context", context), *sound)
    assert ("\ufffd" in heard, "turn.end" in heard) == (True, True)
    assert tracebacks(caplog) == []


def test_a_text_that_is_still_being_spoken_is_not_begun_again(scripted: EmbeddedServices) -> None:
    begun = message("synthesis.context", '{"synthesis":{"input":{"bidirectionalStreamingMode":true}}}')
    code, _ = talk(scripted, "/cognitiveservices/websocket/v2", begun, begun)
    assert code == 1007


def message(path: str, body: str) -> str:
    return f"Path: {path}\r\nX-RequestId: a\r\n\r\n{body}"


def talk(embedded: EmbeddedServices, path: str, *messages: str | bytes) -> tuple[int | None, str]:
    """Send messages; return how the websocket was closed, and the texts until then or the turn's end."""

    async def hold() -> tuple[int | None, str]:
        key, heard = {"Ocp-Apim-Subscription-Key": embedded.key}, ""
        address = f"http://127.0.0.1:{embedded.port}{path}"
        async with aiohttp.ClientSession() as session, session.ws_connect(address, headers=key) as websocket:
            for each in messages:
                data, kind = (
                    (each.encode(), aiohttp.WSMsgType.TEXT)
                    if isinstance(each, str)
                    else (each, aiohttp.WSMsgType.BINARY)
                )
                await websocket.send_frame(data, kind)
            async for raw in websocket:
                heard += raw.data
                if "turn.end" in raw.data:
                    await websocket.close()
            return websocket.close_code, heard

    return asyncio.run(asyncio.wait_for(hold(), 20))
