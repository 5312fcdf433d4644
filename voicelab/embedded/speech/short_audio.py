"""Recognition of short audio over plain HTTP."""

from __future__ import annotations

import contextlib
from typing import Any

from aiohttp import web

from voicelab.embedded.engines import Transcript
from voicelab.embedded.host import Host
from voicelab.embedded.replies import engine_failure, error_response
from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.not_offered import check_recognition
from voicelab.embedded.speech.pcm import ENGINE_RATE_HZ
from voicelab.embedded.speech.phrases import phrase, silence
from voicelab.embedded.speech.recognition_request import RecognitionRequest
from voicelab.embedded.speech.recorded_speech import joined, pieces_of, recognized
from voicelab.embedded.speech.sound_file import decoded_file
from voicelab.errors import VoicelabError

__all__ = ["short_audio_routes"]

_LONGEST_SECONDS = 60.0


def short_audio_routes(host: Host) -> list[web.RouteDef]:
    """Return the routes."""

    async def recognise(request: web.Request) -> web.Response:
        try:
            return web.json_response(await _answer(host, request))
        except ProtocolError as error:
            return error_response(400, message=str(error))
        except VoicelabError as error:
            return engine_failure(error)

    modes = "{mode:interactive|conversation|dictation}"
    return [
        web.post(f"{prefix}/speech/recognition/{modes}/cognitiveservices/v1", recognise)
        for prefix in ("", "/stt")
    ]


async def _answer(host: Host, request: web.Request) -> dict[str, Any]:
    if not request.query.get("language"):
        raise ProtocolError("The address names no language: add ?language=en-US, or another.")
    if "Pronunciation-Assessment" in request.headers:
        check_recognition({}, {"phraseDetection": {"enrichment": {"pronunciationAssessment": True}}})
    check_recognition(request.query, {}, host.custom_models)
    asked = RecognitionRequest.read(request.match_info["mode"], request.query, {})
    sound = decoded_file(await request.read(), longest_seconds=_LONGEST_SECONDS)
    stream = await host.call(
        (await host.engines()).recognition.stream,
        language=asked.language,
        end_silence_seconds=asked.end_silence_seconds,
        detailed=asked.detailed or asked.word_timings,
    )
    heard: list[Transcript] = []
    samples = 0
    async with contextlib.aclosing(pieces_of(host, sound)) as pieces:
        async for piece in pieces:
            samples += piece.shape[1]
            heard += await recognized(host, stream, piece[0])
            if heard and asked.one_shot:
                break
        else:
            heard += await recognized(host, stream, None)
    if not heard:
        body = silence("InitialSilenceTimeout", samples / ENGINE_RATE_HZ)
    else:
        body = phrase(heard[0] if asked.one_shot else joined(heard), asked)
    return {name: value for name, value in body.items() if name not in ("Id", "Channel")}
