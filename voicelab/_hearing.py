"""Hearing a recording: one utterance from a file, an array or an earlier exchange."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab._portal import aside
from voicelab.audio import Audio
from voicelab.exchange import Exchange
from voicelab.recognition import EndOfSpeech, NoMatch, Recogniser, Utterance
from voicelab.sources import SAMPLE_RATE_HZ, to_audio

if TYPE_CHECKING:
    from voicelab.patience import Patience
    from voicelab.services import SpeechService
    from voicelab.settings import Settings

__all__ = ["as_recording", "hear"]

_LEAD_SECONDS = 0.2
_TAIL_SECONDS = 0.5
"""Silence added at both ends, in seconds: recognisers lose what begins or ends with the file."""


def as_recording(utterance: Any) -> Audio | None:
    """Return what is asked as sound at 16 kHz; `None` if it is text.

    Raises
    ------
    FileNotFoundError, ValueError
        A WAV file that is missing or no WAV file.
    """
    if isinstance(utterance, Exchange):
        return to_audio(utterance.heard) if utterance.heard is not None else None
    if isinstance(utterance, str):
        named = utterance.lower().endswith(".wav") and (Path(utterance).exists() or " " not in utterance)
        return to_audio(utterance) if named else None
    return to_audio(utterance)


async def hear(
    service: SpeechService, settings: Settings, recording: Audio, patience: Patience | None = None
) -> Utterance | NoMatch:
    """Recognise a recording, all phrases of it as one utterance.

    Times count from when its last sample was handed over: a recording is given faster than it was spoken.

    Raises
    ------
    RecognitionError
        The service refused, failed or fell silent.
    """
    recogniser = Recogniser(service, settings, patience)
    try:
        await recogniser.open()
        lead, tail = Audio.silence(_LEAD_SECONDS), Audio.silence(settings.end_silence_seconds + _TAIL_SECONDS)
        recogniser.feed((lead + recording + tail).to_pcm())
        recogniser.end()
        ended_at = time.monotonic()
        phrases: list[Utterance] = []
        nothing: NoMatch | None = None
        while not isinstance(arrival := await recogniser.next(), EndOfSpeech):
            if isinstance(arrival, Utterance):
                phrases.append(arrival)
            elif isinstance(arrival, NoMatch):
                nothing = arrival
    finally:
        # Nobody waits for this: the turn begins at once.
        aside(recogniser.close())
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
