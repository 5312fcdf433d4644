"""Talks of the tests: the official SDKs on the embedded realtime services, and every event that came."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, get_args

import openai
from azure.ai.voicelive.aio import VoiceLiveConnection, connect
from azure.ai.voicelive.models import ServerEventType
from azure.core.credentials import AzureKeyCredential
from openai.resources.realtime.realtime import AsyncRealtimeConnection
from openai.types.realtime import RealtimeServerEvent
from pydantic import BaseModel

from voicelab.audio.clip import Audio
from voicelab.testing import EmbeddedServices, silence, speech

WAIT_SECONDS = 15.0
RATE_HZ = 24_000
LOOPBACK = "ws://127.0.0.1"
GA_EVENTS: dict[str, type[BaseModel]] = {
    get_args(event.model_fields["type"].annotation)[0]: event
    for event in get_args(get_args(RealtimeServerEvent)[0])
}
"""The SDK's own types of the events, by their kinds."""
LIVE_EVENTS = {kind.value for kind in ServerEventType}


class Talk:
    """A connection: what came of it, in order."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    @property
    def kinds(self) -> list[str]:
        """The kinds of the events that came, runs of one kind once."""
        kinds = [event["type"] for event in self.events]
        return [kind for kind, before in zip(kinds, ["", *kinds], strict=False) if kind != before]

    @property
    def order(self) -> list[str]:
        """The kinds of the events that came, each once, in the order of their first."""
        return list(dict.fromkeys(event["type"] for event in self.events))

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == kind]

    def joined(self, kind: str) -> str:
        return "".join(event["delta"] for event in self.of(kind))

    async def send(self, kind: str, **fields: Any) -> None:
        raise NotImplementedError

    async def receive(self) -> dict[str, Any]:
        raise NotImplementedError

    async def until(self, kind: str) -> dict[str, Any]:
        """Return the next event of a kind; those ahead of it are kept."""
        while True:
            event = await asyncio.wait_for(self.receive(), WAIT_SECONDS)
            self.events.append(event)
            if event["type"] == kind:
                return event

    async def update(self, **session: Any) -> dict[str, Any]:
        await self.send("session.update", session=session)
        updated: dict[str, Any] = (await self.until("session.updated"))["session"]
        return updated

    async def hear(self, *sounds: Audio) -> None:
        """Append sounds."""
        for sound in sounds:
            await self.hear_bytes(sound.to_pcm())

    async def hear_bytes(self, audio: bytes) -> None:
        await self.send("input_audio_buffer.append", audio=base64.b64encode(audio).decode())

    async def say(self, seconds: float = 1.0, *, pause: float = 0.6) -> None:
        """Say something that a script hears, and be silent behind it."""
        await self.hear(speech(seconds, RATE_HZ), silence(pause, RATE_HZ))

    async def write(self, text: str) -> str:
        """Add a message of the user's; return its id."""
        content = [{"type": "input_text", "text": text}]
        await self.send(
            "conversation.item.create", item={"type": "message", "role": "user", "content": content}
        )
        return str((await self.until(self.item_whole))["item"]["id"])

    async def reply(self, **response: Any) -> dict[str, Any]:
        """Ask for a response; return it when it is done."""
        await self.send("response.create", response=response)
        done: dict[str, Any] = (await self.until("response.done"))["response"]
        return done

    async def refusal(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send what is refused; return the error."""
        await self.send(kind, **fields)
        error: dict[str, Any] = (await self.until("error"))["error"]
        return error

    item_whole = "conversation.item.created"


class OpenAITalk(Talk):
    """By the openai SDK; each event must be what its types say."""

    item_whole = "conversation.item.done"

    def __init__(self, connection: AsyncRealtimeConnection, *, is_typed: bool = True) -> None:
        super().__init__()
        self.sdk = connection
        self._is_typed = is_typed
        if not is_typed:
            self.item_whole = "conversation.item.created"

    async def send(self, kind: str, **fields: Any) -> None:
        await self.sdk.send({"type": kind, **fields})  # type: ignore[arg-type]

    async def receive(self) -> dict[str, Any]:
        data = await self.sdk.recv_bytes()
        plain: dict[str, Any] = json.loads(data)
        assert self.sdk.parse_event(data).type == plain["type"]
        if self._is_typed:
            GA_EVENTS[plain["type"]].model_validate(plain)
        return plain


class VoiceLiveTalk(Talk):
    """By the Voice Live SDK; each event must be one that it knows."""

    def __init__(self, connection: VoiceLiveConnection) -> None:
        super().__init__()
        self.sdk = connection

    async def send(self, kind: str, **fields: Any) -> None:
        await self.sdk.send({"type": kind, **fields})

    async def receive(self) -> dict[str, Any]:
        event = await self.sdk.recv()
        plain: dict[str, Any] = event.as_dict()
        assert plain["type"] in LIVE_EVENTS
        assert type(event).__name__ != "ServerEvent", f"the SDK has no type of {plain['type']}"
        return plain


@contextlib.asynccontextmanager
async def openai_talk(
    embedded: EmbeddedServices, *, model: str = "gpt-realtime", query: Mapping[str, str] | None = None
) -> AsyncIterator[OpenAITalk]:
    """Open a talk by the openai SDK, and wait for its session."""
    place = f"127.0.0.1:{embedded.port}/openai/v1"
    async with (
        openai.AsyncOpenAI(
            base_url=f"http://{place}", websocket_base_url=f"ws://{place}", api_key=embedded.key
        ) as client,
        client.realtime.connect(model=model, extra_query=dict(query or {})) as connection,
    ):
        talk = OpenAITalk(connection)
        await talk.until("session.created")
        yield talk


@contextlib.asynccontextmanager
async def preview_talk(
    embedded: EmbeddedServices, *, version: str = "2025-04-01-preview"
) -> AsyncIterator[OpenAITalk]:
    """Open a talk by the openai SDK's client of Azure, with a dated version."""
    async with (
        openai.AsyncAzureOpenAI(
            azure_endpoint=f"http://127.0.0.1:{embedded.port}",
            websocket_base_url=f"{LOOPBACK}:{embedded.port}/openai",
            api_key=embedded.key,
            api_version=version,
        ) as client,
        client.realtime.connect(model="gpt-4o-realtime") as connection,
    ):
        talk = OpenAITalk(connection, is_typed=not version.endswith("preview"))
        await talk.until("session.created")
        yield talk


@contextlib.asynccontextmanager
async def live_talk(embedded: EmbeddedServices, *, model: str = "gpt-4.1") -> AsyncIterator[VoiceLiveTalk]:
    """Open a talk by the Voice Live SDK, and wait for its session."""
    endpoint = f"http://127.0.0.1:{embedded.port}"
    async with connect(
        credential=AzureKeyCredential(embedded.key), endpoint=endpoint, model=model
    ) as connection:
        talk = VoiceLiveTalk(connection)
        await talk.until("session.created")
        yield talk


def sound_of(talk: Talk, kind: str = "response.output_audio.delta") -> bytes:
    """Return the sound that came."""
    return b"".join(base64.b64decode(event["delta"]) for event in talk.of(kind))
