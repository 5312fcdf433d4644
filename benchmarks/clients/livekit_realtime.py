"""livekit-agents: an agent session with a speech-to-speech model, without a room."""

from __future__ import annotations

import sys

from livekit.agents import AgentSession
from livekit.plugins import openai
from livekit.plugins.azure import realtime

from benchmarks.clients.client import VOICE, Place, serve
from benchmarks.clients.livekit_session import LivekitClient


class LivekitRealtimeClient(LivekitClient):
    """Service: ``openai`` or ``voice-live``, each with its defaults but for the voice."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self._is_openai = service == "openai"

    def session(self, place: Place) -> AgentSession:
        web = f"{place.web}/openai/v1"
        model = (
            openai.realtime.RealtimeModel(api_key=place.key, base_url=web)
            if self._is_openai
            else realtime.RealtimeModel(api_key=place.key, endpoint=place.web, voice=VOICE)
        )
        return AgentSession(llm=model, aec_warmup_duration=None)


if __name__ == "__main__":
    serve(LivekitRealtimeClient(sys.argv[1]))
