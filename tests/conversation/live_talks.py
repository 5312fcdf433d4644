"""Live conversations with recorded speech, of which the recognizer hears what a script says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from voicelab import Audio, Exchange, Session
from voicelab.audio.sinks import Sink
from voicelab.audio.sources import RecordedSource
from voicelab.events import Event
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
        session.talk(RecordedSource(sound), sink)
        return [each for each in session.log.exchanges() if each.outcome != "no-match"]
