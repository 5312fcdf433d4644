"""The official SDKs as the tests hold them: references kept, objects dropped before the test ends."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import azure.cognitiveservices.speech as sdk
import openai

from voicelab.audio.clip import Audio
from voicelab.embedded.engines import Engines
from voicelab.embedded.scripted.engines import ScriptedRecognition, ScriptedSynthesis
from voicelab.services.services import Services
from voicelab.services.speech_sdk import speech_config

WAIT_SECONDS = 20.0

Configure = Callable[[sdk.SpeechConfig], None]


@dataclass
class RecognizerClient:
    """A recognizer on a push stream, and what came of it."""

    sdk: sdk.SpeechRecognizer
    stream: sdk.audio.PushAudioInputStream
    hypotheses: list[str] = field(default_factory=list)
    results: list[Any] = field(default_factory=list)
    canceled: list[Any] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def texts(self) -> list[str]:
        return [result.text for result in self.results if result.reason == sdk.ResultReason.RecognizedSpeech]

    def write(self, *sounds: Audio) -> None:
        for sound in sounds:
            self.stream.write(sound.to_pcm())

    def write_in_real_time(self, sound: Audio) -> None:
        pcm, started = sound.to_pcm(), time.monotonic()
        for position in range(0, len(pcm), 640):
            time.sleep(max(0.0, started + position / 32_000 - time.monotonic()))
            self.stream.write(pcm[position : position + 640])

    def once(self) -> Any:
        return self.sdk.recognize_once_async().get()

    def start(self) -> None:
        self.sdk.start_continuous_recognition_async().get()

    def stop(self) -> None:
        self.sdk.stop_continuous_recognition_async().get()

    def to_the_end(self) -> None:
        """Recognise until the stream is over."""
        self.stream.close()
        self.start()
        assert self.stopped.wait(WAIT_SECONDS), "the session never stopped"
        self.stop()

    def wait_for(self, condition: Callable[[RecognizerClient], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: condition(self), WAIT_SECONDS), "it never happened"

    def _record(self, into: list[Any], item: Any) -> None:
        with self.changed:
            into.append(item)
            self.changed.notify_all()


@contextlib.contextmanager
def recognizer(
    services: Services,
    *,
    configure: Configure | None = None,
    sample_rate_hz: int = 16_000,
    languages: Sequence[str] = (),
    phrases: Sequence[str] = (),
    end_silence_ms: int = 300,
) -> Iterator[RecognizerClient]:
    config = speech_config(services.speech)
    config.set_property(sdk.PropertyId.Speech_SegmentationSilenceTimeoutMs, str(end_silence_ms))
    if configure is not None:
        configure(config)
    stream = sdk.audio.PushAudioInputStream(sdk.audio.AudioStreamFormat(sample_rate_hz, 16, 1))
    audio = sdk.audio.AudioConfig(stream=stream)
    more = {}
    if languages:
        more["auto_detect_source_language_config"] = sdk.languageconfig.AutoDetectSourceLanguageConfig(
            languages=list(languages)
        )
    client = sdk.SpeechRecognizer(speech_config=config, audio_config=audio, **more)
    if phrases:
        grammar = sdk.PhraseListGrammar.from_recognizer(client)
        for phrase in phrases:
            grammar.addPhrase(phrase)
    held = RecognizerClient(client, stream)
    signals = {
        client.recognizing: lambda event: held._record(held.hypotheses, event.result.text),
        client.recognized: lambda event: held._record(held.results, event.result),
        client.canceled: lambda event: held._record(held.canceled, event.cancellation_details),
        client.session_stopped: lambda _event: held.stopped.set(),
    }
    for signal, handler in signals.items():
        signal.connect(handler)
    try:
        yield held
    finally:
        for signal in signals:
            signal.disconnect_all()
        stream.close()
        client.stop_continuous_recognition_async().get()


@dataclass
class SynthesizerClient:
    """A synthesizer without a speaker, and what came of it."""

    sdk: sdk.SpeechSynthesizer
    chunks: list[tuple[float, int]] = field(default_factory=list)
    words: list[Any] = field(default_factory=list)
    bookmarks: list[Any] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def text(self, text: str) -> Any:
        return self.sdk.speak_text_async(text).get()

    def ssml(self, ssml: str) -> Any:
        return self.sdk.speak_ssml_async(ssml).get()

    def wait_for(self, condition: Callable[[SynthesizerClient], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: condition(self), WAIT_SECONDS), "it never happened"

    def _record(self, into: list[Any], item: Any) -> None:
        with self.changed:
            into.append(item)
            self.changed.notify_all()


@contextlib.contextmanager
def synthesizer(
    services: Services,
    *,
    voice: str = "en-US-JennyMultilingualNeural",
    output_format: sdk.SpeechSynthesisOutputFormat | None = None,
    configure: Configure | None = None,
    path: str | None = None,
    words: bool = False,
) -> Iterator[SynthesizerClient]:
    config = speech_config(services.speech, path=path)
    config.speech_synthesis_voice_name = voice
    if output_format is not None:
        config.set_speech_synthesis_output_format(output_format)
    if words:
        config.set_property(sdk.PropertyId.SpeechServiceResponse_RequestSentenceBoundary, "true")
    if configure is not None:
        configure(config)
    client = sdk.SpeechSynthesizer(speech_config=config, audio_config=None)
    held = SynthesizerClient(client)
    signals = {
        client.synthesizing: lambda event: held._record(
            held.chunks, (time.monotonic(), len(event.result.audio_data))
        )
    }
    if words:
        signals[client.synthesis_word_boundary] = lambda event: held._record(held.words, event)
        signals[client.bookmark_reached] = lambda event: held._record(held.bookmarks, event)
    for signal, handler in signals.items():
        signal.connect(handler)
    try:
        yield held
    finally:
        for signal in signals:
            signal.disconnect_all()


TEXT_STREAM_PATH = "/cognitiveservices/websocket/v2"


def text_stream() -> sdk.SpeechSynthesisRequest:
    return sdk.SpeechSynthesisRequest(input_type=sdk.SpeechSynthesisRequestInputType.TextStream)


def engines(**changes: Any) -> Engines:
    """Return engines that follow a script, but for a completion server, which they have none of."""
    parts: dict[str, Any] = {
        "recognition": ScriptedRecognition(
            ["Hello."], delay_seconds=0, hypothesis_seconds=0.3, end_silence_seconds=None, confidence=0.9
        ),
        "synthesis": ScriptedSynthesis(first_audio_seconds=0, pace=1000),
        "completion_url": "http://127.0.0.1:9/v1",
    }
    return Engines(**{**parts, **changes})


_clients = contextlib.ExitStack()


def close_clients() -> None:
    """Close what `azure_client` and `plain_client` opened."""
    _clients.close()


def azure_client(services: Services) -> openai.AzureOpenAI:
    completion = services.completion
    assert completion.key is not None
    return _clients.enter_context(
        openai.AzureOpenAI(
            azure_endpoint=completion.endpoint,
            api_key=completion.key.reveal(),
            api_version=completion.api_version,
            max_retries=0,
        )
    )


def plain_client(services: Services, *, base: str = "/openai/v1/") -> openai.OpenAI:
    completion = services.completion
    assert completion.key is not None
    return _clients.enter_context(
        openai.OpenAI(
            base_url=completion.endpoint.rstrip("/") + base,
            api_key=completion.key.reveal(),
            max_retries=0,
        )
    )
