"""A model's answer as JSON objects, in whatever shape a server sends it: events, or one whole body.

The openai SDK reads events as they should be. Servers and proxies of all kinds send a byte order mark, two
events with no empty line between, a whole JSON body or a web page in their place; read here, a reply is not
lost for that, and what is no reply is told in the server's own words.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import re
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from typing import Any

import httpx2

from voicelab.text.server_words import server_words

__all__ = ["AnswerEvents", "EventDecoder", "FailedAnswerError", "MalformedAnswerError"]

_LINE = re.compile(r"(?is)\s*(data|event|id|retry|error(?=\s*:\s*{))\s*(?::\s?(?:data:\s*)*(.*))?")
_DONE = re.compile(r"[\"'\[\s]*done[\"'\]\s]*", re.IGNORECASE)
_WORD = re.compile(r"\s*[\w.:-]{1,30}\s*")  # such as ``ping``: a sign of life
_MOST_STRAY_CHARACTERS = 1_000_000
"""Of what is no event; as much as a reply in one JSON body may have."""


class FailedAnswerError(ValueError):
    """The server declares in its answer that it failed, whatever status that came with.

    Parameters
    ----------
    body
        The error as the server sent it.
    is_whole
        Whether it is all that was answered, in place of a stream.
    """

    def __init__(self, body: Any, *, is_whole: bool = False, request_id: str = "") -> None:
        super().__init__(server_words(body) or "the model failed")
        self.body = body
        self.is_whole = is_whole
        self.request_id = request_id


class MalformedAnswerError(ValueError):
    """An answer that is no reply and no error: a web page, other JSON, or nothing at all."""

    def __init__(self, words: str = "", *, request_id: str = "") -> None:
        super().__init__(words)
        self.request_id = request_id


class EventDecoder:
    """Takes an answer's bytes as they come, and gives the JSON objects in them.

    Server-sent events as the WHATWG's standard has them; a line's end may be of any kind, and the last event
    may lack the empty line. What is not of the encoding becomes U+FFFD.

    Parameters
    ----------
    encoding
        What the server declares; UTF-8 where Python does not know it.
    """

    def __init__(self, encoding: str | None = None) -> None:
        self.is_done = False
        """Whether the server said that all was sent."""
        self._text = io.IncrementalNewlineDecoder(_decoder(encoding)("replace"), translate=True)
        self._words: list[str] = []
        self._has_objects = False
        self._line: list[str] = []
        self._data: list[str] = []
        self._name = ""
        self._stray: list[str] = []
        self._stray_characters = 0
        self._has_events = False

    def feed(self, piece: bytes) -> Iterator[Mapping[str, Any]]:
        """Take the next bytes.

        Raises
        ------
        MalformedAnswerError
            Data that is no JSON.
        """
        yield from self._read(self._text.decode(piece))

    def finish(self) -> Iterator[Mapping[str, Any]]:
        """Take the end: a last event, or all of a body that was no stream.

        Raises
        ------
        MalformedAnswerError
            A body that is no JSON either.
        """
        yield from self._read(self._text.decode(b"", final=True) + "\n\n")
        if self._words and not self._has_objects:
            raise MalformedAnswerError(server_words(" ".join(self._words)))
        stray = "\n".join(self._stray).strip()
        if self.is_done or not stray:
            return
        if self._has_events and not _is_json(stray):
            yield {"message": stray}  # such as the page of a proxy that gave up in mid-reply
            return
        is_json_lines = len(self._stray) > 1 and all(line.startswith("{") for line in self._stray)
        for each in self._stray if is_json_lines else [stray]:
            yield from _objects(each)

    @property
    def is_stream(self) -> bool:
        """Whether any event came."""
        return self._has_events

    def _read(self, text: str) -> Iterator[Mapping[str, Any]]:
        *lines, rest = text.split("\n")
        for line in lines:
            self._line.append(line)
            yield from self._read_line("".join(self._line).lstrip("\ufeff"))
            self._line.clear()
        if rest:
            self._line.append(rest)

    def _read_line(self, line: str) -> Iterator[Mapping[str, Any]]:
        field = _LINE.fullmatch(line)
        if field is not None:
            name, value = field[1].lower(), field[2] or ""
            if name == "data":
                if self._has_events:  # what stood between two events was no complaint
                    self._stray.clear()
                self._data.append(value)
            elif name == "event":
                self._name = value.strip()
            elif name == "error":  # llama.cpp's
                yield from self._end_event()
                self._data, self._name = [value], "error"
        elif not line.strip():
            yield from self._end_event()
        elif not line.startswith(":"):
            self._stray_characters += len(line)
            if self._stray_characters > _MOST_STRAY_CHARACTERS:
                raise MalformedAnswerError(server_words("\n".join(self._stray)))
            self._stray.append(line)

    def _end_event(self) -> Iterator[Mapping[str, Any]]:
        lines, self._data, name, self._name = self._data, [], self._name, ""
        data = "\n".join(lines).strip()
        if not data:
            return
        self._has_events = True
        if name == "error":
            yield {"error": _json_or_text(data)}
            return
        if any(map(_DONE.fullmatch, lines)):
            self.is_done = True
            lines = [each for each in lines if not _DONE.fullmatch(each)]
        words = [each for each in lines if _WORD.fullmatch(each) and not _is_json(each)]
        self._words += words[:10]
        lines = [each for each in lines if each not in words]
        data = "\n".join(lines).strip()
        self._has_objects = self._has_objects or bool(data)
        for event in _objects_of_lines(data, lines):
            yield {"type": name, **event} if name else event


class AnswerEvents:
    """The events of an answer that comes over HTTP, each once, to the end of the answer.

    Parameters
    ----------
    response
        Of the openai SDK, its body not read yet.
    """

    def __init__(self, response: httpx2.Response) -> None:
        self.request_id = response.headers.get("x-request-id", "")
        self._response = response
        self._decoder = EventDecoder(response.charset_encoding)
        self._events = self._read()

    @property
    def is_done(self) -> bool:
        """Whether the server said that all was sent."""
        return self._decoder.is_done

    @property
    def is_whole(self) -> bool:
        """Whether what came is one body, and no stream."""
        return not self._decoder.is_stream

    async def next(self) -> Mapping[str, Any] | None:
        """Return the next event, an empty one where the server says that all was sent; `None` at the end.

        Raises
        ------
        FailedAnswerError
            The server says that it failed.
        MalformedAnswerError
            What came is no answer of a model.
        httpx2.HTTPError
            The connection broke.
        """
        try:
            event = await anext(self._events, None)
        except MalformedAnswerError as error:
            error.request_id = self.request_id
            raise
        if event is not None and event.get("error"):
            raise FailedAnswerError(event["error"], is_whole=self.is_whole, request_id=self.request_id)
        return event

    async def aclose(self) -> None:
        """Close the connection, and end the SDK's iterators over it.

        Left open they would be the garbage collector's, which closes them on any thread while the loop closes
        them, too: ``async generator already executing``.
        """
        await self._response.aclose()
        with contextlib.suppress(httpx2.HTTPError, httpx2.StreamError, ValueError):
            async for _ in self._events:  # what had come; then the connection is closed
                pass
        await self._events.aclose()

    def _rest(self) -> list[Mapping[str, Any]]:
        """Return what a connection that broke had brought last, where that is whole."""
        with contextlib.suppress(MalformedAnswerError):
            return list(self._decoder.finish())
        return []

    async def _read(self) -> AsyncGenerator[Mapping[str, Any], None]:
        has_bytes = False
        try:
            async with contextlib.aclosing(self._response.aiter_bytes()) as pieces:
                async for piece in pieces:
                    has_bytes = has_bytes or bool(piece.strip())
                    was_done = self._decoder.is_done
                    for event in self._decoder.feed(piece):
                        yield event
                    if self._decoder.is_done and not was_done:
                        yield {}
        except httpx2.HTTPError:
            for event in self._rest():
                yield event
            raise
        for event in self._decoder.finish():
            yield event
        status, kind = self._response.status_code, self._response.headers.get("content-type", "")
        if not has_bytes and (status != 200 or "event-stream" not in kind):
            raise MalformedAnswerError(f"status {status} and nothing else")


def _objects_of_lines(data: str, lines: list[str]) -> Iterator[Mapping[str, Any]]:
    """Return what an event's data holds: one value over all its lines, or sloppily one in each."""
    try:
        yield from _objects(data)
    except MalformedAnswerError:
        if len(lines) == 1:
            raise
        for line in lines:
            yield from _objects(line)


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    if not text.strip():
        return
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise MalformedAnswerError(server_words(text)) from None
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, Mapping):
            yield each
        elif each is not None:
            raise MalformedAnswerError(server_words(text))


def _decoder(encoding: str | None) -> Callable[[str], codecs.IncrementalDecoder]:
    try:
        return codecs.getincrementaldecoder(encoding or "utf-8")
    except LookupError:
        return codecs.getincrementaldecoder("utf-8")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _json_or_text(data: str) -> Any:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return data
    return value.get("error") or value if isinstance(value, Mapping) else value
