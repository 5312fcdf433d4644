"""Whether a user's turn is over: a route of the embedded services' own, which Azure has not.

``POST /_voicelab/end-of-turn/words`` takes ``{"words": …, "before": …}``, ``POST …/smart-turn`` the sound of
the turn, bare 16-bit samples at 16 kHz or a WAV file; both answer ``{"probability": …}``. ``GET`` on either
loads its model ahead of the first question.
"""

from __future__ import annotations

from aiohttp import web

from voicelab.embedded.admission import json_body
from voicelab.embedded.engines import EndOfTurnEngine
from voicelab.embedded.host import Host
from voicelab.embedded.limits import LONGEST_TEXT
from voicelab.embedded.replies import engine_failure, error_response
from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.pcm import PcmDecoder
from voicelab.end_of_turn import DETECTOR_KINDS, END_OF_TURN_PATH
from voicelab.errors import ModelError, VoicelabError

__all__ = ["end_of_turn_routes"]


def end_of_turn_routes(host: Host) -> list[web.RouteDef]:
    """Return the routes."""

    async def load(request: web.Request) -> web.Response:
        try:
            await host.call((await _engine(host)).load, DETECTOR_KINDS[request.match_info["kind"]])
        except VoicelabError as error:
            return engine_failure(error)
        return web.Response(status=204)

    async def ask(request: web.Request) -> web.Response:
        try:
            return web.json_response({"probability": await _probability(host, request)})
        except ProtocolError as error:
            return error_response(400, message=str(error))
        except VoicelabError as error:
            return engine_failure(error)

    path = f"{END_OF_TURN_PATH}/{{kind:{'|'.join(DETECTOR_KINDS)}}}"
    return [web.get(path, load, allow_head=False), web.post(path, ask)]


async def _probability(host: Host, request: web.Request) -> float:
    engine = await _engine(host)
    if DETECTOR_KINDS[request.match_info["kind"]] == "smart-turn":
        samples = await host.call(PcmDecoder().decode, await request.read())
        if not len(samples):
            raise ProtocolError("The body has no sound.")
        return await host.call(engine.by_sound, samples)
    body = await json_body(request)
    words, before = (body or {}).get("words"), (body or {}).get("before", "")
    if not isinstance(words, str) or not isinstance(before, str):
        raise ProtocolError("The body is no JSON object with words, a text, and before, another one.")
    if len(words) + len(before) > LONGEST_TEXT:
        raise ProtocolError(f"The words are more than {LONGEST_TEXT:,} characters.")
    return await host.call(engine.by_words, words, before)


async def _engine(host: Host) -> EndOfTurnEngine:
    """Return what tells ends of turns.

    Raises
    ------
    ModelError
        Nothing does.
    """
    engine = (await host.engines()).end_of_turn
    if engine is None:
        raise ModelError(
            "These services do not tell whether a turn is over.",
            code="model-missing",
            hint="In a test, set ScriptedEngines(end_of_turn=…).",
        )
    return engine
