"""livekit-agents: an agent session without a room, measured where its sound would go to one."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from typing import Any

from livekit import rtc
from livekit.agents import Agent, AgentSession, inference, utils
from livekit.agents.voice.io import AudioInput, AudioOutput, AudioOutputCapabilities
from livekit.plugins import azure, openai

from benchmarks.clients.client import PROMPT, VOICE, Client, Place, serve

BEST = {
    "turn_detection": "vad",
    "endpointing": {"mode": "fixed", "min_delay": 0.0},
    "preemptive_generation": {"enabled": True, "preemptive_tts": True},
}
"""Silence and the service's transcript end the turn, at once; completion and synthesis begin as early as can
be. With ``stt``, which would do without a voice detector, it waits for an event that Azure does not send."""

_LEAST_SILENCE_SECONDS = 0.1


class LivekitClient(Client):
    """Settings: ``default`` is what a new session does, ``best`` is `BEST`, silence of 0.1 s enough."""

    def __init__(self, settings: str) -> None:
        self._best = settings == "best"

    async def open(self, place: Place) -> None:
        logging.basicConfig(level=logging.WARNING)
        self._open = contextlib.AsyncExitStack()
        await self._open.enter_async_context(utils.http_context.open())
        session = self.session(place)
        self._microphone = _Microphone()
        session.input.audio = self._microphone
        session.output.audio = _Speaker(self)
        await session.start(Agent(instructions=PROMPT), record=False)
        self._session = session
        await asyncio.sleep(2.0)

    def session(self, place: Place) -> AgentSession:
        """Return the agent's session."""
        return AgentSession(
            stt=azure.STT(speech_host=place.speech, speech_key=place.key),
            llm=openai.LLM.with_azure(
                azure_endpoint=place.web,
                azure_deployment=place.deployment,
                api_version="2024-10-21",
                api_key=place.key,
                max_completion_tokens=100,
            ),
            tts=azure.TTS(
                speech_endpoint=place.synthesis_over_http,
                speech_key=place.key,
                speech_region="loopback",
                voice=VOICE,
            ),
            aec_warmup_duration=None,
            **self._turn_handling(),
        )

    def _turn_handling(self) -> dict[str, Any]:
        if not self._best:
            return {}
        vad = inference.VAD(model="silero", min_silence_duration=_LEAST_SILENCE_SECONDS)
        return {"turn_handling": BEST, "vad": vad}

    async def hear(self, pcm: bytes) -> None:
        self._microphone.frames.put_nowait(
            rtc.AudioFrame(data=pcm, sample_rate=16_000, num_channels=1, samples_per_channel=len(pcm) // 2)
        )

    async def close(self) -> None:
        await self._session.aclose()
        await self._open.aclose()


class _Microphone(AudioInput):
    def __init__(self) -> None:
        super().__init__(label="microphone")
        self.frames: asyncio.Queue[rtc.AudioFrame] = asyncio.Queue()

    async def __anext__(self) -> rtc.AudioFrame:
        return await self.frames.get()


class _Speaker(AudioOutput):
    """Takes the sound, and says that it was played."""

    def __init__(self, client: LivekitClient) -> None:
        super().__init__(
            label="speaker", capabilities=AudioOutputCapabilities(pause=False), sample_rate=24_000
        )
        self._client = client
        self._seconds = 0.0

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        self._client.reply.add_audio(bytes(frame.data.cast("B")))
        self._seconds += frame.duration

    def flush(self) -> None:
        super().flush()
        if self._seconds:
            self.on_playback_finished(playback_position=self._seconds, interrupted=False)
            self._seconds = 0.0
            self._client.reply.end()

    def clear_buffer(self) -> None:
        if self._seconds:
            self.on_playback_finished(playback_position=self._seconds, interrupted=True)
            self._seconds = 0.0
            self._client.reply.cut()


if __name__ == "__main__":
    serve(LivekitClient(sys.argv[1]))
