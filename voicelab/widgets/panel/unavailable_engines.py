"""Engines that cannot be used here, for want of their packages or their address."""

from __future__ import annotations

from voicelab.errors import ConfigurationError
from voicelab.extras import EXTRAS, require
from voicelab.settings.speech_to_speech import ENGINES

__all__ = ["unavailable_engines"]


def unavailable_engines() -> dict[str, str]:
    """Return the engines that cannot be used, each with why and what to do."""
    found = {}
    for engine in ENGINES:
        try:
            if engine in EXTRAS:
                require(engine, what=f"Sessions with engine={engine!r}")
        except ConfigurationError as error:
            found[engine] = str(error)
    return found
