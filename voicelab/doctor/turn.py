"""What `voicelab.doctor` measures of a turn: a known phrase is spoken, heard, and answered by voice."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from voicelab.conversation.session import Session
from voicelab.doctor.checks import Check
from voicelab.resources import is_busy
from voicelab.text.words import words

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.exchange.exchange import Exchange
    from voicelab.services.endpoints import ServiceKind
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["MOST_TOKENS", "PHRASE", "a_spoken_turn", "a_turn", "why_slow"]

PHRASE = "What is the tallest mountain in the world?"
"""What is spoken, and asked."""
MOST_TOKENS = 40
"""Of each reply: enough to measure, and next to nothing to pay."""

_ALIKE = 0.75
"""Recognizers write some words otherwise."""
_SLOW_SECONDS = 3.0
"""From the end of speech to the reply's first sound: people take longer for a fault."""


async def a_turn(services: Services, settings: Settings, timeouts: Timeouts, spoken: Audio) -> list[Check]:
    """Ask what was spoken as a session does; tell what was heard of it, and how long each stage took.

    Parameters
    ----------
    spoken
        `PHRASE`, by the voice of the settings.
    """
    settings = settings.replace(max_tokens=min(MOST_TOKENS, settings.max_tokens))
    exchange, check = await a_spoken_turn("turn", services, settings, timeouts, spoken)
    return [check] if check.status == "failed" else [_round_trip(exchange, settings), check]


async def a_spoken_turn(
    name: str, services: Services, settings: Settings, timeouts: Timeouts, spoken: Audio
) -> tuple[Exchange, Check]:
    """Ask by some sound as a session does; tell how long each stage took.

    Parameters
    ----------
    name
        What the check is called.
    spoken
        A question, in English.
    """
    settings = settings.replace(language="en-US")
    session = Session(settings, services=services, log=False, timeouts=timeouts)
    try:
        exchange = await session.aask(spoken)
    finally:
        await session.aclose()
    if exchange.outcome == "completed":
        return exchange, _times(name, exchange, services.kind)
    message = exchange.error_message or f"it was {exchange.outcome}"
    return exchange, Check(area="measured", name=name, status="failed", message=message, hint=_AGAIN)


_AGAIN = "Run it again; if it lasts, the checks of what is reachable tell which service it is."


def _round_trip(exchange: Exchange, settings: Settings) -> Check:
    matcher = difflib.SequenceMatcher(None, words(PHRASE), words(exchange.transcript), autojunk=False)
    alike = matcher.ratio()
    is_english = settings.voice.lower().startswith("en-")
    is_well = alike >= _ALIKE or not is_english
    return Check(
        area="measured",
        name="round trip",
        status="ok" if is_well else "warning",
        message=f"“{PHRASE}” was spoken, and “{exchange.transcript}” heard",
        hint="" if is_well else f"Listen to the voice {settings.voice}: session.preview() plays it.",
        measures={"words_alike": round(alike, 2)},
    )


def why_slow(kind: ServiceKind, usual: str) -> str:
    """Return the hint for what is slow: for local models it may be other work that keeps the machine busy."""
    if kind == "embedded" and is_busy():
        return "Other programs keep the processors busy: measure again when they are done."
    return usual


def _times(name: str, exchange: Exchange, kind: ServiceKind) -> Check:
    latency = exchange.latency
    heard = latency.heard_seconds
    is_cascade = exchange.settings.engine == "cascade"  # otherwise no reply waits for the transcript
    stages = {
        "transcript": latency.transcript_seconds if is_cascade else None,
        "model": latency.model_seconds,
        "voice": latency.voice_seconds,
    }
    known = {part: seconds for part, seconds in stages.items() if seconds is not None}
    shares = ", ".join(f"{part} {seconds:.2f} s" for part, seconds in known.items())
    sounded = "without a sound" if heard is None else f"{heard:.2f} s after the end of speech"
    slowest = max(known, key=known.__getitem__, default="")
    is_slow = heard is not None and heard > _SLOW_SECONDS
    return Check(
        area="measured",
        name=name,
        status="warning" if is_slow else "ok",
        message=f"a spoken question was answered {sounded} ({shares})",
        hint=why_slow(kind, _QUICKER[slowest]) if is_slow and slowest else "",
        measures={
            f"{part}_seconds": round(seconds, 3)
            for part, seconds in {"first_sound": heard, **known, "turn": latency.done_seconds}.items()
            if seconds is not None
        },
    )


_QUICKER = {
    "transcript": "Recognition takes the most of it: a region nearer to you, or a quicker machine.",
    "model": "The model takes the most of it: a smaller one, or a region nearer to you, replies sooner.",
    "voice": "The voice takes the most of it: another one may be quicker (docs/performance.md).",
}
