"""Requests as heavy as they may be, or heavier, and how long others wait for an answer meanwhile.

Run: python -m tests.embedded.heavy_requests [WORDS], for those whose names hold the words. A new process
serves each.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import http.client
import io
import json
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

__all__ = ["HEAVY", "ScriptedServer", "longest_wait", "scripted_server"]

_PROBE_SECONDS = 0.02
_LONGEST_SECONDS = 5.0
_ENDING_SECONDS = 0.2
_SPEAK = "/cognitiveservices/v1"
_CHAT = "/v1/chat/completions"
_SPEAK_SOCKET = "/cognitiveservices/websocket/v1"
_TEXT_SOCKET = "/cognitiveservices/websocket/v2"
_HEAR_SOCKET = "/speech/recognition/conversation/cognitiveservices/v1"
_HEAR = f"{_HEAR_SOCKET}?language=en-US"
_TRANSCRIBE = "/speechtotext/transcriptions:transcribe"
_REALTIME = "/openai/v1/realtime?model=x"
_SERVER = """
import sys
from voicelab.testing import embedded_services
with embedded_services() as embedded:
    print(embedded.port, embedded.key, flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class ScriptedServer:
    """Scripted services in a process of their own, whose interpreter the client does not share."""

    port: int
    key: str

    async def post(self, path: str, body: str | bytes, content_type: str) -> None:
        headers = {"api-key": self.key, "Content-Type": content_type}
        url = f"http://127.0.0.1:{self.port}{path}"
        data = body.encode() if isinstance(body, str) else body
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=io.BytesIO(data), headers=headers) as response,
        ):
            async for _ in response.content.iter_any():
                pass

    async def talk(self, path: str, messages: Sequence[str | bytes]) -> None:
        """Send messages, and take what comes until the turn or the connection is over."""
        url = f"http://127.0.0.1:{self.port}{path}"
        headers = {"api-key": self.key}
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(url, headers=headers, max_msg_size=0) as socket,
        ):
            sending = asyncio.ensure_future(_send(socket, messages))
            async for message in socket:
                text = message.data if isinstance(message.data, str) else ""
                if any(end in text for end in ("turn.end", '"response.done"', '"error"')):
                    break
            sending.cancel()


async def _send(socket: aiohttp.ClientWebSocketResponse[Any], messages: Sequence[str | bytes]) -> None:
    with contextlib.suppress(ConnectionError):
        for message in messages:
            await (socket.send_bytes(message) if isinstance(message, bytes) else socket.send_str(message))


@contextlib.contextmanager
def scripted_server() -> Iterator[ScriptedServer]:
    """Run scripted services in a process of their own."""
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        port, key = child.stdout.readline().split()
        try:
            yield ScriptedServer(int(port), key)
        finally:
            child.stdin.close()


def longest_wait(server: ScriptedServer, request: Heavy) -> float:
    """Return how long a cheap request waits at most while a heavy one is answered, in seconds."""
    over = threading.Event()
    waits: list[float] = []
    probe = threading.Thread(target=_probe, args=(server, over, waits))
    work = request(server)
    probe.start()
    try:
        asyncio.run(_bounded(work))
    finally:
        over.set()
        probe.join()
    return max(waits)


async def _bounded(work: Coroutine[Any, Any, None]) -> None:
    with contextlib.suppress(asyncio.TimeoutError, aiohttp.ClientError):
        await asyncio.wait_for(work, _LONGEST_SECONDS)
    # What was refused in the midst is still being sent: its connection ends with that.
    await asyncio.sleep(_ENDING_SECONDS)


def _probe(server: ScriptedServer, over: threading.Event, waits: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    with contextlib.closing(connection):
        while not waits or not over.wait(_PROBE_SECONDS):
            asked = time.monotonic()
            connection.request("GET", "/nowhere", headers={"api-key": server.key})
            connection.getresponse().read()
            waits.append(time.monotonic() - asked)


Heavy = Callable[[ScriptedServer], Coroutine[Any, Any, None]]


def _ssml(inside: str) -> str:
    return f'<speak version="1.0" xml:lang="en-US"><voice name="en-US-JennyNeural">{inside}</voice></speak>'


def _message(path: str, body: str) -> str:
    return f"Path: {path}\r\nX-RequestId: {'a' * 32}\r\n\r\n{body}"


def _audio(data: bytes) -> bytes:
    head = f"Path: audio\r\nX-RequestId: {'a' * 32}\r\n".encode()
    return len(head).to_bytes(2, "big") + head + data


def _speak(inside: str) -> Heavy:
    return lambda server: server.post(_SPEAK, _ssml(inside), "application/ssml+xml")


def _speak_socket(inside: str) -> Heavy:
    told = ("wordBoundary", "sentenceBoundary", "punctuationBoundary", "viseme", "bookmark")
    audio = {"metadataOptions": {f"{name}Enabled": True for name in told}}
    context = json.dumps({"synthesis": {"audio": audio}})
    messages = [_message("synthesis.context", context), _message("ssml", _ssml(inside))]
    return lambda server: server.talk(_SPEAK_SOCKET, messages)


def _text_stream(piece: str, count: int) -> Heavy:
    asked = {"bidirectionalStreamingMode": True, "voiceName": "en-US-JennyNeural"}
    context = _message("synthesis.context", json.dumps({"synthesis": {"input": asked}}))
    messages = [context, *[_message("text.piece", piece)] * count, _message("text.end", "")]
    return lambda server: server.talk(_TEXT_SOCKET, messages)


def _json(path: str, body: str) -> Heavy:
    return lambda server: server.post(path, body, "application/json")


def _realtime(*events: str) -> Heavy:
    return lambda server: server.talk(_REALTIME, events)


def _event(kind: str, **fields: Any) -> str:
    return json.dumps({"type": kind, **fields})


def _item(text: str) -> str:
    content = [{"type": "input_text", "text": text}]
    return _event("conversation.item.create", item={"type": "message", "role": "user", "content": content})


def _session(**fields: Any) -> str:
    return _event("session.update", session={"type": "realtime", **fields})


def _wav(rate: int, size: int) -> bytes:
    head = struct.pack(
        "<4sI4s4sIHHIIHH", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16
    )
    return head + struct.pack("<4sI", b"data", size) + bytes(size)


def _form(*parts: tuple[str, bytes]) -> Heavy:
    body = b"".join(
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + data + b"\r\n"
        for name, data in parts
    )
    return lambda server: server.post(_TRANSCRIBE, body + b"--B--\r\n", "multipart/form-data; boundary=B")


def _chat(**fields: Any) -> str:
    return json.dumps(
        {"model": "x", "max_tokens": 5, "messages": [{"role": "user", "content": "a"}], **fields}
    )


_SCHEMA = {"type": "object", "properties": {str(n): {"type": "string"} for n in range(1_000)}}
_FORMAT = {"type": "json_schema", "json_schema": {"name": "a", "schema": {"anyOf": [_SCHEMA] * 30}}}
_TOOL = {"type": "function", "name": "f", "parameters": {}}
_MILLION = 1_000_000


async def _packed_without_key(server: ScriptedServer) -> None:
    """Send on each of some connections, in one piece, what is 100 MB when it is unpacked."""
    packed = gzip.compress(bytes(100 * _MILLION), 6)
    head = f"POST {_CHAT} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Encoding: gzip\r\n"
    connections = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(24)]
    for _, writer in connections:
        writer.write(f"{head}Content-Length: {len(packed)}\r\n\r\n".encode() + packed)
    for reader, writer in connections:
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()


HEAVY: dict[str, Heavy] = {
    "2,400 MB, packed, without the key": _packed_without_key,
    "7 MB of dots in SSML": _speak("." * 7 * _MILLION),
    "7 MB of one word in SSML": _speak("a" * 7 * _MILLION),
    "900,000 s in SSML": _speak("<s/>" * 900_000),
    "200,000 breaks in SSML": _speak("<break time='20s'/>" * 200_000),
    "65,000 dots in SSML": _speak_socket("." * 65_000),
    "65,000 letters of one word in SSML": _speak_socket("a" * 65_000),
    "32,000 sentences of one letter in SSML": _speak_socket("A." * 32_000),
    "30,000 digits to say": _speak_socket(f"<say-as interpret-as='cardinal'>{'9' * 30_000}</say-as>"),
    "30,000 characters of a date to say": _speak_socket(
        f"<say-as interpret-as='date' format='ymd'>{'1/' * 30_000}</say-as>"
    ),
    "30,000 characters of a telephone number to say": _speak_socket(
        f"<say-as interpret-as='telephone'>{'+1 ' * 20_000}</say-as>"
    ),
    "2,000 s in SSML": _speak_socket("<s>a</s>" * 1_990),
    "2,000 prosodies within 49 others": _speak_socket(
        "<prosody rate='1.1'>" * 45 + "<p>a</p>" * 1_900 + "</prosody>" * 45
    ),
    "2,000 bookmarks": _speak_socket("<bookmark mark='a'/>" * 1_990),
    "6,000 attributes": _speak_socket("<s " + " ".join(f"a{n}='1'" for n in range(6_000)) + "/>"),
    "600 s of breaks": _speak_socket("<break time='20s'/>" * 30),
    "20,000 pieces of a text stream": _text_stream("a", 20_000),
    "262,000 dots in a text stream": _text_stream("." * 16_000, 16),
    "one word of 200,000 letters in a text stream": _text_stream("a" * 200_000, 1),
    "100 pieces of 200,000 dots in a text stream": _text_stream("." * 200_000, 100),
    "7 MB of one message of a chat": _json(_CHAT, _chat(user="." * 7 * _MILLION)),
    "8 MB of [": _json(_CHAT, "[" * 8 * _MILLION),
    "1,000,000 messages": _json(_CHAT, '{"messages":[' + "{}," * _MILLION + "{}]}"),
    "30,000 messages": _json(_CHAT, _chat(messages=[{"role": "user", "content": "a"}] * 30_000)),
    "95,000 numbers": _json(_CHAT, _chat(metadata=[1] * 95_000)),
    "a number of 4,000,000 digits": _json(_CHAT, '{"n":' + "9" * 4 * _MILLION + "}"),
    "a schema of 30,000 properties": _json(_CHAT, _chat(response_format=_FORMAT)),
    "30,000 items of a response": _json(
        "/v1/responses", json.dumps({"model": "x", "input": [{"role": "user", "content": "a"}] * 30_000})
    ),
    "20 MB of a realtime item": _realtime(_item("." * 20 * _MILLION)),
    "20 MB of [ to realtime": _realtime("[" * 20 * _MILLION),
    "20 MB of realtime sound": _realtime(_event("input_audio_buffer.append", audio="A" * 20 * _MILLION)),
    "30,000 realtime functions": _realtime(_session(tools=[_TOOL] * 30_000)),
    "5,000 realtime items": _realtime(*[_item("a " * 50)] * 5_001),
    "1,000 updates of a realtime session": _realtime(*[_session(instructions="a" * 1_000)] * 1_000, "{"),
    "16 realtime items of 900,000 characters, and a reply": _realtime(
        *[_item("." * 900_000)] * 16, _event("response.create")
    ),
    "7 MB of sound at 192 kHz": lambda server: server.post(_HEAR, _wav(192_000, 7 * _MILLION), "audio/wav"),
    "a header of a WAV file without end": lambda server: server.talk(
        _HEAR_SOCKET,
        [
            _message("speech.context", "{}"),
            _audio(b"RIFF\0\0\0\0WAVEJUNK\xff\xff\xff\x7f"),
            *[_audio(bytes(200_000))] * 50,
        ],
    ),
    "50 MB to transcribe": _form(("audio", _wav(16_000, 50 * _MILLION))),
    "100,000 parts of a form": _form(*[("x", b"")] * 100_000),
    "8 MB of [ as a fault": _json("/_voicelab/faults", "[" * 8 * _MILLION),
}
"""By what they are."""


def main() -> None:
    """Measure them."""
    for name, heavy in HEAVY.items():
        if " ".join(sys.argv[1:]) in name:
            with scripted_server() as server:
                sys.stdout.write(f"{1_000 * longest_wait(server, heavy):6,.0f} ms: {name}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
