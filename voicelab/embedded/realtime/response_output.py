"""Output of a response: an item at a time, with its events in the order in which the services send them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from voicelab.embedded.realtime.content_parts import ContentPart, WordTime
from voicelab.embedded.realtime.conversation_items import ConversationItem, ItemStatus, new_id
from voicelab.embedded.realtime.reply_voice import VoicedViseme, VoicedWord
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.embedded.realtime.session_state import SessionState

__all__ = ["CallOutput", "MessageOutput"]


class _Output:
    """An item while it is being made.

    Parameters
    ----------
    is_kept
        Whether it belongs to the conversation.
    """

    def __init__(
        self, state: SessionState, response_id: str, index: int, item: ConversationItem, *, is_kept: bool
    ) -> None:
        self.item = item
        self._state = state
        self._response_id = response_id
        self._index = index
        self._is_kept = is_kept

    @property
    def _place(self) -> dict[str, Any]:
        return {"response_id": self._response_id, "item_id": self.item.id, "output_index": self._index}

    async def _begin(self) -> None:
        """Tell of the item, which holds nothing yet."""
        await self._send_item("response.output_item.added")
        if self._is_kept:
            await self._state.begin_item(self.item)

    async def _end(self, status: ItemStatus) -> None:
        """Tell of the whole item."""
        self.item.status = status
        if self._is_kept:
            await self._state.end_item(self.item)
        await self._send_item("response.output_item.done")

    async def _send_item(self, kind: str) -> None:
        wire = self.item.to_wire(self._state.dialect)
        await self._send(kind, response_id=self._response_id, output_index=self._index, item=wire)

    async def _send(self, kind: str, **fields: Any) -> None:
        await self._state.writer.send(kind, **fields)


class MessageOutput(_Output):
    """A message, spoken or written."""

    def __init__(
        self, state: SessionState, response_id: str, index: int, options: SessionOptions, *, is_kept: bool
    ) -> None:
        item = ConversationItem(role="assistant", status="in_progress")
        super().__init__(state, response_id, index, item, is_kept=is_kept)
        self._options = options
        self.part = ContentPart("audio" if options.speaks else "text")
        """What it says."""

    @property
    def _content(self) -> dict[str, Any]:
        return {**self._place, "content_index": 0}

    def _wire_part(self) -> dict[str, Any]:
        """Return the part as its own events have it, which in all protocols call it by the older names."""
        if self.part.kind == "audio":
            return {"type": "audio", "transcript": self.part.text}
        return {"type": "text", "text": self.part.text}

    async def begin(self) -> None:
        """Tell of the item and of its content."""
        await self._begin()
        self.item.parts.append(self.part)
        await self._send("response.content_part.added", **self._content, part=self._wire_part())

    async def add_text(self, text: str) -> None:
        """Go on with what is said or written."""
        self.part.add_text(text)
        kind = f"{self._state.dialect.audio}_transcript" if self._options.speaks else self._state.dialect.text
        await self._send(f"{kind}.delta", **self._content, delta=text)

    async def add_audio(self, audio: bytes, seconds: float) -> None:
        """Go on with its sound."""
        self.part.add_audio(audio, seconds)
        self._state.heard.note(self.item, seconds)
        kind = f"{self._state.dialect.audio}.delta"
        await self._state.writer.send_audio(kind, audio, seconds, **self._content)

    async def add_word(self, word: VoicedWord) -> None:
        """Note when a word is spoken; tell so where that is asked for."""
        begin = self.part.words[-1].end if self.part.words else 0
        found = self.part.text.find(word.text, begin)
        end = found + len(word.text) if found >= 0 else begin
        self.part.words.append(WordTime(end, word.start_seconds, word.end_seconds))
        if self._state.dialect.is_azure and self._options.wants_word_times:
            await self._send(
                "response.audio_timestamp.delta",
                **self._content,
                audio_offset_ms=round(1_000 * word.start_seconds),
                audio_duration_ms=round(1_000 * (word.end_seconds - word.start_seconds)),
                text=word.text,
                timestamp_type="word",
            )

    async def add_viseme(self, viseme: VoicedViseme) -> None:
        """Tell when the mouth takes a shape."""
        await self._send(
            "response.animation_viseme.delta",
            **self._content,
            audio_offset_ms=round(1_000 * viseme.start_seconds),
            viseme_id=viseme.viseme,
        )

    async def end(self, status: ItemStatus) -> None:
        """Tell that all of it is there."""
        dialect, options = self._state.dialect, self._options
        if options.speaks:
            await self._send(f"{dialect.audio}.done", **self._content)
            if dialect.is_azure and options.wants_word_times:
                await self._send("response.audio_timestamp.done", **self._content)
            if dialect.is_azure and options.wants_visemes:
                await self._send("response.animation_viseme.done", **self._content)
            transcript = {"transcript": self.part.text}
            await self._send(f"{dialect.audio}_transcript.done", **self._content, **transcript)
        else:
            await self._send(f"{dialect.text}.done", **self._content, text=self.part.text)
        await self._send("response.content_part.done", **self._content, part=self._wire_part())
        await self._end(status)


class CallOutput(_Output):
    """The call of a function."""

    def __init__(
        self, state: SessionState, response_id: str, index: int, name: str, call_id: str, *, is_kept: bool
    ) -> None:
        item = ConversationItem(
            "function_call", name=name, call_id=call_id or new_id("call"), status="in_progress"
        )
        super().__init__(state, response_id, index, item, is_kept=is_kept)

    async def tell(self, pieces: Sequence[str]) -> None:
        """Tell of the whole call."""
        await self._begin()
        place = {**self._place, "call_id": self.item.call_id}
        for piece in pieces:
            self.item.arguments += piece
            await self._send("response.function_call_arguments.delta", **place, delta=piece)
        whole = {"name": self.item.name, "arguments": self.item.arguments}
        await self._send("response.function_call_arguments.done", **place, **whole)
        await self._end("completed")
