"""Websockets: talks whose messages are odd. Each ends with a code and a reason, or goes on and shows it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from tests.fuzz.findings import Tally
from tests.fuzz.mutation import Dice
from tests.fuzz.recorder import Request, Talk
from tests.fuzz.requests import ANSWER_SECONDS, fault_of, head_of
from tests.fuzz.served import Served
from tests.fuzz.wire import BINARY, CLOSE, PING, PONG, TEXT, CutShortError, Wire
from voicelab.embedded.speech.framing import ProtocolError, parse
from voicelab.testing import silence, speech

__all__ = ["SocketTarget", "realtime_proof", "recognition_proof", "synthesis_proof", "upgrade_of"]

Frames = list[str | bytes]
Proof = Callable[[str, Sequence[str | bytes]], tuple[Frames, str]]
"""Makes the messages that show that a talk goes on, and what its answer contains."""

_UPGRADE = (
    ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
)  # fmt: skip
_ALLOWED = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 4000)
_UNEXPLAINED = (1000, 1002, 1007, 1009)
"""What the framework closes with where a frame is broken: the code is the reason."""
_MOST_FRAMES = 16
_PATHS = (
    *("speech.config", "speech.context", "audio", "synthesis.context", "ssml", "text.piece", "text.end"),
    *("telemetry", "x"),
)
_numbers = itertools.count()


class SocketTarget:
    """Talks made of recorded ones."""

    def __init__(self, served: Served, talks: Sequence[Talk], tally: Tally, proof: Proof) -> None:
        self.tally = tally
        self._served = served
        self._talks = talks
        self._proof = proof

    async def step(self, dice: Dice) -> int:
        """Hold one talk; return how many messages were sent."""
        talk = dice.choice(self._talks)
        frames = talk_changed(dice, talk, self._talks)
        broken = dice.maybe(0.05)
        held = _HeldTalk(self._served, talk, self.tally, frames)
        try:
            await held.hold(self._proof, dice if broken else None)
        finally:
            held.leave()
        for failure in self._served.take_failures():
            self.tally.add(failure, (talk.upgrade.target, frames))
        return len(frames)

    def close(self) -> None:
        """Nothing is open between talks."""


class _HeldTalk:
    """One talk on a websocket."""

    def __init__(self, served: Served, talk: Talk, tally: Tally, frames: Frames) -> None:
        self._served = served
        self._talk = talk
        self._tally = tally
        self._frames = frames
        self._wire: Wire | None = None
        self._closed: tuple[int, str] | None = None
        self._changed = asyncio.Event()
        self._expected = ""
        self._is_proved = False
        self._is_broken = False

    async def hold(self, proof: Proof, breaking: Dice | None) -> None:
        """Send the messages, and what shows that the talk goes on; note what is wrong."""
        self._wire = wire = await Wire.open(self._served.port)
        wire.send(head_of(upgrade_of(self._talk), self._served.port))
        answer = await asyncio.wait_for(wire.answer(), ANSWER_SECONDS)
        if answer.status != 101:
            self._note(fault_of(answer, "GET") or f"status {answer.status} in place of an upgrade")
            return
        reading = asyncio.ensure_future(self._read(wire))
        try:
            for frame in self._frames:
                self._send(frame)
            if breaking is not None:
                self._is_broken = True
                _send_broken(breaking, wire)
                await asyncio.wait({reading}, timeout=0.05)
            elif not await self._prove(proof, reading):
                self._note(f"the talk does not go on: no answer within {ANSWER_SECONDS:.0f} s")
            await self._end(wire, reading)
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    def leave(self) -> None:
        """Leave, whatever is under way."""
        if self._wire is not None:
            self._wire.close()

    async def _prove(self, proof: Proof, reading: asyncio.Future[Any]) -> bool:
        frames, self._expected = proof(f"{next(_numbers):032x}", self._frames)
        for frame in frames:
            self._send(frame)
        proved: asyncio.Future[Any] = asyncio.ensure_future(self._changed.wait())
        await asyncio.wait({proved, reading}, timeout=ANSWER_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        proved.cancel()
        return self._is_proved or reading.done()

    async def _end(self, wire: Wire, reading: asyncio.Future[Any]) -> None:
        if not reading.done():
            wire.send_frame(CLOSE, b"\x03\xe8")
            await asyncio.wait({reading}, timeout=ANSWER_SECONDS)
        if not reading.done():
            if not self._is_broken:
                self._note(f"no close within {ANSWER_SECONDS:.0f} s")
        elif self._closed is None:
            if not self._is_broken:
                self._note("the connection ended without a close")
        else:
            code, reason = self._closed
            self._tally.answers[f"close {code}"] += 1
            if code not in _ALLOWED or not (reason or code in _UNEXPLAINED):
                self._note(f"closed with {code}: {reason!r}")

    async def _read(self, wire: Wire) -> None:
        while True:
            try:
                opcode, payload = await wire.frame()
            except CutShortError:
                return
            if opcode == CLOSE:
                self._closed = int.from_bytes(payload[:2], "big"), payload[2:].decode("utf-8", "replace")
                wire.send_frame(CLOSE, payload[:2])
                return
            if opcode == PING:
                wire.send_frame(PONG, payload)
            elif opcode == TEXT:
                self._hear(payload.decode())

    def _hear(self, text: str) -> None:
        if self._expected and self._expected in text:
            self._is_proved = True
            self._changed.set()
        elif text.startswith("{"):
            event = json.loads(text)
            self._tally.answers[event["type"] if event["type"] == "error" else "event"] += 1
            if event["type"] == "error" and (
                event["error"]["type"] != "invalid_request_error" or not event["error"]["message"]
            ):
                self._note(f"an error that is not the client's: {text[:400]}")
        else:
            self._tally.answers["message"] += 1

    def _send(self, frame: str | bytes) -> None:
        assert self._wire is not None
        if isinstance(frame, str):
            self._wire.send_frame(TEXT, frame.encode("utf-8", "surrogatepass"))
        else:
            self._wire.send_frame(BINARY, frame)

    def _note(self, what: str) -> None:
        self._tally.add(what, (self._talk.upgrade.target, self._frames))


def upgrade_of(talk: Talk) -> Request:
    """Return the request that opens a talk."""
    asked = talk.upgrade
    return Request(asked.method, asked.target, (*asked.headers, *_UPGRADE))


def talk_changed(dice: Dice, talk: Talk, talks: Sequence[Talk]) -> Frames:
    """Return the messages of a talk, some in other places, and some that are odd."""
    frames = list(talk.frames)
    begin = 0 if dice.maybe(0.8) else dice.randrange(len(frames))
    frames = frames[begin : begin + dice.randint(2, _MOST_FRAMES)]
    for _ in range(dice.randint(0, 3)):
        place, other = dice.randrange(len(frames)), dice.randrange(len(frames))
        kind = dice.randrange(4)
        if kind == 0 and len(frames) > 1:
            del frames[place]
        elif kind == 1:
            frames.insert(other, frames[place])
        elif kind == 2:
            frames[place], frames[other] = frames[other], frames[place]
        else:
            frames.insert(place, dice.choice(dice.choice(talks).frames))
    return [
        _frame_changed(dice, frame, frames) if dice.maybe(0.4) else frame for frame in frames[:_MOST_FRAMES]
    ]


def _frame_changed(dice: Dice, frame: str | bytes, frames: Sequence[str | bytes]) -> str | bytes:
    if dice.maybe(0.02):
        return frame.encode() if isinstance(frame, str) else frame.decode("latin-1")
    if isinstance(frame, bytes):
        size = int.from_bytes(frame[:2], "big")
        head, audio = frame[2 : 2 + size], frame[2 + size :]
        if dice.maybe(0.3):
            return dice.raw(frame)
        if dice.maybe(0.5):
            return frame[: 2 + size] + dice.raw(audio)
        head = _head_changed(dice, head.decode("utf-8", "replace"), frames).encode("utf-8", "surrogatepass")
        return len(head).to_bytes(4, "big")[-2:] + head + audio
    if frame.startswith("{"):
        return dice.written(frame)
    head_text, mark, body = frame.partition("\r\n\r\n")
    kind = dice.random()
    if kind < 0.7:
        return head_text + mark + dice.written(body)
    return _head_changed(dice, head_text, frames) + mark + body if kind < 0.95 else dice.text(frame)


def _head_changed(dice: Dice, head: str, frames: Sequence[str | bytes]) -> str:
    kind = dice.randrange(3)
    if kind == 0:
        return re.sub(r"Path:.*", lambda _: f"Path:{dice.choice(_PATHS)}", head)
    if kind == 1:
        name = dice.choice([*_ids(frames), "", "x", "\0", "a" * 3_000, "é"])
        return re.sub(r"X-RequestId:.*", lambda _: f"X-RequestId:{name}", head)
    return dice.text(head)


def _ids(frames: Sequence[str | bytes]) -> list[str]:
    heads = (frame[:5_000] if isinstance(frame, str) else frame[:5_000].decode("latin-1") for frame in frames)
    found = (re.search(r"X-RequestId:([^\r\n]*)", head) for head in heads)
    return list(dict.fromkeys(each.group(1).strip() for each in found if each is not None))


def synthesis_proof(name: str, sent: Sequence[str | bytes]) -> tuple[Frames, str]:
    """Return a request of synthesis, behind the ends of the texts that still come."""
    names = set[str]()
    for frame in sent:
        with contextlib.suppress(ProtocolError):  # the names as the server reads them
            names.add(parse(frame).request_id)
    ends = [_message("text.end", each, "") for each in sorted(names)]
    return [*ends, _message("ssml", name, "<speak><voice name='en-US-JennyNeural'>Hi</voice></speak>")], _end(
        name
    )


def recognition_proof(name: str, _sent: Sequence[str | bytes]) -> tuple[Frames, str]:
    """Return a turn of recognition."""
    sound = b"".join(part.to_pcm() for part in (speech(0.3), silence(0.7)))
    head = f"Path:audio\r\nX-RequestId:{name}\r\n".encode()
    audio = [len(head).to_bytes(2, "big") + head + piece for piece in (sound, b"")]
    return [_message("speech.context", name, "{}"), *audio], _end(name)


def realtime_proof(name: str, _sent: Sequence[str | bytes]) -> tuple[Frames, str]:
    """Return an event that is refused by its name."""
    event = {"type": "conversation.item.retrieve", "item_id": "nobody", "event_id": name}
    return [json.dumps(event)], f'"event_id": "{name}"'


def _message(path: str, name: str, body: str) -> str:
    return f"Path:{path}\r\nX-RequestId:{name}\r\nContent-Type:application/json\r\n\r\n{body}"


def _end(name: str) -> str:
    return f"X-RequestId:{name}\r\nContent-Type:application/json; charset=utf-8\r\nPath:turn.end"


def _send_broken(dice: Dice, wire: Wire) -> None:
    """Send a frame that is none."""
    kind = dice.randrange(8)
    if kind == 0:
        wire.send_frame(TEXT, b"\xff\xfe")
    elif kind == 1:
        wire.send_frame(PING, b"x" * 126)
    elif kind == 2:
        wire.send_frame(TEXT, b"{}", masked=False)
    elif kind == 3:
        wire.send_frame(0, b"", first_byte=dice.randrange(256))
    elif kind == 4:
        wire.send(b"\x81\xff" + b"\x7f" * 8)
    elif kind == 5:
        wire.send_frame(
            CLOSE, dice.choice((b"\x03", b"\x03\xed", b"\xff\xff", b"\x03\xe8\xff", b"\x03\xe8" + b"x" * 123))
        )
    elif kind == 6:
        wire.send_frame(TEXT, b"{}", first_byte=0x01)
        wire.send_frame(TEXT, b"{}")
    else:
        wire.send(dice.raw(b"\x81\x82\0\0\0\0{}"))
