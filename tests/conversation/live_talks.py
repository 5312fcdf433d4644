"""Live conversations with recorded speech, of which the recognizer hears what a script says."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import Any

import numpy as np

from voicelab import Audio, Exchange, Session
from voicelab.audio.sinks import Sink
from voicelab.audio.sources import RecordedSource
from voicelab.events import Event, ExchangeLogged
from voicelab.testing import EmbeddedServices, ScriptedEngines

__all__ = ["WORDS", "changing", "converse", "script"]

WORDS = "What is the time?"
"""At 0.2 s of speech a word, the last hypothesis comes before the end of 0.9 s of speech."""


def script(**changes: Any) -> ScriptedEngines:
    usual: dict[str, Any] = {"transcripts": [WORDS], "hypothesis_seconds": 0.2, "reply": ["One.", "Two."]}
    return ScriptedEngines(**(usual | changes))


def changing(hypothesis: str, transcript: str) -> Callable[[Audio], str]:
    """Hear one thing while it is said, and another at the end."""

    def text(heard: Audio) -> str:
        is_final = heard.samples[-800:].std() < 1.0
        return transcript if is_final else hypothesis

    return text


def converse(
    embedded: EmbeddedServices,
    *,
    sound: Audio,
    sink: Sink | None = None,
    on_event: Callable[[Event], None] | None = None,
    **settings: Any,
) -> list[Exchange]:
    """Return the exchanges in which something was understood."""
    with Session(services=embedded.services, log=False, **settings) as session:
        if on_event is not None:
            session.subscribe(on_event)
        session.talk(_UntilAnswered(session, sound), sink)
        return [each for each in session.log.exchanges() if each.outcome != "no-match"]


class _UntilAnswered:
    """A recording as it was spoken, which ends in its last silence once an exchange is logged."""

    def __init__(self, session: Session, sound: Audio) -> None:
        self._recording = RecordedSource(sound)
        self._spoken_bytes = 2 * (1 + int(np.flatnonzero(sound.samples).max(initial=-1)))
        self._is_spoken = self._is_answered = False
        session.subscribe(self._on_event)

    def _on_event(self, event: Event) -> None:
        self._is_answered |= self._is_spoken and isinstance(event, ExchangeLogged)

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield the recording."""
        given = 0
        async with contextlib.aclosing(self._recording.chunks()) as chunks:
            async for chunk in chunks:
                if self._is_answered:
                    return
                yield chunk
                given += len(chunk)
                self._is_spoken = given >= self._spoken_bytes
