"""Speakable text: what of a model's writing a voice should say.

Models write for the eye: emphasis, headings, lists, tables, links, emoji. A voice would read the marks
aloud, so they are left out and the words kept, while the text is still being written.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator

from voicelab.text.inline_markup import InlineMarkup
from voicelab.text.sentence_marks import PAUSE_MARKS, SPACED_MARKS, UNSPACED_MARKS

__all__ = ["Speakable", "speakable"]

_BULLET = r"[-+*•‣◦▪]"
_UNDECIDED = re.compile(
    rf"""[ \t]*(?:
    \#{{1,6}}
    | >
    | {_BULLET}[ \t]*(?:\[[ xX]?\]?)?
    | \d{{1,2}}[.)]?
    | (?:[-*_=][ \t]*)+
    | (?:`{{1,3}}|~{{1,3}}) | (?:```|~~~).*     # a fence, known at the end of the line
    | \|.*                                      # a row of a table, likewise
    )?""",
    re.VERBOSE,
)
"""The beginning of a line that may yet turn out to be marks."""
_MARK = re.compile(rf"[ \t]*(?:(?P<quote>>[ \t]?)|(?:#{{1,6}}|{_BULLET}(?:[ \t]+\[[ xX]\])?)[ \t]+)")
_NUMBER = re.compile(r"[ \t]*\d{1,2}[.)][ \t]")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[^`]*")
_RULE = re.compile(r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)")
_TABLE_RULE = re.compile(r"[\s|:-]*")

_EMOJI = re.compile(
    "[\u2139\u231a\u231b\u23e9-\u23fa\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2b05-\u2b07\u2b1b"
    "\u2b1c\u2b50\u2b55\ufe0e\ufe0f\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)
_JOINER = "\u200d"
_PAUSES = SPACED_MARKS + UNSPACED_MARKS + PAUSE_MARKS


async def speakable(text: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    """Yield what of a text is to be spoken, as it comes; see `Speakable`."""
    line = Speakable()
    async for piece in text:
        if spoken := line.feed(piece):
            yield spoken
    if spoken := line.finish():
        yield spoken


class Speakable:
    """Takes text as it is written, and gives what of it a voice should say.

    White space becomes single spaces, none at the ends and none before a full stop. Markdown's and HTML's
    marks and emoji are left out; of a link its text is kept, of a bare address what people say of it, of a
    table its cells, of code the code. Headings and list items get the pause that their line end means.
    Plain text passes at once, but for a word that may become an address.

    Examples
    --------
    >>> text = Speakable()
    >>> text.feed("**Everest** is [8,849 m](https://example.com)") + text.finish()
    'Everest is 8,849 m'
    """

    def __init__(self) -> None:
        self._spoken = _Spoken()
        self._inline = InlineMarkup(self._spoken.add)
        self._head: str | None = ""
        self._fence = ""
        self._item = False

    def feed(self, piece: str) -> str:
        """Take the next piece; return what can be spoken by now."""
        for character in piece:
            self._read(character)
        return self._spoken.pop()

    def finish(self) -> str:
        """Take the end of the text; return the rest."""
        self._end_line()
        self._spoken.end()
        return self._spoken.pop()

    def _read(self, character: str) -> None:
        if character in "\r\n":
            self._end_line()
        elif self._head is None:
            self._inline.feed(character)
        else:
            self._head += character
            if not self._fence and not _UNDECIDED.fullmatch(self._head):
                self._begin_line()

    def _begin_line(self) -> None:
        """Leave out the marks that a line begins with, and take its text."""
        head, self._head = self._head or "", None
        mark = _MARK.match(head)
        self._item = _NUMBER.match(head) is not None or (mark is not None and not mark["quote"])
        if mark is not None and mark["quote"]:
            self._head = ""
        for character in head[mark.end() if mark else 0 :]:
            self._read(character)

    def _end_line(self) -> None:
        head = self._head
        if self._fence:
            if (head or "").strip().startswith(self._fence):
                self._fence = ""
            else:
                self._spoken.add(head or "")
        elif head is not None and (fence := _FENCE.fullmatch(head)):
            self._fence = fence[1]
        elif head is not None and head.lstrip().startswith("|"):
            self._add_row(head)
        elif head is None or not _RULE.fullmatch(head):
            while self._head:
                self._begin_line()
            self._inline.end()
            if self._item:
                self._spoken.end_sentence()
        self._spoken.add("\n")
        self._head, self._item = "", False

    def _add_row(self, row: str) -> None:
        if _TABLE_RULE.fullmatch(row):
            return
        cells = [cell for cell in re.split(r"(?<!\\)\|", row) if cell.strip()]
        for position, cell in enumerate(cells):
            if position:
                self._spoken.add(", ")
            for character in cell.strip():
                self._inline.feed(character)
            self._inline.end()
        self._spoken.end_sentence()


class _Spoken:
    """What is ready to be spoken: emoji left out, white space as single spaces."""

    def __init__(self) -> None:
        self._ready: list[str] = []
        self._last = ""
        self._gap = ""
        self._after_emoji = False

    def add(self, text: str) -> None:
        for character in text:
            if _EMOJI.match(character) or (character == _JOINER and self._after_emoji):
                self._after_emoji = True
                continue
            if self._after_emoji and character in _PAUSES:
                self._gap = self._gap.strip()
            self._after_emoji = False
            if self._gap == " .":
                # The point of ".NET" and ".5" belongs to what follows, any other to what is before.
                self._put(" ." if character.isalnum() else ".")
            if character.isspace():
                self._gap = " " if self._last else ""
            elif character == "." and self._gap:
                self._gap = " ."
            else:
                self._put(self._gap + character)

    def end_sentence(self) -> None:
        """End a line that stands for itself with a full stop, if it has no mark of its own."""
        self.end()
        if self._last and self._last not in _PAUSES:
            self._put(".")

    def end(self) -> None:
        """Take the end of the text."""
        self._put("." if self._gap == " ." else "")

    def pop(self) -> str:
        """Return what became ready since the last time."""
        ready = "".join(self._ready)
        self._ready.clear()
        return ready

    def _put(self, text: str) -> None:
        self._gap = ""
        self._last = text[-1:] or self._last
        self._ready.append(text)
