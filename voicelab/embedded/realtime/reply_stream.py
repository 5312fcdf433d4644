"""Reply streams: what the model says, as it says it: words, calls of functions, and what ended it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from voicelab.embedded.completion.answer import events_of
from voicelab.embedded.completion.called_tools import chosen_calls, usage_of, with_ids
from voicelab.embedded.completion.translation import in_newer_words, translated
from voicelab.embedded.completion.upstream import UpstreamError, no_answer, redacted
from voicelab.embedded.completion.upstream_requests import replied
from voicelab.embedded.completion.wording import chunk_of
from voicelab.embedded.engines import Engines
from voicelab.embedded.host import Host
from voicelab.embedded.realtime.chat_prompt import chat_body, without_oldest
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.text.server_words import server_words

__all__ = ["CallPiece", "ReplyCalls", "ReplyEnd", "ReplyPiece", "reply_pieces"]

_TOO_LONG = "context_length_exceeded"
_MOST_CALLS = 128


@dataclass(frozen=True, slots=True)
class CallPiece:
    """A piece of a function's call."""

    place: int
    """Which of the reply's calls it belongs to."""
    call_id: str
    """Told with the first piece alone, as is the name."""
    name: str
    arguments: str


@dataclass(slots=True)
class ReplyCalls:
    """The calls of a reply, put together from their pieces."""

    named: list[tuple[str, str]] = field(default_factory=list)
    """The name and the id of each."""
    arguments: list[list[str]] = field(default_factory=list)

    def add(self, piece: CallPiece) -> None:
        """Take the next piece."""
        while len(self.named) <= piece.place:
            self.named.append(("", ""))
            self.arguments.append([])
        name, call_id = self.named[piece.place]
        self.named[piece.place] = (piece.name or name, piece.call_id or call_id)
        if piece.arguments:
            self.arguments[piece.place].append(piece.arguments)


@dataclass(frozen=True, slots=True)
class ReplyEnd:
    """The end of a reply."""

    reason: str
    """``stop``, ``length``, ``content_filter``, ``tool_calls``."""
    usage: Mapping[str, Any]
    """Tokens, as the server that replies counted them; may be empty."""


ReplyPiece = str | CallPiece | ReplyEnd
"""Words, a piece of a call, or the end, which comes last."""


async def reply_pieces(
    host: Host, engines: Engines, options: SessionOptions, messages: list[dict[str, Any]]
) -> AsyncGenerator[ReplyPiece, None]:
    """Ask for a reply, and yield it as it comes.

    A conversation that is longer than the model's context loses its oldest messages, unless that is disabled.

    Raises
    ------
    InvalidRequestError
        The model cannot do what is asked of it.
    UpstreamError
        The server that replies refuses, or breaks off.
    VoicelabError
        It is not there.
    """
    body = chat_body(options, messages)
    while True:
        asked = translated("chat/completions", body, engines, options.model)
        chosen = await chosen_calls(host, engines, asked)
        if chosen.calls:
            for place, (call_id, name, arguments) in enumerate(with_ids(chosen)):
                yield CallPiece(place, call_id, name, "")
                for text in arguments:
                    yield CallPiece(place, "", "", text)
            yield ReplyEnd("tool_calls", usage_of(chosen))
            return
        try:
            async with (
                replied(host, engines, asked.path, asked.body) as upstream,
                contextlib.aclosing(_pieces(upstream, engines)) as pieces,
            ):
                async for piece in pieces:
                    yield piece
            return
        except UpstreamError as error:
            body = _other_request(body, error, options)


def _other_request(body: dict[str, Any], error: UpstreamError, options: SessionOptions) -> dict[str, Any]:
    """Return a request that may pass where one was refused.

    Raises
    ------
    UpstreamError
        There is none.
    """
    newer = in_newer_words(body, error.message)
    if newer is not None:
        return newer
    if error.code == _TOO_LONG and options.truncation != "disabled":
        shorter = without_oldest(body["messages"])
        if shorter is not None:
            return {**body, "messages": shorter}
    raise error


async def _pieces(upstream: aiohttp.ClientResponse, engines: Engines) -> AsyncGenerator[ReplyPiece, None]:
    reason, usage = "", dict[str, Any]()
    url, own = str(upstream.url), engines.completion_is_own
    try:
        async with contextlib.aclosing(events_of(upstream.content)) as events:
            async for event in events:
                chunk = chunk_of(event)
                if chunk is None:
                    continue
                if "error" in chunk:
                    said = redacted(server_words(chunk), engines)
                    raise no_answer(url, f"broke off with an error: {said}", own=own)
                usage = chunk.get("usage") or usage
                for choice in chunk.get("choices") or ():
                    reason = choice.get("finish_reason") or reason
                    delta = choice.get("delta") or {}
                    if delta.get("content"):
                        yield str(delta["content"])
                    for call in delta.get("tool_calls") or ():
                        yield _call_piece(call)
    except aiohttp.ClientError:
        raise no_answer(url, "broke off its answer", own=own, code="connection-closed") from None
    if not reason:
        raise no_answer(url, "broke off its answer", own=own, code="connection-closed")
    yield ReplyEnd(reason, usage)


def _call_piece(call: Mapping[str, Any]) -> CallPiece:
    function, place = call.get("function") or {}, call.get("index")
    return CallPiece(
        min(place, _MOST_CALLS - 1) if isinstance(place, int) and place > 0 else 0,
        str(call.get("id") or ""),
        str(function.get("name") or ""),
        str(function.get("arguments") or ""),
    )
