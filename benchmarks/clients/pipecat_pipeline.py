"""pipecat: its Azure services in a pipeline, measured where the sound would go to a transport."""

from __future__ import annotations

import asyncio
import sys

from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import (
    BotStoppedSpeakingFrame,
    Frame,
    InputAudioRawFrame,
    InterruptionFrame,
    TTSAudioRawFrame,
    TTSStoppedFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.azure.llm import AzureLLMService
from pipecat.services.azure.stt import AzureSTTService
from pipecat.services.azure.tts import AzureTTSService
from pipecat.services.tts_service import TextAggregationMode
from pipecat.turns.user_start import TranscriptionUserTurnStartStrategy
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from benchmarks.clients.client import PROMPT, VOICE, Client, Place, serve


class PipecatClient(Client):
    """Settings: ``default`` is its quickstart's (Silero and its turn model end the turn, whole sentences
    are spoken), ``best`` lets the service's transcript end the turn, ``tokens`` also speaks every word as it
    comes.
    """

    def __init__(self, settings: str) -> None:
        self._settings = settings

    async def open(self, place: Place) -> None:
        logger.remove()
        logger.add(sys.stderr, level="WARNING")
        self._worker = PipelineWorker(
            Pipeline(self.stages(place)),
            params=PipelineParams(audio_in_sample_rate=16_000, audio_out_sample_rate=24_000),
            idle_timeout_secs=None,
        )
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(self._worker)
        self._running = asyncio.ensure_future(runner.run())
        await asyncio.sleep(2.0)

    def stages(self, place: Place) -> list[FrameProcessor]:
        """Return what stands between microphone and speaker, the speaker in it."""
        stt = AzureSTTService(api_key=place.key, private_endpoint=place.recognition)
        llm = AzureLLMService(
            api_key=place.key,
            endpoint=place.web,
            settings=AzureLLMService.Settings(model=place.deployment, max_tokens=100),
        )
        tts = AzureTTSService(
            api_key=place.key,
            private_endpoint=place.synthesis,
            settings=AzureTTSService.Settings(voice=VOICE),
            text_aggregation_mode=TextAggregationMode.TOKEN if self._settings == "tokens" else None,
        )
        context = LLMContext([{"role": "system", "content": PROMPT}])
        aggregators = LLMContextAggregatorPair(context, user_params=self._user_params())
        return [stt, aggregators.user(), llm, tts, Speaker(self), aggregators.assistant()]

    def _user_params(self) -> LLMUserAggregatorParams:
        if self._settings == "default":
            return LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer())
        return LLMUserAggregatorParams(
            user_turn_strategies=UserTurnStrategies(
                start=[TranscriptionUserTurnStartStrategy()],
                stop=[SpeechTimeoutUserTurnStopStrategy(user_speech_timeout=0.0)],
            )
        )

    async def hear(self, pcm: bytes) -> None:
        await self._worker.queue_frame(InputAudioRawFrame(audio=pcm, sample_rate=16_000, num_channels=1))

    async def close(self) -> None:
        await self._worker.cancel()
        await asyncio.wait({self._running}, timeout=5.0)


class Speaker(FrameProcessor):
    """Stands where the transport's output would: takes the sound, and says that it was played."""

    def __init__(self, client: PipecatClient) -> None:
        super().__init__()
        self._client = client

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSAudioRawFrame):
            self._client.reply.add_audio(frame.audio)
        await self.push_frame(frame, direction)
        if isinstance(frame, InterruptionFrame):
            self._client.reply.cut()
        elif isinstance(frame, TTSStoppedFrame):
            await self.push_frame(BotStoppedSpeakingFrame(), FrameDirection.UPSTREAM)
            self._client.reply.end()


if __name__ == "__main__":
    serve(PipecatClient(sys.argv[1]))
