"""What a session does, on its event loop: turns, and one conversation at a time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voicelab.audio.live_chunks import is_live_source
from voicelab.audio.sinks import NullSink, Sink, check_sink, path_of
from voicelab.conversation.context import SessionContext
from voicelab.conversation.conversation import Conversation
from voicelab.conversation.effect_notices import effect_notices
from voicelab.conversation.heard_recording import heard_recording
from voicelab.conversation.inputs import TurnSource, read_input, read_inputs
from voicelab.conversation.lazy_inputs import InputReading
from voicelab.conversation.live import LiveConversation
from voicelab.conversation.model_wait import ModelWait
from voicelab.conversation.recorded import RecordedConversation
from voicelab.conversation.resolved_settings import whole_recording_settings
from voicelab.conversation.tool_runner import check_no_tool_asks
from voicelab.conversation.turn_runner import TurnRunner
from voicelab.errors import ConfigurationError, ConversationError, LogError
from voicelab.event_loop import (
    called_from,
    callers_loop,
    run_in_thread,
    session_loop,
    to_the_end,
    wait_for_background,
)
from voicelab.events import EndReason, SessionEnded, SettingsChanged
from voicelab.settings.engines import spoken_voice

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.exchange.exchange import Exchange
    from voicelab.log.session_log import SessionLog
    from voicelab.settings import Settings

__all__ = ["AsyncSession"]

_logger = logging.getLogger(__name__)


@dataclass(eq=False)
class _Opening:
    """A live conversation that waits until it can begin."""

    stop_reason: EndReason | None = None
    """Why it shall end before it begins, if it shall."""


class AsyncSession:
    """The asynchronous core of a `Session`; its coroutines run on the session's loop.

    Parameters
    ----------
    context
        What all of its parts share.
    log
        The session's part of a log.
    """

    def __init__(self, context: SessionContext, log: SessionLog) -> None:
        self.context = context
        self.turns = TurnRunner(self.context)
        self.models = ModelWait(self.context)
        self.models.begin()
        self._log = log
        self._conversation: Conversation | None = None
        self._readings: list[InputReading] = []
        self._openings: set[_Opening] = set()
        self._reading_text = asyncio.Lock()  # so that questions wait for their turns in the order of asking
        self._is_closed = False
        self._process = os.getpid()
        self._notify_of_effects(context.chosen_settings)

    @property
    def is_conversing(self) -> bool:
        """Whether a conversation is open."""
        return self._conversation is not None

    def set_settings(self, settings: Settings) -> None:
        """Use these settings from the next turn on; from any thread."""
        before = self.context.chosen_settings
        if settings == before:
            return
        self.context.choose(settings)
        session_loop().call_soon_threadsafe(self._settings_changed)
        self._notify_of_effects(settings, before)

    async def ask(self, utterance: TurnSource, sink: Sink | None) -> Exchange:
        """Run one turn; see `Session.ask`."""
        self._check_open()
        check_no_tool_asks(self.context)
        settings = self.context.settings
        if sink is None:
            sink = self._conversation.sink if self._conversation is not None else NullSink()
        check_sink(sink)
        loop = self._loop_of(sink)
        async with self._reading_text if isinstance(utterance, str) else contextlib.nullcontext():
            given = await run_in_thread(lambda: read_input(utterance, path_of(sink)))
        self._check_open()  # it may have been closed meanwhile
        if isinstance(given, str):
            ready = None if self.models.is_over else self.models.over
            with called_from(loop):
                return await self.turns.answer(given, settings, sink, ready=ready)
        await self.models.over()
        if settings.is_speech_to_speech:
            with called_from(loop):
                return await self.turns.answer(given, settings, sink)
        settings = whole_recording_settings(settings)
        heard = await heard_recording(self.context, given, settings)
        with called_from(loop):
            return await self.turns.answer(heard, settings, sink, given)

    async def talk(self, source: Any, sink: Sink | None, *, end_on_no_match: bool = False) -> EndReason:
        """Converse to the end; see `Session.talk`."""
        return await self._converse(await self._open(source, sink, end_on_no_match))

    async def start(
        self, source: Any, sink: Sink | None, *, end_on_no_match: bool = False, owner: object = None
    ) -> None:
        """Begin to converse; see `Session.start`.

        Parameters
        ----------
        owner
            Kept alive until the conversation ends.
        """
        conversation = await self._open(source, sink, end_on_no_match)
        task = asyncio.ensure_future(self._converse(conversation))
        _running[task] = owner
        task.add_done_callback(_finish)

    async def stop(self, reason: EndReason = "stopped") -> None:
        """End the conversation, and return when its end is logged."""
        for opening in self._openings:
            opening.stop_reason = opening.stop_reason or reason
        for reading in tuple(self._readings):
            reading.stop(reason)
            await reading.over.wait()
        conversation = self._conversation
        if conversation is not None:
            self.turns.queue.drop(conversation.sink)  # ahead of all: none may begin meanwhile
            conversation.stop(reason)
            await self.turns.interrupt(conversation.sink)  # a typed turn that joined it
            await conversation.ended()

    async def preview(
        self, voice: str | None, text: str | None, sink: Sink | None, changes: dict[str, Any]
    ) -> Audio:
        """Return a voice speaking a few words; see `Session.preview`."""
        from voicelab.synthesis.voices import preview

        self._check_open()
        if sink is not None:
            check_sink(sink)
        await self.models.over()
        context = self.context
        settings = context.settings.replace(voice=voice or spoken_voice(context.settings), **changes)
        sample = await preview(context.services.speech, settings, text, context.timeouts)
        if sink is not None:
            with called_from(self._loop_of(sink)):
                await self.turns.preview(sample, sink)
        return sample

    async def close(self) -> None:
        """End the conversation, refuse further turns and let go of the connections."""
        if self._is_closed:
            return
        self._is_closed = True
        if os.getpid() != self._process:
            return  # its connections are the parent's
        try:
            await self.stop()
            await self.turns.close()
            await wait_for_background()
            with contextlib.suppress(LogError):  # which was told when it came up
                await run_in_thread(self._log.write_waiting)
        finally:
            self.context.close()

    async def _open(self, source: Any, sink: Sink | None, end_on_no_match: bool) -> Conversation:
        """Return a conversation that can begin: everything that it was given has been read."""
        self._check_open()
        check_no_tool_asks(self.context)
        sink = NullSink() if sink is None else sink
        check_sink(sink)
        if is_live_source(source):
            opening = _Opening()
            self._openings.add(opening)
            try:
                await self.models.over()
                await self._wait_for_the_last()
            finally:
                self._openings.remove(opening)
            self._conversation = LiveConversation(
                self.context, self.turns, source, sink, end_on_no_match=end_on_no_match
            )
            if opening.stop_reason is not None:
                self._conversation.stop(opening.stop_reason)
            return self._conversation
        reading = InputReading(lambda is_wanted: read_inputs(source, path_of(sink), is_wanted))
        self._readings.append(reading)
        try:
            inputs = await reading.inputs()
            await self.models.over()
            await self._wait_for_the_last()
            self._conversation = RecordedConversation(
                self.context, self.turns, inputs, sink, end_on_no_match=end_on_no_match
            )
            if reading.stop_reason is not None:
                self._conversation.stop(reading.stop_reason)
            return self._conversation
        finally:
            self._readings.remove(reading)
            reading.over.set()

    async def _wait_for_the_last(self) -> None:
        """Return when no conversation is ending any more; refuses to begin beside one that goes on."""
        while self._conversation is not None and self._conversation.is_ending:
            await self._conversation.ended()
        self._check_open()  # it may have been closed meanwhile
        if self._conversation is not None:
            raise ConversationError("This session is in a conversation already.", hint="Stop that one first.")

    async def _converse(self, conversation: Conversation) -> EndReason:
        try:
            with self.context.activity.conversation():
                try:
                    return await conversation.run()
                finally:
                    await self._log_end(conversation)
        finally:
            self.context.emit(SessionEnded(conversation.reason))
            conversation.finish()

    async def _log_end(self, conversation: Conversation) -> None:
        try:
            await to_the_end(self._write_end(conversation.reason))
        except LogError as error:
            if not self._log.waiting:
                self.context.report_unlogged(error)
        finally:
            self._conversation = None

    async def _write_end(self, reason: EndReason) -> None:
        session_id = self.context.session_id
        last = await self.turns.logged.last_with_costs()

        def write() -> None:
            try:
                if last is not None:
                    self._log.set_usage(session_id, last.turn, last.usage)
            finally:
                self._log.end(session_id, reason)

        await run_in_thread(write)

    def _loop_of(self, sink: Sink) -> asyncio.AbstractEventLoop | None:
        """Return where the methods of a sink run: the loudspeaker of a conversation stays on its loop."""
        conversation = self._conversation
        if conversation is not None and conversation.sink is sink:
            return conversation.callers_loop
        return callers_loop()

    def _settings_changed(self) -> None:
        self.context.emit(SettingsChanged(self.context.chosen_settings))
        if isinstance(self._conversation, LiveConversation):
            self._conversation.settings_changed()

    def _notify_of_effects(self, settings: Settings, before: Settings | None = None) -> None:
        for sentence in effect_notices(settings, before):
            self.context.inform("no-effect", sentence)

    def _check_open(self) -> None:
        if os.getpid() != self._process:
            raise ConfigurationError(
                "This session belongs to the process that made it, and this is a forked child.",
                code="closed",
                hint="Make a new Session here; it may use the same log.",
            )
        if self._is_closed:
            raise ConfigurationError("This session is closed.", code="closed", hint="Make a new Session.")


_running: dict[asyncio.Task[EndReason], object] = {}
"""Conversations that nobody waits for, and whose they are: else the garbage collector might take both."""


def _finish(conversation: asyncio.Task[EndReason]) -> None:
    """Log what ended a conversation that nobody waits for; its subscribers have had the event."""
    del _running[conversation]
    if not conversation.cancelled() and conversation.exception() is not None:
        _logger.warning("the conversation failed: %s", conversation.exception())
