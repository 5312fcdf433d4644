"""A model's reply, taken out of what it writes: apart from its thought, its tool calls and special tokens.

Reasoning models mark their thought in the text itself where the server does not take it out: ``<think>``,
``[THINK]``, or the channels of OpenAI's harmony format. Templates that open the mark in the prompt leave a
closing mark alone: what came ahead of it was thought. A model may speak of all these marks, too. So a
thought begins only where a reply does, and a closing mark alone counts only where it ends something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from voicelab.completion.marks import (
    LONGEST_MARK,
    MARK,
    MARK_BEGUN,
    STRIPPED_BEGIN,
    STRIPPED_END,
    Mark,
    read_mark,
)
from voicelab.completion.special_tokens import SENTENCE_ENDS, SpecialTokens

__all__ = ["ThoughtFilter"]

_QUOTES = "`'\"“‘«"
"""A mark behind one of these is spoken of."""
_NO_END = _QUOTES + "([{:,;=+-/|"
"""Nor does a closing mark end anything behind one of these."""
_MOST_BLANKS = 8


@dataclass(slots=True)
class _Stretch:
    """What is being written that is no reply."""

    mark: Mark | None
    """What opened it; `None` if that was the prompt."""
    depth: int = 1
    has_closed: bool = False


class ThoughtFilter:
    """Takes a model's text in pieces, and gives what of it is the reply.

    Parameters
    ----------
    begins_in_thought
        Whether the model is known to leave out the opening mark: all is held until the closing one comes.

    Examples
    --------
    >>> thoughts = ThoughtFilter()
    >>> thoughts.feed("<thi") + thoughts.feed("nk>Hm.</think> Yes.") + thoughts.finish()
    'Yes.'
    >>> thoughts.thought
    'Hm.'
    """

    def __init__(self, *, begins_in_thought: bool = False) -> None:
        self.is_retracted = False
        """Whether text that was given turned out to be thought; for the reader to set back."""
        self.calls_tool = False
        """Whether the model called a tool in its text."""
        self.began_unmarked = False
        """Whether a closing mark alone ended a thought."""
        self._stretch = _Stretch(None) if begins_in_thought else None
        self._has_thought = False
        self._spoken_of = 0
        self._held = ""
        self._last, self._has_blank = "\n", False
        self._tokens = SpecialTokens()
        self._thought: list[str] = []
        self._open_thought: list[str] = []
        self._reply: list[str] = []
        self._ready: list[str] = []

    @property
    def thought(self) -> str:
        """What was thought so far, and what was written for tools."""
        return "".join(self._thought + self._open_thought).strip()

    def feed(self, piece: str) -> str:
        """Take the next piece; return what of the reply is ready."""
        self._read(self._held + piece, is_end=False)
        return self._pop()

    def finish(self, *, is_cut: bool = False) -> str:
        """Take the end; return what of the reply was still held.

        Parameters
        ----------
        is_cut
            Whether the model was stopped before it was through.
        """
        self._read(self._held, is_end=True)
        stretch, self._stretch = self._stretch, None
        if stretch is not None and self._was_spoken_of(stretch, is_cut=is_cut):
            if stretch.mark is not None and not stretch.has_closed:
                self._feed(stretch.mark.text)
            text = "".join(self._open_thought)
            self._open_thought.clear()
            if stretch.mark is None:
                self._read(text, is_end=True)
            else:
                self._feed(text)
        elif stretch is not None and stretch.mark is not None:
            self.calls_tool = self.calls_tool or stretch.mark.is_call
        self._ready.append(self._tokens.finish())
        self.calls_tool = self.calls_tool or self._tokens.calls_tool
        return self._pop()

    def _was_spoken_of(self, stretch: _Stretch, *, is_cut: bool) -> bool:
        """Whether what stays open to the end was no thought and no call."""
        if stretch.mark is None:
            return True
        if stretch.mark.kind == "call":
            return not re.search(r"[{\[<]", "".join(self._open_thought))
        if stretch.mark.kind in ("calls", "stripped"):
            return False
        if re.match(r" [a-z]", "".join(self._open_thought[:3])) and not is_cut:
            return True  # as in “<think> is a tag”
        return not is_cut and (stretch.has_closed or stretch.mark.kind == "aside" or bool(self._reply))

    def _read(self, text: str, *, is_end: bool) -> None:
        position = 0
        for match in MARK.finditer(text):
            self._feed(text[position : match.start()])
            position = match.start()
            behind = text[match.end() : match.end() + _MOST_BLANKS]
            if not is_end and len(behind) < _MOST_BLANKS and not behind.strip(" \t"):
                self._held = text[position:]  # what follows says what it is
                return
            mark = read_mark(match)
            if self._last in _QUOTES and not self._has_blank:
                self._feed(mark.text)
            else:
                self._read_mark(mark, behind)
            position = match.end()
        end = len(text) if is_end else self._mark_begun(text, position)
        self._feed(text[position:end])
        self._held = text[end:]

    def _mark_begun(self, text: str, position: int) -> int:
        """Return where at a text's end a mark may have begun."""
        begun = MARK_BEGUN.search(text, max(position, len(text) - LONGEST_MARK))
        if begun:
            return begun.start()
        word = ""
        if self._stretch is not None:
            is_stripped = self._stretch.mark is not None and self._stretch.mark.kind == "stripped"
            word = STRIPPED_END if is_stripped else ""
        elif self._tokens.is_at_edge and len(text) - position < _MOST_BLANKS + len(STRIPPED_BEGIN):
            word = STRIPPED_BEGIN if STRIPPED_BEGIN.startswith(text[position:].strip()) else ""
        for length in range(len(word), 0, -1):
            if text.endswith(word[:length], position):
                return len(text) - length
        return len(text)

    def _read_mark(self, mark: Mark, behind: str) -> None:
        if mark.role == "box":
            return
        if self._stretch is not None:
            self._read_within(self._stretch, mark, behind)
        elif mark.role == "token":
            self._sort(self._tokens.feed_token(mark.text, mark.kind))
        elif mark.role == "open" and self._opens(mark, behind):
            self._stretch = _Stretch(mark)
            self._last, self._has_blank = "\n", False
        elif self._spoken_of <= 0 and self._ends_thought(mark, behind):
            self._retract()
        else:
            if mark.kind == "thought":
                self._spoken_of += 1 if mark.role == "open" else -1
            self._feed(mark.text)

    def _opens(self, mark: Mark, behind: str) -> bool:
        """Whether an opening mark is one: at a reply's start, or where it cannot be spoken of."""
        if self._tokens.is_at_edge:
            return True
        if mark.is_call:
            is_glued = not self._has_blank and self._last not in _NO_END
            return is_glued or self._last == "\n" or behind.lstrip()[:1] in tuple("{[<")
        begins = self._last == "\n" or (self._last in SENTENCE_ENDS and not self._has_blank)
        return begins and self._has_thought and mark.kind != "stripped"

    def _read_within(self, stretch: _Stretch, mark: Mark, behind: str) -> None:
        """Read a mark within a thought or a call: only one of the same kind and name ends it."""
        kind, name = (stretch.mark.kind, stretch.mark.name) if stretch.mark else ("thought", "")
        is_unmarked = stretch.mark is None and not stretch.has_closed
        if is_unmarked and mark.role == "open" and not "".join(self._open_thought[-4:]).strip():
            self._stretch = _Stretch(mark)
        elif (kind, name) != (mark.kind, mark.name) or (is_unmarked and not self._ends_thought(mark, behind)):
            if mark.role != "token" or mark.is_call or is_unmarked:
                self._feed(mark.text)
        elif mark.role == "open":
            stretch.depth += 1
        else:
            self.calls_tool = self.calls_tool or mark.is_call
            self.began_unmarked = self.began_unmarked or is_unmarked
            stretch.depth, stretch.has_closed = stretch.depth - 1, True
            self._thought += self._open_thought
            self._open_thought.clear()
            if not stretch.depth:
                self._begin_reply()

    def _ends_thought(self, mark: Mark, behind: str) -> bool:
        """Whether a mark for which none was opened ends what is ahead of it."""
        if mark.kind != "thought" or mark.role != "close":
            return False
        if self._last == "\n":
            return True
        if not self._has_blank:
            return self._last not in _NO_END
        is_apart = behind.lstrip(" \t")[:1] in ("", "\n") or behind[:1].isalnum()
        return self._last in SENTENCE_ENDS and is_apart

    def _retract(self) -> None:
        """Take what stood ahead of a closing mark alone for thought."""
        self.is_retracted = self.is_retracted or bool(self._reply)
        self.began_unmarked = self.began_unmarked or bool(self._reply)
        self._thought += self._reply + self._ready
        self._reply.clear()
        self._ready.clear()
        self._begin_reply()

    def _begin_reply(self) -> None:
        self._stretch, self._has_thought = None, True
        self._tokens.is_at_edge = self._tokens.is_at_edge or not self._reply
        self._last, self._has_blank = "\n", False

    def _feed(self, text: str) -> None:
        if not text:
            return
        bare = text.rstrip(" \t")
        self._has_blank = bare != text and (bool(bare) or self._last != "\n")
        self._last = bare[-1:] or self._last
        if self._stretch is not None:
            self._open_thought.append(text)
        else:
            self._sort(self._tokens.feed_text(text))

    def _sort(self, text: str) -> None:
        (self._thought if self._tokens.is_other_channel else self._ready).append(text)

    def _pop(self) -> str:
        text = "".join(self._ready)
        if not self._reply:
            if not text.strip():
                self._ready = [text] if text else []
                return ""
            text = text.lstrip() if self._has_thought or self._thought else text
        self._ready.clear()
        if text:
            self._reply.append(text)
        return text
