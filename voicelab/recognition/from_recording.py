"""Recognition of a recording: all phrases of it as one utterance."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import time
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from voicelab.audio.clip import Audio
from voicelab.audio.spool import blocks
from voicelab.errors import RecognitionError
from voicelab.event_loop import run_in_background
from voicelab.recognition.joined_utterances import joined_utterances
from voicelab.recognition.loud_sound import is_loud
from voicelab.recognition.recognizer import EndOfSpeech, Hypothesis, NoMatch, Recognizer, Utterance
from voicelab.services.timeouts import Timeouts

if TYPE_CHECKING:
    from voicelab.services.endpoints import SpeechService
    from voicelab.settings import Settings

__all__ = ["RecordingRecognition", "recognize_recording"]

_logger = logging.getLogger(__name__)


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
    phrases: list[Utterance] = []
    nothing: NoMatch | None = None
    recognition = RecordingRecognition(service, settings, recording, timeouts)
    async with contextlib.aclosing(recognition.phrases()) as arrivals:
        async for arrival in arrivals:
            if isinstance(arrival, Utterance):
                phrases.append(arrival)
            else:
                nothing = arrival
    now = time.monotonic()
    ended_at = recognition.finished_at or now
    if not phrases:
        reason = nothing.reason if nothing is not None else "NotRecognized"
        return NoMatch(reason, recording, ended_at, now, recording.duration_seconds)
    whole = joined_utterances(phrases)
    return dataclasses.replace(
        whole,
        audio=recording,
        ended_at=ended_at,
        arrived_at=max(ended_at, whole.arrived_at),
        fed_seconds=recording.duration_seconds,
        words=(),  # theirs count from the begin of their phrases
    )


class RecordingRecognition:
    """The phrases of a recording, one after the other; after a failure in its midst the rest is tried again.

    Parameters
    ----------
    recording
        At 16 kHz, of any length.
    """

    def __init__(
        self, service: SpeechService, settings: Settings, recording: Audio, timeouts: Timeouts | None = None
    ) -> None:
        self._service = service
        self._settings = settings
        self._recording = recording
        self._timeouts = timeouts
        self._start = 0
        self._is_advancing = False
        self.finished_at: float | None = None
        """When the last sample was handed over, by ``time.monotonic()``, in seconds; `None` until then."""

    async def phrases(self) -> AsyncGenerator[Utterance | NoMatch, None]:
        """Yield what is recognised, as it comes; close it to let go of recognition.

        Raises
        ------
        RecognitionError
            The service refused, failed or fell silent.
        """
        policy = (self._timeouts or Timeouts()).retry
        failures, waited_seconds = 0, 0.0
        while True:
            self._is_advancing = False
            try:
                async with contextlib.aclosing(self._recognise_rest()) as phrases:
                    async for phrase in phrases:
                        yield phrase
                return
            except RecognitionError as error:
                if self._start and not any(map(is_loud, blocks(self._recording.samples[self._start :]))):
                    return  # all that was said is recognised
                failures, waited_seconds = (1, 0.0) if self._is_advancing else (failures + 1, waited_seconds)
                pause = policy.next_pause_seconds(failures, error.retry_after_seconds, waited_seconds)
                if not self._start or not error.is_transient or pause is None:
                    raise
                waited_seconds += pause
                seconds = self._start / self._recording.sample_rate_hz
                _logger.warning("recognition goes on at %.1f s of the recording: %s", seconds, error)
                await asyncio.sleep(pause)

    async def _recognise_rest(self) -> AsyncGenerator[Utterance | NoMatch, None]:
        """Recognise what comes after the phrases that were yielded."""
        start = self._start
        rest = Audio(self._recording.samples[start:], self._recording.sample_rate_hz)
        recognizer = Recognizer(self._service, self._settings, self._timeouts, recording=rest)
        feed = recognizer.recording
        assert feed is not None
        try:
            await recognizer.open()
            while not isinstance(arrival := await recognizer.next(), EndOfSpeech):
                self.finished_at = feed.finished_at
                if not isinstance(arrival, Hypothesis):
                    self._start = start + feed.recognised_samples
                    self._is_advancing = True
                    yield arrival
            self.finished_at = feed.finished_at
        finally:
            # Nobody waits for this: the turn begins at once.
            run_in_background(recognizer.close())
