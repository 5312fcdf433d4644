"""ReplyVoice: a reply as sound while it is being written, with the times of its words."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

from voicelab.embedded.engines import SynthesisEngine
from voicelab.embedded.host import Host
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.embedded.realtime.voices import in_its_language, manner_of
from voicelab.embedded.realtime.wire_values import AudioFormat
from voicelab.embedded.speech.framing import TICKS_PER_SECOND
from voicelab.embedded.speech.output_format import AudioEncoder, output_format
from voicelab.embedded.speech.speaking import Metadata, SsmlSpeaker
from voicelab.embedded.speech.ssml import Part, SsmlSpeech
from voicelab.embedded.speech.text_stream import TextStream
from voicelab.text.languages import language_of

__all__ = ["ReplyVoice", "VoicedViseme", "VoicedWord"]

_LAWS = {"ulaw": "raw-8khz-8bit-mono-mulaw", "alaw": "raw-8khz-8bit-mono-alaw"}


@dataclass(frozen=True, slots=True)
class VoicedWord:
    """When a word was spoken, from the beginning of the reply."""

    text: str
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True, slots=True)
class VoicedViseme:
    """When the mouth takes a shape."""

    start_seconds: float
    viseme: int


class ReplyVoice:
    """Speaks one reply.

    Raises
    ------
    ProtocolError
        The engine has no such voice.
    """

    def __init__(self, host: Host, engine: SynthesisEngine, options: SessionOptions) -> None:
        self._host = host
        self._engine = engine
        self._manner = manner_of(engine, options.voice, options.speed)
        self._speaks_any = options.voice.is_openai
        self._is_english = all(language_of(locale) == "en" for locale in options.languages)
        self._text = TextStream({"voiceName": self._manner.voice}, eager=host.eager_text)
        form = options.output_sound
        asked = {"wordBoundaryEnabled": True, "visemeEnabled": options.wants_visemes}
        self._speaker = SsmlSpeaker(host, engine, form.sample_rate_hz, asked)
        self._encoder = AudioEncoder(host, output_format(_format_name(form)))
        self._rate = form.sample_rate_hz

    async def add(self, text: str) -> None:
        """Take the next of the text."""
        await self._text.add(text)

    async def end(self) -> None:
        """Take the end of the text."""
        await self._text.end()

    async def spoken(self) -> AsyncGenerator[tuple[bytes, float] | VoicedWord | VoicedViseme, None]:
        """Yield sound as it is made, each with its length in seconds, and behind each sentence its words.

        Raises
        ------
        ProtocolError
            The voice cannot read the text.
        """
        async with contextlib.aclosing(self._speaker.speak_all(self._parts())) as made:
            async for item in made:
                if isinstance(item, Metadata):
                    for timed in _timed(item):
                        yield timed
                else:
                    yield await self._encoder.encode(item), len(item) / (2 * self._rate)
        if rest := await self._encoder.finish():
            yield rest, 0.0

    async def _parts(self) -> AsyncGenerator[Part, None]:
        async with contextlib.aclosing(self._text.parts()) as parts:
            async for part in parts:
                assert isinstance(part, SsmlSpeech)
                yield await self._spoken_as(part.text)

    async def _spoken_as(self, text: str) -> SsmlSpeech:
        # To load what guesses languages takes a second, and most talks are in English.
        if self._is_english and not any(letter.isalpha() and not letter.isascii() for letter in text):
            return replace(self._manner, text=text)
        return await self._host.call(
            in_its_language, self._engine, self._manner, text, speaks_any=self._speaks_any
        )


def _format_name(form: AudioFormat) -> str:
    return _LAWS.get(form.coding, f"raw-{form.sample_rate_hz // 1_000}khz-16bit-mono-pcm")


def _timed(metadata: Metadata) -> list[VoicedWord | VoicedViseme]:
    found: list[VoicedWord | VoicedViseme] = []
    for item in metadata.items:
        data = item["Data"]
        start = data["Offset"] / TICKS_PER_SECOND
        if item["Type"] == "WordBoundary":
            end = start + data["Duration"] / TICKS_PER_SECOND
            found.append(VoicedWord(data["text"]["Text"], start, end))
        elif item["Type"] == "Viseme":
            found.append(VoicedViseme(start, data["VisemeId"]))
    return found
