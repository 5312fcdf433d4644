"""Speaking: turns parts of speech into audio of the asked format, with the times of words."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicelab.embedded.engines import SynthesisEngine, VoiceEntry
from voicelab.embedded.host import Host
from voicelab.embedded.speech.framing import ProtocolError, to_ticks
from voicelab.embedded.speech.pcm import PcmEncoder
from voicelab.embedded.speech.ssml import Bookmark, Part, Pause, SsmlSpeech
from voicelab.embedded.speech.visemes import visemes
from voicelab.embedded.speech.voice_choice import detected_voice, voice_of
from voicelab.text.languages import language_of_voice
from voicelab.text.letters import SPOKEN_SIGNS, WORD
from voicelab.text.sentences import sentences_of

__all__ = ["Metadata", "SsmlSpeaker"]

_PIECE_SECONDS = 0.25
_AUDIBLE = 100  # of 32,768: -50 dBFS
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", '"', "”", ")")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(rf"{WORD}(?:['’.,:/-]{WORD})*|[{SPOKEN_SIGNS}]+")
_TOKEN = re.compile(rf"{_WORD.pattern}|[^\w\s{SPOKEN_SIGNS}]+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The times of what was just spoken, as Azure's ``audio.metadata`` has them."""

    items: list[dict[str, Any]]


class SsmlSpeaker:
    """Speaks parts, one after the other, and keeps count of the time.

    Parameters
    ----------
    options
        Azure's ``metadataOptions``: which times are told.
    detect_language
        Whether sentences for which no voice is named are spoken by a voice of their own language.
    """

    def __init__(
        self,
        host: Host,
        engine: SynthesisEngine,
        sample_rate_hz: int,
        options: Mapping[str, Any],
        *,
        detect_language: bool = False,
    ) -> None:
        self.sample_rate_hz = sample_rate_hz
        self.spoken_seconds = 0.0
        self._host = host
        self._engine = engine
        self._encoder = PcmEncoder(engine.sample_rate_hz, self.sample_rate_hz)
        self._options = options
        self._detect_language = detect_language
        self._after_sentence_of: str | None = None
        self._has_spoken = False
        self._cannot_read: str | None = None

    async def speak_all(self, parts: AsyncGenerator[Part, None]) -> AsyncGenerator[bytes | Metadata, None]:
        """Yield the audio of parts as it is made, pieces of at most 0.25 s, and the times of its words.

        Raises
        ------
        ProtocolError
            There were words, and the voice could say none: they are in a script that it does not read.
        """
        async with contextlib.aclosing(parts):
            async for part in parts:
                async with contextlib.aclosing(self._speak(part)) as spoken:
                    async for item in spoken:
                        yield item
        if self._cannot_read is not None and not self._has_spoken:
            raise ProtocolError(
                f"The voice {self._cannot_read[:40]} cannot read this text: it is in another script."
            )

    async def _speak(self, part: Part) -> AsyncGenerator[bytes | Metadata, None]:
        if isinstance(part, Pause):
            for piece in self._pieces(self._silence(part.seconds)):
                yield piece
        elif isinstance(part, Bookmark):
            if self._options.get("bookmarkEnabled"):
                offset = to_ticks(self.spoken_seconds)
                yield Metadata([{"Type": "Bookmark", "Data": {"Offset": offset, "Bookmark": part.name}}])
        else:
            voice = voice_of(self._engine, part)
            detect = self._detect_language and not part.voice
            for text in sentences_of(part.text, None if detect else language_of_voice(voice.short_name)):
                if detect:
                    voice = await self._host.call(detected_voice, self._engine, text, part)
                for piece in self._pieces(self._silence_ahead(text, part)):
                    yield piece
                async with contextlib.aclosing(self._sentence(text, part, voice)) as spoken:
                    async for item in spoken:
                        yield item

    def _silence_ahead(self, text: str, manner: SsmlSpeech) -> bytes:
        """Return the silence that lies between a sentence and the one before it of the same voice."""
        between = self._after_sentence_of == manner.voice
        ended = text.rstrip().endswith(_SENTENCE_ENDS)
        self._after_sentence_of = manner.voice if ended else None
        return self._silence(manner.sentence_silence if between else 0.0)

    def _silence(self, seconds: float) -> bytes:
        return bytes(2 * round(seconds * self.sample_rate_hz))

    async def _sentence(
        self, text: str, manner: SsmlSpeech, voice: VoiceEntry
    ) -> AsyncGenerator[bytes | Metadata, None]:
        started = self.spoken_seconds
        times: list[tuple[int, float]] = []
        made = self._engine.synthesize(
            text, voice=voice.short_name, rate=manner.rate, pitch=manner.pitch, on_times=times.extend
        )
        sound = _SentenceSound(made, manner.volume, self._encoder, self._engine.sample_rate_hz)
        while (audio := await self._host.call(sound.next)) is not None:
            for piece in self._pieces(audio):
                yield piece
        if sound.is_empty:
            self._cannot_read = voice.short_name if _LETTER.search(text) else self._cannot_read
        else:
            self._has_spoken = True
        begin, end = sound.voiced_seconds
        items = self._times(text, _Clock(started, (begin, end), [(0, begin), *times, (len(text), end)]))
        if items:
            yield Metadata(items)

    def _pieces(self, audio: bytes) -> Iterator[bytes]:
        size = 2 * round(_PIECE_SECONDS * self.sample_rate_hz)
        for position in range(0, len(audio), size):
            piece = audio[position : position + size]
            self.spoken_seconds += len(piece) / (2 * self.sample_rate_hz)
            yield piece

    def _times(self, sentence: str, clock: _Clock) -> list[dict[str, Any]]:
        """Return the times of a sentence and its words and sounds; they never go back."""
        wanted = {
            "WordBoundary": self._options.get("wordBoundaryEnabled"),
            "PunctuationBoundary": self._options.get("punctuationBoundaryEnabled"),
        }
        items = []
        if self._options.get("sentenceBoundaryEnabled"):
            whole = clock.at(0), clock.at(len(sentence))
            items.append(_boundary("SentenceBoundary", sentence, *whole, "SentenceBoundary"))
        for match in _TOKEN.finditer(sentence):
            kind = "WordBoundary" if _WORD.match(match.group()) else "PunctuationBoundary"
            if wanted[kind]:
                spoken = clock.at(match.start()), clock.at(match.end())
                items.append(_boundary("WordBoundary", match.group(), *spoken, kind))
        if self._options.get("visemeEnabled"):
            items += [_viseme(clock.at(place), viseme) for place, viseme in visemes(sentence)]
        return items


class _SentenceSound:
    """The sound of one sentence while it is made; `next` blocks, and is called in a worker thread."""

    def __init__(
        self, made: Iterator[NDArray[np.int16]], volume: float, encoder: PcmEncoder, sample_rate_hz: int
    ) -> None:
        self._made = made
        self._volume = volume
        self._encoder = encoder
        self._rate = sample_rate_hz
        self._samples = 0
        self._loud: tuple[int, int] | None = None
        self._over = False

    @property
    def is_empty(self) -> bool:
        """Whether no sound was made at all."""
        return self._samples == 0

    @property
    def voiced_seconds(self) -> tuple[float, float]:
        """Where the voice begins and ends, the silence around it left out, in seconds."""
        begin, end = self._loud or (0, self._samples)
        return begin / self._rate, end / self._rate

    def next(self) -> bytes | None:
        """Return the next bytes, or `None` at the end."""
        if self._over:
            return None
        samples = next(self._made, None)
        if samples is None:
            self._over = True
            return self._encoder.encode(np.zeros(0, np.int16), last=True)
        loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > _AUDIBLE)
        if len(loud):
            begin, end = self._samples + int(loud[0]), self._samples + int(loud[-1]) + 1
            self._loud = (self._loud[0] if self._loud else begin, end)
        self._samples += len(samples)
        if self._volume != 1.0:
            samples = np.clip(samples * self._volume, -32_768, 32_767).astype(np.int16)
        return self._encoder.encode(samples)


class _Clock:
    """When which character of a sentence is spoken: between those that are known, by their number.

    Parameters
    ----------
    voiced
        Where the voice begins and ends, in seconds. Voices count silence that was cut off the sound, so that
        what they know may lie outside.
    """

    def __init__(self, started: float, voiced: tuple[float, float], known: list[tuple[int, float]]) -> None:
        order = sorted(known)
        self._places = [place for place, _ in order]
        seconds = np.clip([seconds for _, seconds in order], *voiced)
        self._seconds = started + np.maximum.accumulate(seconds)

    def at(self, place: float) -> float:
        """Return the time of a position in the sentence, in seconds from the beginning of the turn."""
        return float(np.interp(place, self._places, self._seconds))


def _boundary(kind: str, text: str, start: float, end: float, boundary: str) -> dict[str, Any]:
    return {
        "Type": kind,
        "Data": {
            "Offset": to_ticks(start),
            "Duration": to_ticks(end - start),
            "text": {"Text": text, "Length": len(text.encode("utf-16-le")) // 2, "BoundaryType": boundary},
        },
    }


def _viseme(start: float, viseme: int) -> dict[str, Any]:
    data = {"Offset": to_ticks(start), "VisemeId": viseme, "AnimationChunk": "", "IsLastAnimation": True}
    return {"Type": "Viseme", "Data": data}
