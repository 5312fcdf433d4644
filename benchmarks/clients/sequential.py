"""The quickstart's loop on today's SDKs: hear it all, write it all, then speak."""

from __future__ import annotations

import asyncio
from typing import Any

import azure.cognitiveservices.speech as sdk
import openai

from benchmarks.clients.client import PROMPT, VOICE, Client, Place, serve


class SequentialClient(Client):
    """`recognize_once_async`, a completion that is not streamed, `speak_text_async`: one after the other."""

    async def open(self, place: Place) -> None:
        self._deployment = place.deployment
        config = sdk.SpeechConfig(host=place.speech, subscription=place.key)
        config.speech_recognition_language = "en-US"
        config.speech_synthesis_voice_name = VOICE
        config.set_speech_synthesis_output_format(sdk.SpeechSynthesisOutputFormat.Raw24Khz16BitMonoPcm)
        self._microphone = sdk.audio.PushAudioInputStream(
            sdk.audio.AudioStreamFormat(samples_per_second=16_000, bits_per_sample=16, channels=1)
        )
        self._heard = sdk.audio.AudioConfig(stream=self._microphone)
        self._recognizer = sdk.SpeechRecognizer(speech_config=config, audio_config=self._heard)
        self._spoken = sdk.audio.AudioOutputConfig(stream=sdk.audio.PushAudioOutputStream(_Speaker(self)))
        self._synthesizer = sdk.SpeechSynthesizer(speech_config=config, audio_config=self._spoken)
        self._openai = openai.AzureOpenAI(
            azure_endpoint=place.web, api_key=place.key, api_version="2024-10-21"
        )

    async def listen(self) -> None:
        loop = asyncio.get_running_loop()
        self._recognising = True
        self._turn = loop.run_in_executor(None, self._converse)
        reply = self.reply
        self._turn.add_done_callback(lambda _: reply.end())

    async def hear(self, pcm: bytes) -> None:
        # The SDK's own microphone is on while it recognises, and at no other time.
        if self._recognising:
            self._microphone.write(pcm)

    async def close(self) -> None:
        self._microphone.close()

    def _converse(self) -> None:
        heard = self._recognizer.recognize_once_async().get()
        self._recognising = False
        assert heard.reason == sdk.ResultReason.RecognizedSpeech, heard
        messages: list[Any] = [
            {"role": "system", "content": PROMPT},
            {"role": "user", "content": heard.text},
        ]
        completion = self._openai.chat.completions.create(
            model=self._deployment, messages=messages, max_tokens=100
        )
        spoken = self._synthesizer.speak_text_async(completion.choices[0].message.content).get()
        assert spoken.reason == sdk.ResultReason.SynthesizingAudioCompleted, spoken


class _Speaker(sdk.audio.PushAudioOutputStreamCallback):
    def __init__(self, client: SequentialClient) -> None:
        super().__init__()
        self._client = client

    def write(self, audio_buffer: memoryview) -> int:
        self._client.reply.add_audio(bytes(audio_buffer))
        return audio_buffer.nbytes

    def close(self) -> None:
        pass


if __name__ == "__main__":
    serve(SequentialClient())
