"""Listener: moves sound from a live source to recognition, which it opens anew whenever that is due."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from voicelab.audio.device_failures import device_failures
from voicelab.audio.live_chunks import TurnMark, live_chunks
from voicelab.audio.noise_gate import NoiseGate
from voicelab.audio.origin import is_own
from voicelab.conversation.held_turn import HeldTurn
from voicelab.conversation.source_gaps import SourceGaps
from voicelab.errors import ServiceError
from voicelab.event_loop import callers_loop
from voicelab.events import Notice
from voicelab.realtime.heard_speech import HeardSpeech, SpeechCommitted
from voicelab.realtime.hearing import RealtimeRecognizer
from voicelab.recognition.recognizer import EndOfSpeech, NoMatch, RecognitionEvent, Recognizer, Utterance
from voicelab.settings import recognizer_key

if TYPE_CHECKING:
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.echo import EchoGuard
    from voicelab.realtime.client import RealtimeClient
    from voicelab.services.endpoints import SpeechService
    from voicelab.services.speech_to_speech import SpeechToSpeechEngine, SpeechToSpeechService
    from voicelab.settings import Settings

__all__ = ["Listener"]

_Event: TypeAlias = RecognitionEvent | HeardSpeech
"""What is heard, whichever engine hears it."""

_SILENT_SECONDS = 5.0
"""How long other people's sources may give nothing in a plain method before that is told, in seconds."""
_SILENT = (
    f"The source has given no sound for {_SILENT_SECONDS:.0f} s. One that waits for a queue, a socket or a "
    "task of another event loop never does: await atalk or astart there, or push the sound into a PushSource."
)
_NO_SOUND = "The source ended and gave no sound. It is read once: make a new one for each conversation."


class Listener:
    """Recognises what a source gives until it ends.

    `feed` and `recognize` run side by side. Sound that comes while recognition is being opened, and what a
    recognizer that failed or was replaced had not answered yet, is given to the next one. Where the source
    marks the end of a turn, its recognizer is given no more: it answers at once, and another one goes on.

    With a speech-to-speech engine the model's own service listens: it finds the turns, or is told of the
    marks.

    Parameters
    ----------
    realtime
        Whose connections are listened on, where the engine is a speech-to-speech service.
    on_fed
        Called with the sound that goes to recognition, where silence ends a turn.
    """

    def __init__(
        self,
        context: SessionContext,
        source: Any,
        echo_guard: EchoGuard,
        realtime: RealtimeClient,
        on_fed: Callable[[bytes], None],
    ) -> None:
        self._context = context
        self._source = source
        self._realtime = realtime
        self._echo_guard = echo_guard
        self._on_fed = on_fed
        self._recognizer: Recognizer | RealtimeRecognizer | None = None
        self._opened_with: object = None
        self._settings_changed = asyncio.Event()
        self._waiting: deque[bytes] = deque()
        self._source_ended = False
        self._held: HeldTurn | None = None
        self._is_answered = False
        self.is_held = False
        """Whether the user is within a turn whose end the source will mark, as while a key is held."""
        self.is_stopped = False
        """Whether nobody wants to hear any more."""
        self.is_marked = False
        """Whether what is handed over at present is of a turn whose end the source marks."""

    @property
    def is_abandoned(self) -> bool:
        """Whether the source ended because whoever spoke into it has gone, and waits for no answer."""
        return self._source_ended and getattr(self._source, "is_abandoned", False)

    def settings_changed(self) -> None:
        """Have the next words heard by the present settings, for which recognition may be opened anew."""
        settings, recognizer = self._context.settings, self._recognizer
        if isinstance(recognizer, RealtimeRecognizer) and recognizer.fits(settings):
            recognizer.configure(settings)
        elif isinstance(recognizer, RealtimeRecognizer) or self._opened_with != recognizer_key(settings):
            self._settings_changed.set()

    def stop(self) -> None:
        """Hear nothing more, also of a source that does not let itself be cancelled."""
        self.is_stopped = True

    async def feed(self, on_mark: Callable[[TurnMark], Awaitable[None]]) -> None:
        """Move sound from the source to recognition, all that may be heard of it.

        Parameters
        ----------
        on_mark
            Called where the source marks the beginning or the end of a turn.

        Raises
        ------
        VoicelabError
            The source failed.
        """
        gate, gaps, is_empty = NoiseGate(), SourceGaps(self._feed, self._is_end_awaited), True
        silence = asyncio.get_running_loop().call_later(_SILENT_SECONDS, self._warn_of_silence)
        try:
            with device_failures("source"):
                async with contextlib.aclosing(live_chunks(self._source)) as chunks:
                    async for pcm in chunks:
                        if self.is_stopped:
                            break
                        is_empty = False
                        silence.cancel()
                        gaps.begin()
                        if isinstance(pcm, TurnMark):
                            self.is_held = pcm.begins
                            await on_mark(pcm)
                            self._feed(pcm)
                        elif self._echo_guard.mutes_input and not self.is_held:
                            # Silence in its place: recognition goes by the sound's own time.
                            self._feed(bytes(len(pcm)))
                        else:
                            self._feed(gate.pass_on(pcm, self._context.settings.speech_level_dbfs))
            if is_empty and not self.is_stopped and not getattr(self._source, "ends_by_user", False):
                self._context.emit(Notice("no-sound", _NO_SOUND))
        finally:
            silence.cancel()
            gaps.close()
            self.is_held = False
            self._source_ended = True
            if self._recognizer is not None:
                self._recognizer.end()

    async def recognize(self, handle: Callable[[_Event], Awaitable[None]]) -> None:
        """Hand over what is recognised, to the end of the source.

        Raises
        ------
        ServiceError
            Recognition cannot be had, or failed too often.
        """
        policy = self._context.timeouts.retry.for_listening()
        failures, waited_seconds = 0, 0.0
        while True:
            try:
                async with self._open_recognizer() as recognizer:
                    while (event := await self._next(recognizer)) is not None:
                        # A speech-to-speech service does not say that nobody speaks: that is found here.
                        found_here = isinstance(event, NoMatch) and isinstance(recognizer, RealtimeRecognizer)
                        if isinstance(event, Utterance | NoMatch | SpeechCommitted) and not found_here:
                            failures, waited_seconds = 0, 0.0
                        if await self._hand_over(event, handle):
                            break
                if self._is_answered and self._source_ended and not self._waiting:
                    return await handle(EndOfSpeech())
            except ServiceError as error:
                failures += 1
                pause = policy.next_pause_seconds(failures, error.retry_after_seconds, waited_seconds)
                if pause is None or not self._may_recover(error, failures):
                    await self._hand_over(EndOfSpeech(), handle)  # what was said in a held turn so far
                    raise
                waited_seconds += pause
                message = f"{error.message} Recognition is tried again in {pause:.1f} s."
                self._context.emit(Notice("recognition-retry", message))
                await asyncio.sleep(pause)

    async def _hand_over(self, event: _Event, handle: Callable[[_Event], Awaitable[None]]) -> bool:
        """Hand over an event, those of a held turn as one; returns whether its recognizer answered all."""
        held, self._is_answered = self._held, isinstance(event, EndOfSpeech)
        self.is_marked = held is not None
        if isinstance(event, HeardSpeech):
            await handle(event)
        elif held is not None:
            if isinstance(event, EndOfSpeech):
                self._held = None
            whole = held.whole() if isinstance(event, EndOfSpeech) else held.take(event)
            if whole is not None:
                await handle(whole)
        elif not isinstance(event, EndOfSpeech):
            await handle(event)
        return self._is_answered

    def _is_end_awaited(self) -> bool:
        """Whether recognition is to find the end of an utterance that goes on."""
        return not self.is_held and self._recognizer is not None and self._recognizer.is_within_utterance

    def _warn_of_silence(self) -> None:
        if callers_loop() is None and not is_own(self._source):
            self._context.emit(Notice("no-sound", _SILENT))

    def _feed(self, pcm: bytes) -> None:
        recognizer = self._recognizer
        if recognizer is None or (isinstance(recognizer, Recognizer) and recognizer.has_ended):
            self._waiting.append(pcm)  # for the next one
        elif isinstance(pcm, TurnMark):
            self._mark(pcm, recognizer)
        else:
            recognizer.feed(pcm)
            if self._held is None:
                self._on_fed(pcm)

    def _mark(self, mark: TurnMark, recognizer: Recognizer | RealtimeRecognizer) -> None:
        if isinstance(recognizer, RealtimeRecognizer):
            recognizer.mark(mark)
        elif mark.begins:
            self._held = self._held or HeldTurn()
        elif self._held is not None:
            self._held.released_at = mark.made_at
            self._recognizer = None
            recognizer.end()

    async def _next(self, recognizer: Recognizer | RealtimeRecognizer) -> _Event | None:
        """Return what is recognised next; `None` if recognition is to be opened anew."""
        changed = asyncio.ensure_future(self._settings_changed.wait())
        event: asyncio.Future[_Event] = asyncio.ensure_future(recognizer.next())
        both: set[asyncio.Future[Any]] = {changed, event}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not event.done():
                event.cancel()
                await asyncio.wait({event})
            return recognizer.next_nowait() if event.cancelled() else event.result()
        finally:
            changed.cancel()
            event.cancel()
            del event, both  # else an error in it would keep itself, by its traceback and this frame

    def _may_recover(self, error: ServiceError, failures: int) -> bool:
        """Say whether recognition opened anew may succeed.

        A token that ran out while the machine slept is renewed by a new recognizer: one more try is due.
        """
        services, settings = self._context.services, self._context.settings
        heard_by: SpeechService | SpeechToSpeechService = services.speech
        if settings.is_speech_to_speech:
            heard_by = services.speech_to_speech(cast("SpeechToSpeechEngine", settings.engine))
        if error.code == "authentication" and heard_by.credential is not None:
            return failures == 1
        return error.is_transient

    @contextlib.asynccontextmanager
    async def _open_recognizer(self) -> AsyncIterator[Recognizer | RealtimeRecognizer]:
        settings = self._context.settings
        self._settings_changed.clear()
        self._opened_with = recognizer_key(settings)
        self._is_answered = False
        recognizer = self._make_recognizer(settings)
        if isinstance(recognizer, RealtimeRecognizer):
            self._held = None  # it is told the marks themselves
        try:
            await recognizer.open()
            self._recognizer = recognizer
            if settings is not self._context.settings:
                self.settings_changed()
            # What was said while the connection was being made comes first; after a turn's end, no more.
            while self._waiting and self._recognizer is not None:
                self._feed(self._waiting.popleft())
            if self._source_ended and self._recognizer is not None:
                recognizer.end()
            yield recognizer
        finally:
            self._recognizer = None
            if not self._is_answered:
                self._waiting.extendleft(reversed(self._unanswered(recognizer)))
            await recognizer.close()

    def _make_recognizer(self, settings: Settings) -> Recognizer | RealtimeRecognizer:
        if settings.is_speech_to_speech:
            return RealtimeRecognizer(self._realtime.listen, settings, self._context.timeouts)
        return Recognizer(self._context.services.speech, settings, self._context.timeouts)

    def _unanswered(self, recognizer: Recognizer | RealtimeRecognizer) -> list[bytes]:
        """Return what the next recognizer must be given first, with the marks of the source."""
        if isinstance(recognizer, RealtimeRecognizer):
            return recognizer.unanswered
        if self._held is None:
            return [recognizer.unanswered_pcm]
        is_released = self._held.released_at is not None
        marks = [TurnMark(begins=begins) for begins in (True, False)]
        return [marks[0], recognizer.unanswered_pcm, *(marks[1:] if is_released else [])]
