"""What `voicelab.doctor` finds of speech-to-speech engines: which are set up, and what each does."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING, get_args

from voicelab.audio.sources import to_audio
from voicelab.completion.causes import variables_of
from voicelab.doctor.checks import Check, failure
from voicelab.doctor.turn import a_spoken_turn
from voicelab.errors import VoicelabError
from voicelab.recordings import conversation, recording
from voicelab.services.speech_to_speech import SpeechToSpeechEngine, SpeechToSpeechService
from voicelab.settings.engines import engine_deployment, with_spoken_voice

if TYPE_CHECKING:
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = [
    "ENGINES",
    "a_turn_by",
    "as_assumed",
    "connect",
    "for_engine",
    "is_assumed",
    "not_named",
    "why_not_asked",
]

ENGINES = get_args(SpeechToSpeechEngine)


def for_engine(settings: Settings, engine: str) -> Settings:
    """Return settings for an engine, with the voice that speaks."""
    return with_spoken_voice(settings.replace(engine=engine))


def why_not_asked(services: Services, settings: Settings, engine: SpeechToSpeechEngine) -> Check | None:
    """Return a line for an engine that nobody asked for; `None` for one that is set up or chosen."""
    service = _service(services, engine)
    if _is_named(settings, engine) or (service is not None and services.kind != "embedded"):
        return None
    if services.kind == "embedded":
        message = "the embedded services have it, over the same models"
    elif engine == "realtime":
        variable = variables_of(SpeechToSpeechService.realtime(services.completion))["deployment"]
        message = f"not set up: {variable} names no speech-to-speech model"
    else:
        message = "not set up: AZURE_VOICELIVE_ENDPOINT names no resource"
    return Check(area="reachable", name=engine, status="ok", message=message)


def not_named(services: Services, settings: Settings) -> list[Check]:
    """Return what can be told without asking: that the chosen engine's place, or its model, is not named."""
    from voicelab.completion.failures import missing_deployment

    for engine in ENGINES:
        if settings.engine == engine:
            try:
                service = services.speech_to_speech(engine)
                if not (engine_deployment(settings) or service.deployment):
                    raise missing_deployment(service)
            except VoicelabError as error:
                return [failure("reachable", engine, error)]
    return []


def is_assumed(services: Services, settings: Settings, engine: SpeechToSpeechEngine) -> bool:
    """Whether nobody asked for an engine, and it is tried because the model's resource may have it."""
    service = _service(services, engine)
    return not _is_named(settings, engine) and service is not None and service.is_assumed


def as_assumed(check: Check) -> Check:
    """Return a check of an engine without which all goes on."""
    status = "warning" if check.status == "failed" else check.status
    return dataclasses.replace(check, status=status, is_optional=True)


async def connect(
    engine: SpeechToSpeechEngine, services: Services, settings: Settings, timeouts: Timeouts
) -> Check:
    """Open a connection to an engine, which is the settings', without a request.

    Raises
    ------
    VoicelabError
        It cannot be opened.
    """
    from voicelab.realtime.opening import open_connection

    started = time.monotonic()
    connection = await open_connection(services, settings, timeouts)
    seconds = time.monotonic() - started
    await connection.close()
    model = engine_deployment(settings) or services.speech_to_speech(engine).deployment
    return Check(
        area="reachable",
        name=engine,
        status="ok",
        message=f"{model} is there; connecting took {seconds:.2f} s",
        measures={"connect_seconds": round(seconds, 3)},
    )


async def a_turn_by(services: Services, settings: Settings, timeouts: Timeouts) -> Check:
    """Ask the settings' engine by a recording of voicelab's own; tell how soon it spoke."""
    spoken = to_audio(recording(conversation[0]))
    _, check = await a_spoken_turn(f"{settings.engine} turn", services, settings, timeouts, spoken)
    return check


def _is_named(settings: Settings, engine: str) -> bool:
    """Whether the settings name an engine, or the model of it."""
    return settings.engine == engine or engine_deployment(settings.replace(engine=engine)) is not None


def _service(services: Services, engine: SpeechToSpeechEngine) -> SpeechToSpeechService | None:
    """Return the service of an engine, where one is set up with its model."""
    service = services.realtime if engine == "realtime" else services.voice_live
    return service if service is not None and service.deployment else None
