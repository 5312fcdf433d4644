"""How long a voice is to take: its pace is set so that it does, within bounds."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

from voicelab.embedded.host import Host
from voicelab.embedded.speech.speaking import SsmlSpeaker
from voicelab.embedded.speech.ssml import Part, Pause, SsmlSpeech, VoiceDuration, each_part
from voicelab.embedded.speech.ssml_values import clip

__all__ = ["paced"]

_SLOWEST, _FASTEST = 0.5, 2.0
"""Bounds of the pace, those of Azure's."""
_TRIALS = 4


async def paced(host: Host, parts: Sequence[Part]) -> AsyncGenerator[Part, None]:
    """Yield the parts of a document, those of a voice with a duration at the pace that takes as long.

    Such a voice is made several times, to see how long it takes.
    """
    paces: dict[VoiceDuration, float] = {}
    for place, part in enumerate(parts):
        if not isinstance(part, SsmlSpeech) or part.duration is None:
            yield part
            continue
        asked = part.duration
        if asked not in paces:
            paces[asked] = await _pace(host, _of_one_voice(parts[place:], asked), asked.seconds)
        yield replace(part, rate=clip(part.rate * paces[asked], 0.5, 3.0))


def _of_one_voice(parts: Sequence[Part], asked: VoiceDuration) -> Sequence[Part]:
    """Return the parts up to the last one of the voice."""
    places = [
        place for place, part in enumerate(parts) if isinstance(part, SsmlSpeech) and part.duration == asked
    ]
    return parts[: places[-1] + 1]


async def _pace(host: Host, parts: Sequence[Part], seconds: float) -> float:
    """Return the pace that came nearest; voices do not follow it to the letter."""
    pauses = sum(part.seconds for part in parts if isinstance(part, Pause))
    wanted = max(seconds - pauses, 0.001)
    tried: dict[float, float] = {}
    pace = 1.0
    while pace not in tried and len(tried) < _TRIALS:
        tried[pace] = await _seconds(host, _at(parts, pace)) - pauses
        pace = clip(pace * tried[pace] / wanted, _SLOWEST, _FASTEST)
    return min(tried, key=lambda pace: abs(tried[pace] - wanted))


async def _seconds(host: Host, parts: Sequence[Part]) -> float:
    engine = (await host.engines()).synthesis
    speaker = SsmlSpeaker(host, engine, engine.sample_rate_hz, {})
    async with contextlib.aclosing(speaker.speak_all(each_part(parts))) as spoken:
        async for _ in spoken:
            pass
    return speaker.spoken_seconds


def _at(parts: Sequence[Part], pace: float) -> list[Part]:
    return [
        replace(part, rate=clip(part.rate * pace, 0.5, 3.0)) if isinstance(part, SsmlSpeech) else part
        for part in parts
    ]
