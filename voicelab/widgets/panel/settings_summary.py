"""What is set, in one line: it stands for the settings while they are folded away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voicelab.settings import Settings
from voicelab.settings.engines import engine_deployment, spoken_voice
from voicelab.settings.without_effect import effective_values, values_without_effect
from voicelab.text.direction import isolated

__all__ = ["settings_summary"]

_LONGEST_PROMPT = 120
"""Characters of the prompt: more fits in no line."""


def settings_summary(settings: Settings) -> str:
    """Return what a reply depends on the most, and whatever else is not as it is by default."""
    return " · ".join(_parts(settings, Settings()))


def voice_name(voice: str) -> str:
    """Return the name of a voice as people say it, such as ``Jenny Multilingual``."""
    name = re.sub(r"Neural$", "", voice.split("-", 2)[-1])
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name) or voice


def _parts(settings: Settings, usual: Settings) -> Iterator[str]:
    unused = values_without_effect(settings)
    comes_to = effective_values(settings)

    def is_changed(name: str) -> bool:
        return name not in unused and getattr(settings, name) != getattr(usual, name)

    if is_changed("engine"):
        yield settings.engine
    yield voice_name(spoken_voice(settings))
    if is_changed("style"):
        yield str(settings.style)
    if is_changed("speaking_rate"):
        yield f"pace {comes_to['speaking_rate']:g}"
    if (deployment := engine_deployment(settings)) is not None:
        yield deployment
    if comes_to["max_tokens"] is not None:
        yield "1 token" if settings.max_tokens == 1 else f"{settings.max_tokens} tokens"
    if "temperature" not in unused and settings.temperature is not None:
        yield f"temperature {settings.temperature:.2f}"
    if is_changed("language"):
        yield ", ".join(settings.languages)
    if is_changed("turn_detection"):
        yield f"turn detection by {settings.turn_detection}"
    if is_changed("end_silence_seconds"):
        yield f"end silence {settings.end_silence_seconds:g} s"
    if is_changed("end_of_turn"):
        yield f"end of turn by {settings.end_of_turn}"
    if is_changed("longest_pause_seconds"):
        yield f"longest pause {settings.longest_pause_seconds:g} s"
    if settings.barge_in:
        yield "speech interrupts"
    yield _quoted(settings.system_prompt)


def _quoted(prompt: str) -> str:
    words = " ".join(prompt.split())
    if not words:
        return "no prompt"
    return f"“{isolated(words if len(words) <= _LONGEST_PROMPT else f'{words[:_LONGEST_PROMPT]}…')}”"
