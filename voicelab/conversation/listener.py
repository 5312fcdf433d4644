"""Listener: moves sound from a live source to recognition, which it opens anew whenever that is due."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from voicelab.audio.device_failures import device_failures
from voicelab.audio.noise_gate import NoiseGate
from voicelab.errors import ServiceError
from voicelab.events import Notice
from voicelab.recognition.recognizer import EndOfSpeech, NoMatch, RecognitionEvent, Recognizer, Utterance
from voicelab.settings import recognizer_key

if TYPE_CHECKING:
    from voicelab.audio.sources import Source
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.echo import EchoGuard
    from voicelab.conversation.speculation import Speculator

__all__ = ["Listener"]


class Listener:
    """Recognises what a source gives until it ends.

    `feed` and `recognize` run side by side. Sound that comes while recognition is being opened, and what a
    recognizer that failed or was replaced had not answered yet, is given to the next one.
    """

    def __init__(
        self, context: SessionContext, source: Source, echo_guard: EchoGuard, speculator: Speculator
    ) -> None:
        self._context = context
        self._source = source
        self._echo_guard = echo_guard
        self._speculator = speculator
        self._recognizer: Recognizer | None = None
        self._opened_with: object = None
        self._settings_changed = asyncio.Event()
        self._waiting: list[bytes] = []
        self._source_ended = False

    def settings_changed(self) -> None:
        """Open recognition anew if it was opened with other settings than the present ones."""
        if self._opened_with != recognizer_key(self._context.settings):
            self._settings_changed.set()

    async def feed(self) -> None:
        """Move sound from the source to recognition, all that may be heard of it.

        Raises
        ------
        VoicelabError
            The source failed.
        """
        gate = NoiseGate()
        try:
            with device_failures("source"):
                async with contextlib.aclosing(self._source.chunks()) as chunks:
                    async for pcm in chunks:
                        if not isinstance(pcm, bytes | bytearray | memoryview):
                            raise TypeError(f"it gave {type(pcm).__name__} in place of bytes of PCM")
                        if not self._echo_guard.mutes_input:
                            level_dbfs = self._context.settings.speech_level_dbfs
                            self._feed(gate.pass_on(bytes(pcm), level_dbfs))
        finally:
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
                        await handle(event)
                        if isinstance(event, EndOfSpeech):
                            return
            except ServiceError as error:
                failures += 1
                pause = policy.next_pause_seconds(failures, error.retry_after_seconds, waited_seconds)
                if pause is None or not self._may_recover(error, failures):
                    raise
                waited_seconds += pause
                message = f"{error.message} Recognition is tried again in {pause:.1f} s."
                self._context.emit(Notice("recognition-retry", message))
                await asyncio.sleep(pause)

    def _feed(self, pcm: bytes) -> None:
        if self._recognizer is None:
            self._waiting.append(pcm)
            return
        self._recognizer.feed(pcm)
        if self._context.settings.speculate:
            self._speculator.feed(pcm, self._context.settings)

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
        recognizer = Recognizer(self._context.services.speech, settings, self._context.timeouts)
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
        finally:
            self._recognizer = None
            self._waiting.insert(0, recognizer.unanswered_pcm)
            await recognizer.close()
