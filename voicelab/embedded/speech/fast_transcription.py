"""Fast transcription: a whole recording in, its phrases out, over plain HTTP."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from aiohttp import BodyPartReader, web
from numpy.typing import NDArray

from voicelab.embedded.engines import RecognitionStream, Transcript
from voicelab.embedded.forms.profanity import filtered, filtered_words
from voicelab.embedded.host import Host
from voicelab.embedded.limits import LARGEST_DEFINITION, LARGEST_FILE, MOST_FORM_PARTS
from voicelab.embedded.replies import engine_failure, error_response
from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.pcm import ENGINE_RATE_HZ
from voicelab.embedded.speech.phrases import timed_words
from voicelab.embedded.speech.recorded_speech import pieces_of, recognized
from voicelab.embedded.speech.sound_file import decoded_file
from voicelab.embedded.speech.speaker_names import Guests, SpeakerNames
from voicelab.embedded.speech.transcription_definition import TranscriptionDefinition
from voicelab.errors import VoicelabError
from voicelab.text.json_objects import json_object

__all__ = ["fast_transcription_routes"]

_LONGEST_SECONDS = 7_200.0
_END_SILENCE_SECONDS = 0.65
_USUAL_LOCALES = ("en-US", "de-DE", "es-ES", "fr-FR", "it-IT", "pt-BR", "ja-JP", "zh-CN")
"""Among which a language is identified where the client names none."""


@dataclass(slots=True)
class _Line:
    """One channel's speech, or that of all channels mixed."""

    stream: RecognitionStream
    channel: int | None
    speakers: SpeakerNames | None
    heard: list[tuple[Transcript, int | None]] = field(default_factory=list)

    async def hear(self, host: Host, samples: NDArray[np.int16] | None) -> None:
        """Take the next samples, or the end; note what was said, and by whom."""
        if self.speakers is not None and samples is not None:
            self.speakers.hear(samples)
        for transcript in await recognized(host, self.stream, samples):
            speaker = await self.speakers.number(transcript) if self.speakers is not None else None
            self.heard.append((transcript, speaker))


def fast_transcription_routes(host: Host) -> list[web.RouteDef]:
    """Return the routes."""

    async def transcribe(request: web.Request) -> web.Response:
        try:
            data, definition = await _form(request)
            return web.json_response(await _transcribed(host, data, definition))
        except ProtocolError as error:
            return error_response(400, "InvalidArgument", str(error))
        except VoicelabError as error:
            return engine_failure(error)

    return [
        web.post(f"{prefix}/speechtotext/transcriptions:transcribe", transcribe) for prefix in ("", "/stt")
    ]


async def _form(request: web.Request) -> tuple[bytes, TranscriptionDefinition]:
    """Return the form's file and its definition."""
    if not request.content_type.startswith("multipart/"):
        raise ProtocolError("The body must be a form (multipart/form-data) with audio and definition.")
    data, text, parts = b"", b"{}", 0
    try:
        form = await request.multipart()
        while (part := await form.next()) is not None:
            parts += 1
            if parts > MOST_FORM_PARTS:
                raise ProtocolError(f"The form has more than {MOST_FORM_PARTS} parts.")
            if not isinstance(part, BodyPartReader):
                continue
            if part.name == "audio":
                data = await _part(part, LARGEST_FILE)
            elif part.name == "definition":
                text = await _part(part, LARGEST_DEFINITION)
    except ValueError as error:
        raise ProtocolError("The form cannot be read.") from error
    definition = json_object(text)
    if definition is None:
        raise ProtocolError("The definition is not a JSON object.")
    if not data:
        raise ProtocolError("The form has no audio: send the file in it. Addresses are not fetched here.")
    return data, TranscriptionDefinition.read(definition)


async def _part(part: BodyPartReader, largest: int) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(65_536):
        data += chunk
        if len(data) > largest:
            raise ProtocolError(f"The part {part.name} is larger than {largest // 1024} kB.")
    return bytes(data)


async def _transcribed(host: Host, data: bytes, asked: TranscriptionDefinition) -> dict[str, Any]:
    locales = asked.locales
    engines = await host.engines()

    async def line(channel: int | None) -> _Line:
        stream = await host.call(
            engines.recognition.stream,
            language=locales[0] if locales else _USUAL_LOCALES[0],
            end_silence_seconds=_END_SILENCE_SECONDS,
            phrases=asked.phrases,
            candidate_languages=locales if len(locales) > 1 else () if locales else _USUAL_LOCALES,
            detailed=True,
        )
        guests = Guests(asked.most_speakers) if asked.names_speakers else None
        speakers = SpeakerNames(host, engines.speakers, guests) if guests is not None else None
        return _Line(stream, channel, speakers)

    lines = [await line(channel) for channel in asked.channels or (None,)]
    sound = decoded_file(data, longest_seconds=_LONGEST_SECONDS, split_channels=bool(asked.channels))
    samples = 0
    async with contextlib.aclosing(pieces_of(host, sound)) as pieces:
        async for piece in pieces:
            samples += piece.shape[1]
            for each in lines:
                await each.hear(host, _channel(piece, each.channel))
    for each in lines:
        await each.hear(host, None)
    return _answer(lines, samples / ENGINE_RATE_HZ, locales, asked.profanity)


def _channel(piece: NDArray[np.int16], channel: int | None) -> NDArray[np.int16]:
    if channel is not None and channel >= len(piece):
        raise ProtocolError(f"The file has no channel {channel}.")
    samples: NDArray[np.int16] = piece[channel or 0]
    return samples


def _answer(lines: Sequence[_Line], seconds: float, locales: Sequence[str], profanity: str) -> dict[str, Any]:
    usual = locales[0] if locales else _USUAL_LOCALES[0]
    phrases = [
        _phrase(transcript, each.channel, speaker, transcript.language or usual, profanity)
        for each in lines
        for transcript, speaker in each.heard
    ]
    return {
        "durationMilliseconds": round(1000 * seconds),
        "combinedPhrases": [
            {
                **_on(each.channel),
                "text": " ".join(
                    text
                    for transcript, _ in each.heard
                    if (text := filtered(transcript.text.strip(), transcript.language or usual, profanity))
                ),
            }
            for each in lines
        ],
        "phrases": sorted(phrases, key=lambda phrase: int(phrase["offsetMilliseconds"])),
    }


def _phrase(
    transcript: Transcript, channel: int | None, speaker: int | None, locale: str, profanity: str
) -> dict[str, Any]:
    shown = timed_words(transcript, locale)
    texts = filtered_words([word.text for word in shown], locale, profanity, transcript.text)
    return {
        **_on(channel),
        **({} if speaker is None else {"speaker": speaker}),
        **_place(transcript.start_seconds, transcript.end_seconds),
        "text": filtered(transcript.text.strip(), locale, profanity),
        "words": [
            {"text": text, **_place(word.start_seconds, word.end_seconds)}
            for word, text in zip(shown, texts, strict=True)
            if text
        ],
        "locale": locale,
        "confidence": 0.0 if transcript.confidence is None else transcript.confidence,
    }


def _on(channel: int | None) -> dict[str, int]:
    return {} if channel is None else {"channel": channel}


def _place(start_seconds: float, end_seconds: float) -> dict[str, int]:
    start = round(1000 * start_seconds)
    return {"offsetMilliseconds": start, "durationMilliseconds": round(1000 * end_seconds) - start}
