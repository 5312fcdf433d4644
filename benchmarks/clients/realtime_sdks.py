"""The SDKs of speech-to-speech services alone: sound in, sound out, and nothing else done."""

from __future__ import annotations

import array
import asyncio
import base64
import sys
from contextlib import AsyncExitStack
from typing import Any

from azure.ai.voicelive.aio import connect
from azure.core.credentials import AzureKeyCredential
from openai import AsyncOpenAI

from benchmarks.clients.client import PROMPT, VOICE, Client, Place, serve


class RealtimeSdkClient(Client):
    """Service: ``openai`` or ``voice-live``."""

    def __init__(self, service: str) -> None:
        self._is_openai = service == "openai"

    async def open(self, place: Place) -> None:
        self._open = AsyncExitStack()
        self._last = 0
        session = await (self._openai(place) if self._is_openai else self._voice_live(place))
        self._connection = await self._open.enter_async_context(session)
        await self._connection.session.update(session=self._settings())
        self._hearing = asyncio.ensure_future(self._receive())
        await asyncio.sleep(0.5)

    async def hear(self, pcm: bytes) -> None:
        sound = self._at_24_khz(pcm) if self._is_openai else pcm
        await self._connection.input_audio_buffer.append(audio=base64.b64encode(sound).decode())

    async def close(self) -> None:
        self._hearing.cancel()
        await asyncio.wait({self._hearing})
        await self._open.aclose()

    async def _openai(self, place: Place) -> Any:
        web = f"{place.web}/openai/v1"
        client = AsyncOpenAI(api_key=place.key, base_url=web, websocket_base_url=place.realtime)
        await self._open.enter_async_context(client)
        return client.realtime.connect(model="gpt-realtime")

    async def _voice_live(self, place: Place) -> Any:
        return connect(endpoint=place.web, credential=AzureKeyCredential(place.key), model="gpt-realtime")

    def _settings(self) -> dict[str, Any]:
        turns = {"type": "server_vad"}
        if self._is_openai:
            return {"type": "realtime", "instructions": PROMPT, "audio": {"input": {"turn_detection": turns}}}
        voice = {"type": "azure-standard", "name": VOICE}
        shared = {"instructions": PROMPT, "turn_detection": turns, "voice": voice}
        return {**shared, "modalities": ["text", "audio"], "input_audio_sampling_rate": 16_000}

    async def _receive(self) -> None:
        async for event in self._connection:
            if event.type in ("response.output_audio.delta", "response.audio.delta"):
                delta = event.delta
                self.reply.add_audio(delta if isinstance(delta, bytes) else base64.b64decode(delta))
            elif event.type == "response.done":
                self.reply.end()
            elif event.type == "error":
                raise RuntimeError(event)

    def _at_24_khz(self, pcm: bytes) -> bytes:
        """Return three samples for two, on the lines between them."""
        samples = array.array("h", pcm)
        raised = array.array("h")
        for first, second in zip(samples[::2], samples[1::2], strict=True):
            raised.extend(((self._last + 2 * first) // 3, (2 * first + second) // 3, second))
            self._last = second
        return raised.tobytes()


if __name__ == "__main__":
    serve(RealtimeSdkClient(sys.argv[1]))
