"""Listener: moves sound from a live source to recognition, which it opens anew whenever that is due."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

from voicelab.audio.device_failures import device_failures
from voicelab.audio.live_chunks import TurnMark, live_chunks
from voicelab.audio.noise_gate import NoiseGate
from voicelab.audio.origin import is_own
from voicelab.conversation.held_turn import HeldTurn
from voicelab.errors import ServiceError
from voicelab.event_loop import callers_loop
from voicelab.events import Notice
from voicelab.recognition.recognizer import EndOfSpeech, NoMatch, RecognitionEvent, Recognizer, Utterance
from voicelab.settings import recognizer_key

if TYPE_CHECKING:
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.echo import EchoGuard

__all__ = ["Listener"]

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

    Parameters
    ----------
    on_fed
        Called with the sound that goes to recognition, where silence ends a turn.
    """

    def __init__(
        self, context: SessionContext, source: Any, echo_guard: EchoGuard, on_fed: Callable[[bytes], None]
    ) -> None:
        self._context = context
        self._source = source
        self._echo_guard = echo_guard
        self._on_fed = on_fed
        self._recognizer: Recognizer | None = None
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
        """Open recognition anew if it was opened with other settings than the present ones."""
        if self._opened_with != recognizer_key(self._context.settings):
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
        gate, is_empty = NoiseGate(), True
        silence = asyncio.get_running_loop().call_later(_SILENT_SECONDS, self._warn_of_silence)
        try:
            with device_failures("source"):
                async with contextlib.aclosing(live_chunks(self._source)) as chunks:
                    async for pcm in chunks:
                        if self.is_stopped:
                            break
                        is_empty = False
                        silence.cancel()
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
            self.is_held = False
            self._source_ended = True
            if self._recognizer is not None:
                self._recognizer.end()

    async def recognize(self, handle: Callable[[RecognitionEvent], Awaitable[None]]) -> None:
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
                        if isinstance(event, Utterance | NoMatch):
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

    async def _hand_over(
        self, event: RecognitionEvent, handle: Callable[[RecognitionEvent], Awaitable[None]]
    ) -> bool:
        """Hand over an event, those of a held turn as one; returns whether its recognizer answered all."""
        held, self._is_answered = self._held, isinstance(event, EndOfSpeech)
        self.is_marked = held is not None
        if held is not None:
            if isinstance(event, EndOfSpeech):
                self._held = None
            whole = held.whole() if isinstance(event, EndOfSpeech) else held.take(event)
            if whole is not None:
                await handle(whole)
        elif not isinstance(event, EndOfSpeech):
            await handle(event)
        return self._is_answered

    def _warn_of_silence(self) -> None:
        if callers_loop() is None and not is_own(self._source):
            self._context.emit(Notice("no-sound", _SILENT))

    def _feed(self, pcm: bytes) -> None:
        recognizer = self._recognizer
        if recognizer is None:
            self._waiting.append(pcm)
        elif isinstance(pcm, TurnMark):
            self._mark(pcm, recognizer)
        else:
            recognizer.feed(pcm)
            if self._held is None:
                self._on_fed(pcm)

    def _mark(self, mark: TurnMark, recognizer: Recognizer) -> None:
        if mark.begins:
            self._held = self._held or HeldTurn()
        elif self._held is not None:
            self._held.released_at = mark.made_at
            self._recognizer = None
            recognizer.end()

    async def _next(self, recognizer: Recognizer) -> RecognitionEvent | None:
        """Return what is recognised next; `None` if recognition is to be opened anew."""
        changed = asyncio.ensure_future(self._settings_changed.wait())
        event = asyncio.ensure_future(recognizer.next())
        try:
            await asyncio.wait({changed, event}, return_when=asyncio.FIRST_COMPLETED)
            if not event.done():
                event.cancel()
                await asyncio.wait({event})
            return recognizer.next_nowait() if event.cancelled() else event.result()
        finally:
            changed.cancel()
            event.cancel()
            del event  # else an error in it would keep itself, by its traceback and this frame

    def _may_recover(self, error: ServiceError, failures: int) -> bool:
        """Say whether recognition opened anew may succeed.

        A token that ran out while the machine slept is renewed by a new recognizer: one more try is due.
        """
        if error.code == "authentication" and self._context.services.speech.credential is not None:
            return failures == 1
        return error.is_transient

    @contextlib.asynccontextmanager
    async def _open_recognizer(self) -> AsyncIterator[Recognizer]:
        settings = self._context.settings
        self._settings_changed.clear()
        self._opened_with = recognizer_key(settings)
        self._is_answered = False
        recognizer = Recognizer(self._context.services.speech, settings, self._context.timeouts)
        try:
            await recognizer.open()
            self._recognizer = recognizer
            # What was said while the connection was being made comes first; after a turn's end, no more.
            while self._waiting and self._recognizer is not None:
                self._feed(self._waiting.popleft())
            if self._source_ended and self._recognizer is not None:
                recognizer.end()
            yield recognizer
        finally:
            self._recognizer = None
            if not self._is_answered:
                if self._held is not None and self._held.released_at is not None:
                    self._waiting.appendleft(TurnMark(begins=False))
                self._waiting.appendleft(recognizer.unanswered_pcm)
            await recognizer.close()
