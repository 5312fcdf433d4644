"""Recognition of a recording: all phrases of it as one utterance."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from voicelab.audio.clip import Audio
from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.event_loop import run_in_background
from voicelab.recognition.recognizer import EndOfSpeech, NoMatch, Recognizer, Utterance

if TYPE_CHECKING:
    from voicelab.services.endpoints import SpeechService
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["recognize_recording"]

_LEAD_SECONDS = 0.2
_TAIL_SECONDS = 0.5
"""Silence added at both ends, in seconds: recognizers lose what begins or ends with the file."""


async def recognize_recording(
    service: SpeechService, settings: Settings, recording: Audio, timeouts: Timeouts | None = None
) -> Utterance | NoMatch:
    """Recognise a recording, all phrases of it as one utterance.

    Times count from when its last sample was handed over: a recording is given faster than it was spoken.

    Raises
    ------
    RecognitionError
        The service refused, failed or fell silent.
    """
    recognizer = Recognizer(service, settings, timeouts)
    try:
        await recognizer.open()
        lead, tail = Audio.silence(_LEAD_SECONDS), Audio.silence(settings.end_silence_seconds + _TAIL_SECONDS)
        recognizer.feed((lead + recording + tail).to_pcm())
        recognizer.end()
        ended_at = time.monotonic()
        phrases: list[Utterance] = []
        nothing: NoMatch | None = None
        while not isinstance(arrival := await recognizer.next(), EndOfSpeech):
            if isinstance(arrival, Utterance):
                phrases.append(arrival)
            elif isinstance(arrival, NoMatch):
                nothing = arrival
    finally:
        # Nobody waits for this: the turn begins at once.
        run_in_background(recognizer.close())
    now = time.monotonic()
    if not phrases:
        reason = nothing.reason if nothing is not None else "NotRecognized"
        return NoMatch(reason, recording, ended_at, now, recording.duration_seconds)
    confidences = [phrase.confidence for phrase in phrases if phrase.confidence is not None]
    return Utterance(
        text=" ".join(phrase.text for phrase in phrases),
        audio=recording,
        ended_at=ended_at,
        arrived_at=max(ended_at, phrases[-1].arrived_at),
        fed_seconds=(len(recording.samples) / SAMPLE_RATE_HZ),
        confidence=min(confidences, default=None),
        alternatives=phrases[0].alternatives if len(phrases) == 1 else (),
        language=phrases[0].language,
    )
