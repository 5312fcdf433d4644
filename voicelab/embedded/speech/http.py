"""Synthesis over plain HTTP, and the list of voices."""

from __future__ import annotations

import contextlib

from aiohttp import web

from voicelab.embedded.host import Host
from voicelab.embedded.replies import engine_failure, error_response
from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.output_format import DEFAULT_FORMAT, AudioEncoder, output_format
from voicelab.embedded.speech.speaking import SsmlSpeaker
from voicelab.embedded.speech.ssml import read_ssml, speech_of
from voicelab.embedded.speech.voice_choice import check_manners
from voicelab.embedded.speech.voice_duration import paced
from voicelab.embedded.speech.voices import voice_listing
from voicelab.embedded.speech.xml_text import xml_text
from voicelab.errors import VoicelabError

__all__ = ["speech_http_routes"]


def speech_http_routes(host: Host) -> list[web.RouteDef]:
    """Return the routes."""

    async def voices(_request: web.Request) -> web.Response:
        try:
            engine = (await host.engines()).synthesis
        except VoicelabError as error:
            return engine_failure(error)
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
    try:
        sound = output_format(request.headers.get("X-Microsoft-OutputFormat", DEFAULT_FORMAT))
        parts = read_ssml(xml_text(await request.read(), request.charset))
        engine = (await host.engines()).synthesis
        check_manners(engine, speech_of(parts))
    except ProtocolError as error:
        return error_response(400, message=str(error))
    except VoicelabError as error:
        return engine_failure(error)
    response = web.StreamResponse(headers={"Content-Type": sound.media_type})
    await response.prepare(request)
    encoder = AudioEncoder(host, sound)
    await response.write(encoder.begin())
    speaker = SsmlSpeaker(host, engine, sound.sample_rate_hz, {})
    async with contextlib.aclosing(speaker.speak_all(paced(host, parts))) as spoken:
        async for item in spoken:
            if isinstance(item, bytes):
                await response.write(await encoder.encode(item))
    await response.write(await encoder.finish())
    await response.write_eof()
    return response
