"""Recognition: speech to text, through the Speech SDK's continuous mode."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from voicelab.audio.sources import CHUNK_SECONDS
from voicelab.errors import RecognitionError
from voicelab.event_loop import run_cleanup, run_in_thread
from voicelab.recognition.arrivals import EndOfSpeech, Hypothesis, NoMatch, RecognitionEvent, Utterance
from voicelab.recognition.fed_audio import PADDING_SECONDS, FedAudio
from voicelab.recognition.owed_answers import OwedAnswers
from voicelab.recognition.reconnection import MORE_SOUND, Reconnection
from voicelab.recognition.recording_feed import RecordingFeed
from voicelab.recognition.sdk_recognizer import (
    audio_stream,
    identified_language,
    make_recognizer,
    place,
    transcripts,
    word_times,
)
from voicelab.services.speech_sdk import disconnect_signals, sdk, sdk_errors, speech_error
from voicelab.services.timeouts import Timeouts

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.services.endpoints import SpeechService
    from voicelab.settings import Settings

__all__ = ["EndOfSpeech", "Hypothesis", "NoMatch", "RecognitionEvent", "Recognizer", "Utterance"]

_OPENING_SECONDS = 5.0
_RECORDED_PIECE_SECONDS = 0.2
"""Of a recording, which is there already: the fewer pieces, the less work they make."""
_MOST_WAITING = 8
"""Arrivals of a recording that may wait to be taken before the rest of it is read."""


class Recognizer:
    """One stream of speech: feed it, and take what was recognised.

    Belongs to the event loop that makes it; `feed` may be called from any thread. A service that says nothing
    of what may be speech hears none, or has gone: then the stream is ended, which it must answer.

    Parameters
    ----------
    service
        Where speech is recognised.
    settings
        Languages, phrases, profanity and silences are taken from these, once.
    timeouts
        How long the service may say nothing after speech.
    recording
        What is recognised, at 16 kHz, if it is there as a whole; then `feed` and `end` are not called.

    Raises
    ------
    RecognitionError
        The SDK could not make its recognizer.
    """

    def __init__(
        self,
        service: SpeechService,
        settings: Settings,
        timeouts: Timeouts | None = None,
        *,
        recording: Audio | None = None,
    ) -> None:
        self._service = service
        self._loop = asyncio.get_running_loop()
        self._arrivals: asyncio.Queue[RecognitionEvent | RecognitionError] = asyncio.Queue()
        self._fed = FedAudio()
        self._owed = OwedAnswers(self._fed, settings, timeouts or Timeouts(), self._give_up)
        self.has_ended = False
        """Whether it takes no more sound: `end` was called, or nothing was said of what may be speech."""
        self._closed = False
        self._opening: asyncio.Future[None] | None = None
        self.recording = (
            None if recording is None else RecordingFeed(recording, settings, self._fed, self._on_read)
        )
        with sdk_errors(RecognitionError, service):
            self._stream = audio_stream(self.recording)
            # The SDK lets a recognizer fail now and then whose audio configuration was collected.
            self._audio_config = sdk.audio.AudioConfig(stream=self._stream)
            seconds = CHUNK_SECONDS if recording is None else _RECORDED_PIECE_SECONDS
            self._recognizer = make_recognizer(service, settings, self._audio_config, piece_seconds=seconds)
            self._reconnection = Reconnection(self._recognizer, self._fed, self._send_again, self._unmade)
        self._recognizer.recognizing.connect(self._on_recognizing)
        self._recognizer.recognized.connect(self._on_recognized)
        self._recognizer.canceled.connect(self._on_canceled)
        self._recognizer.session_stopped.connect(self._on_stopped)

    async def open(self) -> None:
        """Connect and begin to listen.

        Raises
        ------
        RecognitionError
            The SDK could not begin; a service that refuses is an error of `next`.
        """
        recognizer = self._recognizer
        self._opening = asyncio.ensure_future(
            run_in_thread(lambda: recognizer.start_continuous_recognition_async().get())
        )
        with sdk_errors(RecognitionError, self._service):
            await asyncio.shield(self._opening)
        if self.recording is not None:
            self._expect()

    def feed(self, pcm: bytes) -> None:
        """Give the next samples: 16-bit little-endian mono PCM at 16 kHz; empty is ignored."""
        if pcm and not self.has_ended:
            self._fed.add(pcm)
            self._stream.write(pcm)
            if not self._reconnection.is_made or self._owed.is_unwatched:
                self._loop.call_soon_threadsafe(self._watch)

    @property
    def is_within_utterance(self) -> bool:
        """Whether the service is to find the end of an utterance that goes on, or that there is none."""
        return self._owed.is_expecting and not self.has_ended

    @property
    def unanswered_pcm(self) -> bytes:
        """What was fed after the last utterance: all that another recognizer must hear if this one fails."""
        return self._fed.unrecognised_pcm()

    def end(self) -> None:
        """Say that no more will come; `next` goes on until `EndOfSpeech`."""
        if not self.has_ended:
            self.has_ended = True
            if self.recording is None:
                self._stream.close()
            else:
                self.recording.stop()
            self._expect()

    async def next(self) -> RecognitionEvent:
        """Wait for what comes next.

        Raises
        ------
        RecognitionError
            The service refused, failed or fell silent in the middle of an utterance.
        """
        arrival = await self._arrivals.get()
        self._hold_back()
        if isinstance(arrival, RecognitionError):
            raise arrival
        return arrival

    def next_nowait(self) -> RecognitionEvent | None:
        """Return what has come already, as `next` does; `None` if nothing has."""
        if self._arrivals.empty():
            return None
        arrival = self._arrivals.get_nowait()
        if isinstance(arrival, RecognitionError):
            raise arrival
        return arrival

    async def close(self) -> None:
        """Stop listening and let go of the SDK's objects."""
        self.end()
        self._closed = True
        self._owed.relax()
        if self._opening is not None:
            # To stop a recognizer that is just being started hangs inside the SDK.
            await asyncio.wait({self._opening}, timeout=_OPENING_SECONDS)
        disconnect_signals(self._recognizer)
        self._reconnection.close()
        held, service = [self._recognizer, self._audio_config, self._stream, self.recording], self._service
        del self._recognizer, self._audio_config, self._stream

        def release() -> None:
            with sdk_errors(RecognitionError, service):
                held[0].stop_continuous_recognition_async().get()
            held.clear()

        await run_cleanup(release)

    def _expect(self) -> None:
        """Begin to wait for the service, which owes something from now on."""
        self._owed.expect(is_recorded=self.has_ended or self.recording is not None)

    def _watch(self) -> None:
        """Wait for a connection, and for the answer to what may be speech."""
        if not self._closed:
            self._reconnection.expect()
            self._owed.expect_for_speech()

    def _send_again(self) -> None:
        """Have the SDK send what a lost connection had; from now on the service owes something."""
        if self.recording is None and not self.has_ended:
            self.feed(MORE_SOUND)
            if not self._owed.is_expecting:
                self._expect()

    def _expect_if_open(self) -> None:
        if not self._closed and not (self.recording is not None and self.recording.is_paused):
            self._expect()
            self._reconnection.expect()

    def _give_up(self, seconds: float) -> None:
        if self._owed.is_for_speech and not self.has_ended:
            self.end()
        else:
            self._fail("timeout", f"nothing came for {seconds:.0f} s")

    def _unmade(self, seconds: float) -> None:
        self._fail("connection-failed", f"no connection was made within {seconds:.0f} s")

    def _deliver(self, arrival: RecognitionEvent | RecognitionError) -> None:
        if self._closed:
            return  # it was under way; nobody waits for it
        if isinstance(arrival, EndOfSpeech | RecognitionError):
            self._owed.relax()
        elif isinstance(arrival, Hypothesis) or self.has_ended or self.recording is not None:
            self._expect()
        else:
            self._owed.settle()
        self._arrivals.put_nowait(arrival)
        self._hold_back()

    def _hold_back(self) -> None:
        """Let a recording wait while much of it waits to be taken, and owe nothing meanwhile."""
        if self.recording is None or self._closed:
            return
        is_full = self._arrivals.qsize() > _MOST_WAITING
        if is_full:
            self._owed.relax()
        elif self.recording.is_paused:
            self._expect()
        self.recording.pause(is_full)

    # The SDK calls these on threads of its own.

    def _on_read(self, is_over: bool) -> None:
        self.has_ended = self.has_ended or is_over
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._expect_if_open)

    def _on_recognizing(self, event: Any) -> None:
        result, now = event.result, time.monotonic()
        began_at, ended_at = (self._fed.fed_at(seconds, now) for seconds in place(result))
        self._send(Hypothesis(result.text, began_at, ended_at, identified_language(result)))

    def _on_recognized(self, event: Any) -> None:
        result, now = event.result, time.monotonic()
        start, end = place(result)
        has_words = result.reason == sdk.ResultReason.RecognizedSpeech and bool(result.text.strip())
        audio, ended_at, fed_seconds = self._fed.answer(start, end, now, has_words=has_words)
        if self.recording is not None:
            self.recording.answered()
        if has_words:
            confidence, alternatives = transcripts(result)
            self._send(
                Utterance(
                    text=result.text.strip(),
                    audio=audio,
                    began_at=self._fed.fed_at(start, now),
                    ended_at=ended_at,
                    arrived_at=now,
                    fed_seconds=fed_seconds,
                    confidence=confidence,
                    alternatives=alternatives,
                    language=identified_language(result),
                    words=word_times(result, min(start, PADDING_SECONDS)),
                    passage=self._fed.passage(start, end) if self.recording is None else None,
                )
            )
        elif result.reason == sdk.ResultReason.NoMatch or result.reason == sdk.ResultReason.RecognizedSpeech:
            details = result.no_match_details
            reason = details.reason.name if details is not None else "NotRecognized"
            self._send(NoMatch(reason, audio, ended_at, now, fed_seconds))

    def _on_canceled(self, event: Any) -> None:
        details = event.cancellation_details
        if details.reason == sdk.CancellationReason.EndOfStream:
            self._on_stopped(event)
        else:
            self._fail(details.code.name, details.error_details or "", event.session_id)

    def _on_stopped(self, event: Any) -> None:
        if self.has_ended and not self._reconnection.is_unheard:
            self._send(EndOfSpeech())
        else:  # also where the SDK leaves out that it was refused, as it does now and then
            self._fail("connection-closed", "it ended the session", event.session_id)

    def _fail(self, code: str, said: str, session: str = "") -> None:
        service = self._service
        self._send(speech_error(RecognitionError, service, code=code, details=said, request_id=session or ""))

    def _send(self, arrival: RecognitionEvent | RecognitionError) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._deliver, arrival)
