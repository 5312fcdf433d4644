"""Synthesis over plain HTTP, and the list of voices."""

from __future__ import annotations

import contextlib

from aiohttp import web

from voicelab.embedded.host import Host
from voicelab.embedded.replies import error_response
from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.pcm import wav_header
from voicelab.embedded.speech.speaking import SsmlSpeaker, check_format, check_voices
from voicelab.embedded.speech.ssml import each_part, read_ssml, voices_of
from voicelab.embedded.speech.voices import voice_listing
from voicelab.errors import VoicelabError

__all__ = ["speech_http_routes"]

_DEFAULT_FORMAT = "riff-16khz-16bit-mono-pcm"


def speech_http_routes(host: Host) -> list[web.RouteDef]:
    """Return the routes."""

    async def voices(_request: web.Request) -> web.Response:
        try:
            engine = (await host.engines()).synthesis
        except VoicelabError as error:
            return error_response(503, message=str(error))
        return web.json_response([voice_listing(voice, engine.sample_rate_hz) for voice in engine.voices()])

    async def speak(request: web.Request) -> web.StreamResponse:
        return await _speak(host, request)

    routes = []
    for prefix in ("", "/tts"):
        routes += [
            web.get(prefix + "/cognitiveservices/voices/list", voices),
            web.post(prefix + "/cognitiveservices/v1", speak),
        ]
    return routes


async def _speak(host: Host, request: web.Request) -> web.StreamResponse:
    output_format = request.headers.get("X-Microsoft-OutputFormat", _DEFAULT_FORMAT)
    try:
        rate = check_format(output_format)
        parts = read_ssml(await request.text())
        engine = (await host.engines()).synthesis
        check_voices(engine, voices_of(parts))
    except ProtocolError as error:
        return error_response(400, message=str(error))
    except VoicelabError as error:
        return error_response(503, message=str(error))
    response = web.StreamResponse(headers={"Content-Type": "audio/x-wav"})
    await response.prepare(request)
    if output_format.startswith("riff"):
        await response.write(wav_header(rate))
    async with contextlib.aclosing(SsmlSpeaker(host, engine, rate, {}).speak_all(each_part(parts))) as spoken:
        async for item in spoken:
            if isinstance(item, bytes):
                await response.write(item)
    await response.write_eof()
    return response
