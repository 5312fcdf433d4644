"""One reply being read: its text out of events, its thought kept apart, and how it ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import httpx2

from voicelab.completion.answer_events import FailedAnswerError, MalformedAnswerError
from voicelab.completion.end_of_turn_mark import EndOfTurnMarkFilter
from voicelab.completion.foreign_answers import ForeignEvents
from voicelab.completion.item_texts import ItemTexts
from voicelab.completion.mark_forms import without_marks
from voicelab.completion.messages import Delta, EndOfTurnMark, Finish, Retraction, ToolRequest
from voicelab.completion.reply_event import ReplyEvent
from voicelab.completion.thoughts import ThoughtFilter
from voicelab.completion.tool_calls import ToolCallAssembler
from voicelab.text.markdown_filter import Speakable
from voicelab.text.terminal_escapes import TerminalEscapes
from voicelab.text.well_formed import WellFormed

if TYPE_CHECKING:
    from voicelab.completion.answer_events import AnswerEvents
    from voicelab.completion.apis import Api

__all__ = ["IncompleteReplyError", "ReplyPart", "ReplyReader"]

_OTHERS = ("user", "human", "system", "developer", "tool", "function", "ipython", "environment")
"""Whose messages are no part of the reply. Servers call the assistant by many names."""

ReplyPart = EndOfTurnMark | Delta | Retraction | ToolRequest | Finish
"""What an answer gives of a reply."""


class IncompleteReplyError(ValueError):
    """A streamed reply ended with no word of why."""

    def __init__(self, request_id: str) -> None:
        super().__init__("the reply ended without a reason")
        self.request_id = request_id


class ReplyReader:
    """Reads an answer to its end.

    Parameters
    ----------
    most_characters
        After how many the rest is left alone, as of a model that does not heed the most tokens.
    begins_in_thought
        Whether the model is known to begin with a thought that it does not mark.
    is_asked_for_mark
        Whether the reply is to begin with the mark that says whether the user is done.
    """

    def __init__(
        self,
        api: Api,
        events: AnswerEvents,
        *,
        most_characters: int,
        begins_in_thought: bool = False,
        is_asked_for_mark: bool = False,
    ) -> None:
        self.text = ""
        """The reply so far."""
        self.has_tokens = False
        """Whether anything was written, be it thought."""
        self.waited_seconds = 0.0
        """Waited since anything was written, or the reply was said to be complete, in seconds."""
        self.has_words = False
        """Whether there is anything in the reply that a voice can say."""
        self.calls_tool = False
        """Whether the model called a tool."""
        self.requests: list[ToolRequest] = []
        """The calls of tools, once the reply has ended; none where they stand in its text."""
        self.is_too_long = False
        """Whether it was cut at the most characters."""
        self.finish = Finish(None, None, None, None)
        """How the reply ended, once it has."""
        self._api = api
        self._events = events
        self._known: dict[str, Any] = dict.fromkeys(
            ("reason", "model", "prompt_tokens", "completion_tokens", "cached_tokens", "filtered")
        )
        self._most_characters = most_characters
        self._wholes: tuple[str, ...] = ()
        self._items = ItemTexts()
        self._foreign = ForeignEvents()
        self._is_others = False
        self._refuses = False
        self._is_ended = False
        self._failure: Any = None
        self._reasoning: list[str] = []
        self._thought: list[str] = []
        self._calls = ToolCallAssembler()
        self._characters = WellFormed()
        self._escapes = TerminalEscapes()
        self._thoughts = ThoughtFilter(begins_in_thought=begins_in_thought)
        self._mark = EndOfTurnMarkFilter() if is_asked_for_mark else None
        self._speakable = Speakable()
        self._is_over = False

    @property
    def began_in_thought(self) -> bool:
        """Whether a closing mark alone showed that what had come was thought."""
        return self._thoughts.began_unmarked

    @property
    def is_mark_alone(self) -> bool:
        """Whether it says that the user is done, and nothing else, though it was not cut."""
        is_marked = self._mark is not None and self._mark.is_over is True
        is_whole = self.finish.reason not in ("length", "content_filter") and not self.calls_tool
        return is_marked and is_whole and not self.text.strip()

    @property
    def is_done(self) -> bool:
        """Whether the server said that all was sent."""
        return self._events.is_done

    @property
    def is_complete(self) -> bool:
        """Whether the server said that the reply has ended, or that all was sent.

        A reason that comes with an event's text or thought is not believed: some servers give one with each.
        """
        return self.is_done or self._is_ended

    async def next(self) -> list[ReplyPart] | None:
        """Return what the next event holds, perhaps nothing; `None` once all was returned.

        Raises
        ------
        FailedAnswerError, MalformedAnswerError, httpx2.HTTPError
            As `AnswerEvents` raises them.
        IncompleteReplyError
            The reply ended with no word of why.
        """
        if self._is_over:
            return None
        if self._failure is not None:
            raise FailedAnswerError(self._failure, request_id=self._events.request_id)
        began, was_complete = time.monotonic(), self.is_complete
        try:
            event = None if self.is_too_long else await self._events.next()
        except httpx2.HTTPError:
            if not self.is_complete:
                self._foreign.check_complaint(is_whole=False, request_id=self._events.request_id)
            raise
        if event is None:
            return self.end()
        try:
            piece = self._api.read(event)
        except RecursionError:
            raise MalformedAnswerError(request_id=self._events.request_id) from None
        if event:  # an empty one says nothing
            self._foreign.note(event, is_known=piece.is_known)
        self._note(piece)
        is_new = bool(piece.text or piece.done or piece.reasoning or piece.calls or piece.is_calling)
        is_new = is_new or (self.is_complete and not was_complete)
        self.waited_seconds = 0.0 if is_new else self.waited_seconds + time.monotonic() - began
        if self._is_others:
            return []
        text = self._items.add(piece.text, piece.item) + self._items.done(piece.done, piece.item)
        return self._feed(self._thoughts.feed(self._escapes.feed(self._characters.feed(text))))

    async def read_out(self) -> None:
        """Read on to the answer's end, and give no text of it: the connection can then be used again.

        What came of its usage is in `finish`, also where this is cancelled.
        """
        try:
            while (event := await self._events.next()) is not None:
                self._note(self._api.read(event))
        finally:
            self._finish()

    def _note(self, piece: ReplyEvent) -> None:
        new = {name: getattr(piece, name) for name in self._known}
        self._known |= {name: value for name, value in new.items() if value is not None}
        is_calling = bool(piece.calls or piece.is_calling)
        self.has_tokens = self.has_tokens or bool(piece.text or piece.reasoning) or is_calling
        self.calls_tool = self.calls_tool or is_calling
        self._calls.add(piece.calls)
        self._refuses = self._refuses or piece.refuses
        self._wholes = piece.wholes or self._wholes
        self._failure = piece.failure
        if piece.role is not None:
            self._is_others = piece.role.lower() in _OTHERS
        self._reasoning.append(piece.reasoning)
        self._thought.append(piece.thought)
        is_alone = not (piece.text or piece.reasoning) and bool(self.has_tokens or piece.wholes)
        ends = piece.reason not in (None, "null")
        self._is_ended = (self._events.is_whole or is_alone) and (self._is_ended or ends)

    def _feed(self, text: str, *, is_end: bool = False) -> list[ReplyPart]:
        items: list[ReplyPart] = []
        if self._thoughts.is_retracted:
            self._thoughts.is_retracted = False
            self.text, self.has_words, self._speakable = "", False, Speakable()
            self._mark = self._mark and EndOfTurnMarkFilter()
            items.append(Retraction())
        if self._mark is not None:
            was_marked = self._mark.is_over is not None
            text = self._mark.feed(text) + (self._mark.finish() if is_end else "")
            if self._mark.is_over is not None and not was_marked:
                items.append(EndOfTurnMark(self._mark.is_over))
        if text:
            room = self._most_characters - len(self.text)
            self.is_too_long = self.is_too_long or len(text) > room
            text = text[:room]
        if text:
            self.text += text
            if not self.has_words:
                self.has_words = _has_content(self._speakable.feed(text))
            items.append(Delta(text))
        return items

    def end(self) -> list[ReplyPart]:
        """Take the end: what was held, what came as one whole, and why it ended.

        Raises
        ------
        IncompleteReplyError
            The reply ended with no word of why.
        """
        self._is_over = True
        if self.is_too_long:
            return [self._finish()]
        reason = self._known["reason"]
        if reason is None:
            self._foreign.check(is_whole=self._events.is_whole, request_id=self._events.request_id)
            if not (
                self._events.is_done or self._wholes or (self._events.is_whole and self._foreign.has_others)
            ):
                raise IncompleteReplyError(self._events.request_id)
        text = self._characters.feed(self._items.rest(self._wholes)) + self._characters.finish()
        text = self._thoughts.feed(self._escapes.feed(text) + self._escapes.finish())
        items = self._feed(text + self._thoughts.finish(is_cut=reason == "length"), is_end=True)
        self.calls_tool = self.calls_tool or self._thoughts.calls_tool
        self.has_words = self.has_words or _has_content(self._speakable.finish())
        if reason != "content_filter":
            self.requests = self._calls.requests("".join(self._thought), is_cut=reason == "length")
        return [*items, *self.requests, self._finish()]

    def _finish(self) -> Finish:
        if self.is_too_long:
            self._known["reason"] = "length"
        elif self._refuses and self._known["reason"] == "stop":
            self._known["reason"] = "refusal"
        reasoning = "\n".join(filter(None, ("".join(self._reasoning).strip(), self._thoughts.thought)))
        reasoning = without_marks(reasoning) if self._mark is not None else reasoning
        self.finish = Finish(**self._known, request_id=self._events.request_id, reasoning=reasoning)
        return self.finish


def _has_content(spoken: str) -> bool:
    return any(character.isalnum() for character in spoken)
