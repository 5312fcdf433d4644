"""A live conversation: listening and replying side by side, until something ends it."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from voicelab.audio.noise_gate import NoiseGate
from voicelab.conversation.echo import is_echo
from voicelab.errors import ServiceError, VoicelabError
from voicelab.events import EndReason, Event, Failed, HypothesisHeard, Notice, State, StateChanged
from voicelab.recognition.recognizer import EndOfSpeech, Hypothesis, NoMatch, Recognizer, Utterance
from voicelab.settings import recognizer_key
from voicelab.text.words import words

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.audio.sources import Source
    from voicelab.conversation.speculation import Speculator
    from voicelab.services.endpoints import SpeechService
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["Conversation"]

_LISTENING_RETRIES = 3
"""How often recognition is opened again: more often than a request is sent again, since the conversation
would end with it."""


class Conversation:
    """What goes on between Talk and Stop.

    One task listens: it moves sound from the source to recognition and tells hypotheses at once. Another
    answers, one utterance after the other. Recognition that fails is opened again a few times before the
    conversation gives up.

    Parameters
    ----------
    settings
        Called whenever the present settings are needed.
    state
        Called whenever it matters what the session is doing.
    answer
        Runs a turn for an utterance; returns a reason if the conversation is to end.
    interrupt
        Cuts the running reply short; returns whether there was one.
    speculator
        Hears along, to begin a reply ahead.
    replied
        Called for the text of the running reply, or of the last one.
    """

    def __init__(
        self,
        service: SpeechService,
        source: Source,
        sink: Sink,
        *,
        settings: Callable[[], Settings],
        state: Callable[[], State],
        answer: Callable[[Utterance | NoMatch], Awaitable[EndReason | None]],
        interrupt: Callable[[], Awaitable[bool]],
        replied: Callable[[], str],
        speculator: Speculator,
        emit: Callable[[Event], None],
        timeouts: Timeouts,
    ) -> None:
        self._service = service
        self._source = source
        self._sink = sink
        self._settings = settings
        self._answer = answer
        self._interrupt = interrupt
        self._replied = replied
        self._speculator = speculator
        self._hears_itself = False
        self._state = state
        self._emit = emit
        self._timeouts = timeouts
        self._retry_policy = dataclasses.replace(timeouts.retry, retries=_LISTENING_RETRIES)
        self._recognizer: Recognizer | None = None
        self._opened_with: object = None
        self._heard: asyncio.Queue[Utterance | NoMatch | VoicelabError | None] = asyncio.Queue()
        self._waiting: list[bytes] = []
        self._source_ended = False

    async def run(self) -> EndReason:
        """Converse until a stop phrase, the end of the input, or an error that lasts.

        Raises
        ------
        VoicelabError
            Recognition cannot be had, or the source failed.
        """
        feeder = asyncio.ensure_future(self._feed())
        listener = asyncio.ensure_future(self._listen())
        try:
            while True:
                self._emit(StateChanged("listening"))
                heard = await self._heard.get()
                if heard is None:
                    return "end-of-input"
                if isinstance(heard, VoicelabError):
                    raise heard
                reason = await self._answer(heard)
                if reason is not None:
                    return reason
                if self._opened_with != recognizer_key(self._settings()):
                    listener = await self._listen_anew(listener)
        finally:
            self._speculator.discard()
            for task in (feeder, listener):
                task.cancel()
            await asyncio.gather(feeder, listener, return_exceptions=True)

    async def _feed(self) -> None:
        """Move sound from the source to recognition, all that may be heard of it."""
        gate = NoiseGate()
        try:
            async with contextlib.aclosing(self._source.chunks()) as chunks:
                async for pcm in chunks:
                    if self._is_input_muted():
                        continue
                    pcm = gate.pass_on(pcm, self._settings().speech_level_dbfs)
                    if self._recognizer is None:
                        self._waiting.append(pcm)
                    else:
                        self._recognizer.feed(pcm)
                        if self._settings().speculate:
                            self._speculator.hear(pcm, self._settings())
        except VoicelabError as error:
            self._heard.put_nowait(error)
            return
        self._source_ended = True
        if self._recognizer is not None:
            self._recognizer.end()

    def _is_input_muted(self) -> bool:
        """Whether sound is the assistant's own voice: while it speaks, unless nothing of that comes back."""
        if self._sink.echo == "none" or self._state() != "speaking":
            return False
        return self._sink.echo == "open" or self._hears_itself or not self._settings().barge_in

    async def _listen(self) -> None:
        failures, waited_seconds = 0, 0.0
        while True:
            try:
                async with self._open_recognizer() as recognizer:
                    while True:
                        arrival = await recognizer.next()
                        failures, waited_seconds = 0, 0.0
                        await self._take(arrival)
                        if isinstance(arrival, EndOfSpeech):
                            self._heard.put_nowait(None)
                            return
            except ServiceError as error:
                failures += 1
                pause = self._retry_policy.next_pause_seconds(
                    failures, error.retry_after_seconds, waited_seconds
                )
                if pause is None or self._lasts(error, failures):
                    self._heard.put_nowait(error)
                    return
                self._emit(Failed(error))
                waited_seconds += pause
                self._emit(Notice("recognition-retry", f"Recognition failed; trying again in {pause:.1f} s."))
                await asyncio.sleep(pause)

    def _lasts(self, error: ServiceError, failures: int) -> bool:
        """Say whether listening anew would fail in the same way.

        A token that ran out while the machine slept is renewed by a new recognizer: one more try is due.
        """
        if error.code == "authentication" and self._service.credential is not None:
            return failures > 1
        return error.code in ("authentication", "forbidden", "bad-request")

    @contextlib.asynccontextmanager
    async def _open_recognizer(self) -> AsyncIterator[Recognizer]:
        settings = self._settings()
        recognizer = Recognizer(self._service, settings, self._timeouts)
        self._opened_with = recognizer_key(settings)
        try:
            await recognizer.open()
            # What was said while the connection was being made comes first.
            waiting, self._waiting = self._waiting, []
            for pcm in waiting:
                recognizer.feed(pcm)
            self._recognizer = recognizer
            if self._source_ended:
                recognizer.end()
            yield recognizer
        except ServiceError:
            self._waiting.insert(0, recognizer.unanswered_pcm)
            raise
        finally:
            self._recognizer = None
            await recognizer.close()

    async def _listen_anew(self, listener: asyncio.Task[None]) -> asyncio.Task[None]:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)
        return asyncio.ensure_future(self._listen())

    async def _take(self, arrival: Hypothesis | Utterance | NoMatch | EndOfSpeech) -> None:
        if isinstance(arrival, NoMatch):
            self._speculator.discard()
            self._heard.put_nowait(arrival)
        if not isinstance(arrival, Hypothesis | Utterance) or not arrival.text.strip():
            return
        if self._sink.echo != "none" and is_echo(arrival.text, self._replied()):
            self._stop_hearing_itself()
            return
        if isinstance(arrival, Hypothesis):
            self._emit(HypothesisHeard(arrival.text))
            self._speculator.suppose(arrival.text)
        await self._barge_in(arrival.text)
        if isinstance(arrival, Utterance):
            self._heard.put_nowait(arrival)

    def _stop_hearing_itself(self) -> None:
        if not self._hears_itself:
            self._hears_itself = True
            self._emit(
                Notice(
                    "self-hearing",
                    "The microphone hears the assistant's own voice. From now on nobody is heard while it "
                    "speaks; wear headphones to speak over it.",
                )
            )

    async def _barge_in(self, text: str) -> None:
        if not self._settings().barge_in or self._state() != "speaking" or self._may_be_echo(text):
            return
        began = time.monotonic()
        if await self._interrupt():
            spent = (time.monotonic() - began) * 1000
            self._emit(Notice("barge-in", f"The reply was interrupted (silent after {spent:.0f} ms)."))

    def _may_be_echo(self, text: str) -> bool:
        """Whether the first words heard stand in the reply, too: the next ones will tell."""
        heard = " ".join(words(text))
        return self._sink.echo != "none" and f" {heard} " in f" {' '.join(words(self._replied()))} "
