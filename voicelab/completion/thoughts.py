"""What a model writes as its thought, kept apart from its reply while both are being written.

Reasoning models mark their thought in the text itself where the server does not take it out: ``<think>``,
``[THINK]``, or the channels of OpenAI's harmony format. Templates that open the mark in the prompt leave a
closing mark alone: what came ahead of it was thought.
"""

from __future__ import annotations

import re

__all__ = ["ThoughtFilter"]

_NAME = r"(?:seed:)?(?:think|thinking|thought|reasoning)"
_MARK = re.compile(
    rf"""(?P<open><{_NAME}>|\[THINK\]|◁think▷|<\|begin_of_thought\|>)
    | (?P<close></{_NAME}>|\[/THINK\]|◁/think▷|<\|end_of_thought\|>)
    | <\|(?P<control>start|channel|message|end|return|call)\|>""",
    re.VERBOSE | re.IGNORECASE,
)
_MARK_BEGUN = re.compile(r"(?:<[\w/:]*|<\|\w*\|?|\[/?\w*|◁/?\w*)\Z")
_LONGEST_MARK = 24
_QUOTES = "`'\"“‘«"
"""A mark behind one of these is spoken of."""


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
        self._begins_in_thought = begins_in_thought
        self._depth = int(begins_in_thought)
        self._is_inline = False
        self._has_closed = False
        self._held = ""
        self._last = ""
        self._header: list[str] | None = None
        self._is_other_channel = False
        self._thought: list[str] = []
        self._open_thought: list[str] = []
        self._reply: list[str] = []
        self._ready: list[str] = []

    @property
    def thought(self) -> str:
        """What was thought so far."""
        return "".join(self._thought + self._open_thought).strip()

    def feed(self, piece: str) -> str:
        """Take the next piece; return what of the reply is ready."""
        text, position = self._held + piece, 0
        for mark in _MARK.finditer(text):
            self._take(text[position : mark.start()])
            if self._last in _QUOTES and self._last and self._header is None:
                self._take(mark[0])
            else:
                self._read(mark)
            position = mark.end()
        begun = _MARK_BEGUN.search(text, max(position, len(text) - _LONGEST_MARK))
        end = begun.start() if begun else len(text)
        self._take(text[position:end])
        self._held = text[end:]
        return self._pop()

    def finish(self, *, is_cut: bool = False) -> str:
        """Take the end; return what of the reply was still held.

        Parameters
        ----------
        is_cut
            Whether the model was stopped before it was through.
        """
        self._take(self._held)
        self._held = ""
        is_unmarked = self._begins_in_thought and not self._has_closed
        if self._depth and not is_cut and (self._has_closed or self._is_inline or is_unmarked):
            self._ready += self._open_thought  # the mark was only spoken of
            self._open_thought.clear()
        self._depth = 0
        return self._pop()

    def _read(self, mark: re.Match[str]) -> None:
        if mark["control"]:
            self._read_control(mark["control"].lower())
        elif mark["open"]:
            if not self._depth:
                self._is_inline = bool(self._last.strip()) and self._last != "\n"
                self._last = "\n"
            self._depth += 1
        elif self._depth:
            self._close()
        else:
            self._retract()

    def _close(self) -> None:
        self._depth -= 1
        self._has_closed = True
        self._thought += self._open_thought
        self._open_thought.clear()

    def _retract(self) -> None:
        """Take what stood ahead of a closing mark alone for thought."""
        self.is_retracted = self.is_retracted or bool(self._reply)
        self._thought += self._reply + self._ready
        self._reply.clear()
        self._ready.clear()
        self._has_closed = True
        self._last = ""

    def _read_control(self, word: str) -> None:
        if word == "message":
            channel = "".join(self._header or ()).split()[:1]
            self._is_other_channel = channel not in ([], ["final"], ["assistant"])
            self._header = None
        elif word in ("start", "channel"):
            self._header = []
        else:
            self._header, self._is_other_channel = None, False
            self._last = ""

    def _take(self, text: str) -> None:
        if not text:
            return
        self._last = text.rstrip(" \t")[-1:] or (self._last if text.isspace() else "")
        if self._header is not None:
            self._header.append(text)
        elif self._is_other_channel:
            self._thought.append(text)
        elif self._depth:
            self._open_thought.append(text)
        else:
            self._ready.append(text)

    def _pop(self) -> str:
        text = "".join(self._ready)
        if not self._reply:
            if not text.strip():
                self._ready = [text] if text else []
                return ""
            text = text.lstrip() if self._thought else text
        self._ready.clear()
        if text:
            self._reply.append(text)
        return text
