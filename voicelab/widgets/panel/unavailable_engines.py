"""Engines that cannot be used here, for want of their packages or their address."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from voicelab.errors import ConfigurationError
from voicelab.extras import require
from voicelab.services.speech_to_speech import SpeechToSpeechEngine

if TYPE_CHECKING:
    from voicelab.services.services import Services

__all__ = ["unavailable_engines"]


def unavailable_engines(services: Services) -> dict[str, str]:
    """Return the engines that cannot be used, each with why and what to do."""
    found: dict[str, str] = {}
    engines: tuple[SpeechToSpeechEngine, ...] = get_args(SpeechToSpeechEngine)
    for engine in engines:
        try:
            require(engine, what=f"Sessions with engine={engine!r}")
            services.speech_to_speech(engine)
        except ConfigurationError as error:
            found[engine] = str(error)
    return found
