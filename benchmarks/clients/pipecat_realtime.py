"""pipecat: its services of speech-to-speech models, measured where the sound would go to a transport."""

from __future__ import annotations

import sys

from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.services.azure.voice_live import events as voice_live
from pipecat.services.azure.voice_live.llm import AzureVoiceLiveLLMService
from pipecat.services.llm_service import LLMService
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService

from benchmarks.clients.client import PROMPT, VOICE, Place, serve
from benchmarks.clients.pipecat_pipeline import PipecatClient, Speaker


class PipecatRealtimeClient(PipecatClient):
    """Service: ``openai`` or ``voice-live``, each with its defaults but for the voice."""

    def stages(self, place: Place) -> list[FrameProcessor]:
        model = self._openai(place) if self._settings == "openai" else self._voice_live(place)
        aggregators = LLMContextAggregatorPair(LLMContext())
        return [aggregators.user(), model, Speaker(self), aggregators.assistant()]

    def _openai(self, place: Place) -> LLMService:
        settings = OpenAIRealtimeLLMService.Settings(model="gpt-realtime", system_instruction=PROMPT)
        address = f"{place.realtime}/realtime"
        return OpenAIRealtimeLLMService(api_key=place.key, base_url=address, settings=settings)

    def _voice_live(self, place: Place) -> LLMService:
        session = voice_live.SessionProperties(
            modalities=["text", "audio"],
            voice=voice_live.AzureStandardVoice(name=VOICE),
            turn_detection=voice_live.TurnDetection(type="azure_semantic_vad"),
            input_audio_transcription=voice_live.InputAudioTranscription(model="azure-speech"),
            input_audio_noise_reduction=voice_live.InputAudioNoiseReduction(),
        )
        settings = AzureVoiceLiveLLMService.Settings(
            model="gpt-realtime", system_instruction=PROMPT, session_properties=session
        )
        service = AzureVoiceLiveLLMService(api_key=place.key, endpoint=place.web, settings=settings)
        # It knows encrypted addresses alone.
        service.base_url = service.base_url.replace("wss:", "ws:")
        return service


if __name__ == "__main__":
    serve(PipecatRealtimeClient(sys.argv[1]))
