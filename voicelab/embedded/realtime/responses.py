"""Responses: what the model says to a conversation, from its first event to its last, however it ends."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from voicelab.embedded.client_socket import TurnLostError
from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.completion.upstream import UpstreamError
from voicelab.embedded.fault_kinds import FailReply, FilterReply
from voicelab.embedded.realtime.chat_prompt import chat_messages_of
from voicelab.embedded.realtime.conversation_items import ConversationItem, ItemStatus, new_id
from voicelab.embedded.realtime.reply_message import ReplyMessage
from voicelab.embedded.realtime.reply_stream import CallPiece, ReplyCalls, ReplyEnd, reply_pieces
from voicelab.embedded.realtime.response_output import CallOutput, MessageOutput
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.embedded.realtime.session_state import SessionState
from voicelab.embedded.realtime.usage import PromptSize, response_usage
from voicelab.embedded.speech.framing import ProtocolError
from voicelab.errors import unexpected
from voicelab.event_loop import to_the_end

__all__ = ["CancelReason", "Response", "ResponseRequest"]

CancelReason = Literal["turn_detected", "client_cancelled"]

_INCOMPLETE = {"length": "max_output_tokens", "content_filter": "content_filter"}
"""Why a reply is not whole, by how its chat ended."""
_LIMITS = [{"name": "tokens", "limit": 15_000_000, "remaining": 15_000_000, "reset_seconds": 0.0}]
_MESSAGES = {
    "server_error": "The server had an error while processing your request. Sorry about that!",
    "rate_limit_exceeded": "Rate limit reached. Please try again later.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRequest:
    """What is asked for."""

    options: SessionOptions
    items: Sequence[ConversationItem] | None = None
    """What the model reads in place of the conversation."""
    more_items: Sequence[ConversationItem] = ()
    """What it reads behind that."""
    is_kept: bool = True
    """Whether what it says belongs to the conversation."""
    text: str | None = None
    """What is said as it is; no model is asked then."""
    cancels_previous: bool = False
    """Whether it takes the place of the one that is under way."""
    metadata: Mapping[str, Any] | None = None


@dataclass(slots=True)
class _Ending:
    """How a response ended."""

    status: Literal["completed", "cancelled", "incomplete", "failed"] = "completed"
    details: dict[str, Any] | None = None


class Response:
    """One response."""

    def __init__(self, state: SessionState, request: ResponseRequest) -> None:
        self.id = new_id("resp")
        self.is_kept = request.is_kept
        self.is_over = False
        """Whether its end is told, or is just being told."""
        self.is_whole = False
        """Whether it came to its own end."""
        self._state = state
        self._request = request
        self._options = request.options
        self._outputs: list[MessageOutput | CallOutput] = []
        self._usage: Mapping[str, Any] = {}
        self._words = 0
        self._prompt = self._cached = PromptSize(())
        self._filter = state.host.faults.pop("realtime", FilterReply)
        self._cancelled: CancelReason | None = None
        self._message: ReplyMessage | None = None
        self._task: asyncio.Task[None] | None = None
        self._has_begun = False
        self._done = asyncio.Event()

    async def begin(self) -> None:
        """Tell of the response, and go on with it in a task of its own."""
        try:
            self._state.writer.begin_turn()
            await self._state.writer.send("response.created", response=self._to_wire(None))
            if self._state.dialect.rate_limits == "first":
                await self._state.writer.send("rate_limits.updated", rate_limits=_LIMITS)
        except BaseException:
            self._done.set()
            raise
        self._task = asyncio.ensure_future(self._run())
        self._task.add_done_callback(lambda _task: self._done.set())

    async def cancel(self, reason: CancelReason) -> None:
        """End it early, and wait until that is told; one that is over stays as it is."""
        if self._cancelled is None and not self.is_over:
            self._cancelled = reason
            # A task that is cancelled ahead of its first step tells nothing; it looks for this itself.
            if self._task is not None and self._has_begun:
                self._task.cancel()
        await self.wait()

    async def wait(self) -> None:
        """Wait until it is over."""
        await self._done.wait()

    async def drop(self) -> None:
        """End it without a word: its connection is gone."""
        if self._task is not None:
            self._task.cancel()
        await self.wait()

    async def _run(self) -> None:
        self._has_begun = True
        with contextlib.suppress(TurnLostError):
            try:
                ending = self._cancellation() if self._cancelled else await self._ending()
            except asyncio.CancelledError:
                if self._cancelled is None:
                    raise
                ending = self._cancellation()
            finally:
                await self._break_off()
            done = self._to_wire(ending)
            self.is_over, self.is_whole = True, ending.status == "completed"
            self._forget_unspoken()
            await self._state.writer.send("response.done", response=done)
            if self._state.dialect.rate_limits == "last":
                await self._state.writer.send("rate_limits.updated", rate_limits=_LIMITS)

    async def _ending(self) -> _Ending:
        try:
            return await self._reply()
        except asyncio.CancelledError:
            if self._cancelled is None:
                raise
            ending = self._cancellation()
        except TurnLostError:
            raise
        except UpstreamError as error:
            if error.code == "content_filter":
                ending = _incomplete("content_filter")
            else:
                ending = _failed("server_error" if error.status >= 500 else "invalid_request_error", error)
        except (InvalidRequestError, ProtocolError) as error:
            ending = _failed("invalid_request_error", error)
        except Exception as error:
            ending = _failed("server_error", unexpected(error))
        await self._break_off()
        if self._message is not None:
            await self._end_message("incomplete")
        return ending

    def _cancellation(self) -> _Ending:
        return _Ending("cancelled", {"type": "cancelled", "reason": self._cancelled})

    async def _reply(self) -> _Ending:
        fault = self._state.host.faults.pop("realtime", FailReply)
        if fault is not None:
            message = fault.message or _MESSAGES.get(fault.code, "The response failed.")
            error = {"type": fault.code, "code": fault.code, "message": message}
            return _Ending("failed", {"type": "failed", "error": error})
        if self._request.text is not None:
            await self._say(self._request.text)
            await self._finish_message("completed")
            return _Ending()
        engines = await self._state.host.engines()
        items = await self._read_items()
        calls, reason = ReplyCalls(), "stop"
        messages = chat_messages_of(self._options.instructions, items)
        pieces = reply_pieces(self._state.host, engines, self._options, messages)
        async with contextlib.aclosing(pieces):
            async for piece in pieces:
                if self._filter is not None and self._words >= self._filter.after_messages:
                    reason = "content_filter"
                    break
                if isinstance(piece, ReplyEnd):
                    reason, self._usage = piece.reason, piece.usage
                elif isinstance(piece, CallPiece):
                    calls.add(piece)
                else:
                    await self._say(piece)
        incomplete = _INCOMPLETE.get(reason)
        await self._finish_message("completed" if incomplete is None else "incomplete")
        for (name, call_id), arguments in zip(calls.named, calls.arguments, strict=True):
            call = CallOutput(self._state, self.id, len(self._outputs), name, call_id, is_kept=self.is_kept)
            self._outputs.append(call)
            await to_the_end(call.tell(arguments))
        return _Ending() if incomplete is None else _incomplete(incomplete)

    async def _read_items(self) -> list[ConversationItem]:
        """Return what the model reads, once all that was said in it is recognised.

        Raises
        ------
        VoicelabError
            It cannot be.
        """
        asked = self._request.items
        items = [*(self._state.items if asked is None else asked), *self._request.more_items]
        for item in items:
            for part in item.parts:
                heard = await asyncio.shield(part.heard) if part.heard is not None else None
                if heard is not None and heard.error is not None:
                    raise heard.error
        self._prompt = PromptSize.of(self._options.instructions, items)
        self._cached = self._prompt.shared_with(self._state.last_prompt)
        if self.is_kept:
            self._state.last_prompt = self._prompt
        return items

    async def _say(self, text: str) -> None:
        if self._message is None:
            output = MessageOutput(
                self._state, self.id, len(self._outputs), self._options, is_kept=self.is_kept
            )
            message = ReplyMessage(output, self._state, self._options)
            await message.prepare()
            self._outputs.append(output)
            self._message = message
            await to_the_end(message.begin())
        self._words += 1
        await self._message.say(text)

    async def _finish_message(self, status: ItemStatus) -> None:
        if self._message is not None:
            await self._message.finish()
            await self._end_message(status)

    async def _end_message(self, status: ItemStatus) -> None:
        message, self._message = self._message, None
        if message is not None:
            await to_the_end(message.output.end(status))

    def _forget_unspoken(self) -> None:
        """Keep of what was to be said only what was spoken: the rest nobody can have heard."""
        for output in self._outputs:
            if isinstance(output, MessageOutput) and self._options.speaks and not output.part.is_whole:
                output.part.cut(int(1_000 * output.part.seconds))

    async def _break_off(self) -> None:
        if self._message is not None:
            await self._message.break_off()

    def _to_wire(self, ending: _Ending | None) -> dict[str, Any]:
        """Return the response as its events have it; without an ending it goes on."""
        dialect = self._state.dialect
        return {
            "object": "realtime.response",
            "id": self.id,
            "status": "in_progress" if ending is None else ending.status,
            "status_details": None if ending is None else ending.details,
            "output": [output.item.to_wire(dialect) for output in self._outputs],
            "conversation_id": self._state.items.id if self.is_kept else None,
            **dialect.response.to_wire(self._options),
            "usage": None if ending is None or ending.status == "failed" else self._counted(),
            "metadata": self._request.metadata,
        }

    def _counted(self) -> dict[str, Any]:
        spoken = sum(output.part.seconds for output in self._outputs if isinstance(output, MessageOutput))
        counted = {"completion_tokens": self._words, **self._usage}
        return response_usage(counted, self._prompt, self._cached, spoken)


def _incomplete(reason: str) -> _Ending:
    return _Ending("incomplete", {"type": "incomplete", "reason": reason})


def _failed(kind: str, error: Exception) -> _Ending:
    message = error.message if isinstance(error, UpstreamError) else str(error)
    named = getattr(error, "code", None) or "invalid_value"
    return _Ending("failed", {"type": "failed", "error": {"type": kind, "code": named, "message": message}})
