"""Speakable text: what of a model's writing a voice should say.

Models write for the eye: emphasis, headings, lists, tables, links, emoji. A voice would read the marks
aloud, so they are left out and the words kept, while the text is still being written.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator

from voicelab.text.formulas import LONGEST_FORMULA, spoken_formula
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
    | `{{1,3}} | ~{{1,3}} | \|
    | \[[^\[\]]{{0,80}}\]?
    | \${{1,2}} | \\
    )?""",
    re.VERBOSE,
)
"""The beginning of a line that may yet turn out to be marks."""
_WHOLE_LINE = re.compile(r"[ \t]*(?:```|~~~|\||\[[^\[\]]{1,80}\]:)")
"""The beginning of a line that is understood at its end: a fence, a row of a table, a definition."""
_RULE_BEGUN = re.compile(r"[ \t]*(?:([-*_=])[ \t]*)(?:\1[ \t]*){2,}")
_FORMULA = re.compile(r"[ \t]*(\$\$|\\\[)")
_LONGEST_LINE = 4_000
"""Characters of a line that is held to its end; what is longer is taken as text."""

_MARK = re.compile(rf"[ \t]*(?:(?P<quote>>[ \t]?)|(?:#{{1,6}}|{_BULLET}(?:[ \t]+\[[ xX]\])?)[ \t]+)")
_NUMBER = re.compile(r"[ \t]*\d{1,2}[.)][ \t]")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[^`]*")
_RULE = re.compile(r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)")
_TABLE_RULE = re.compile(r"[\s|:-]*")
_DEFINITION = re.compile(r"[ \t]*\[([^\[\]]+)\]:[ \t]*(.*)")
_TARGET = re.compile(r"<?(?:\w+:/|[/#.]|www\.|mailto:)\S*>?(?:\s+[\"'(].*)?\s*")

_EMOJI = re.compile(
    "[\u2139\u231a\u231b\u23e9-\u23fa\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2b05-\u2b07\u2b1b"
    "\u2b1c\u2b50\u2b55\ufe00-\ufe0f\u20e3\U0001f000-\U0001faff\U000e0001-\U000e01ef]"
)
_UNSEEN = re.compile(
    "[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd"
    "\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
"""Controls, soft hyphens, characters of no width and those that stand for none: no voice can say them."""

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
        self._head: list[str] | None = []
        self._is_whole_line = False
        self._fence = ""
        self._formula = ""
        self._is_taken_back = False
        self._item = False

    def feed(self, piece: str) -> str:
        """Take the next piece; return what can be spoken by now."""
        for character in piece:
            self._read(character)
        return self._spoken.pop()

    def finish(self) -> str:
        """Take the end of the text; return the rest."""
        if self._formula:
            self._end_formula(is_closed=False)
        self._end_line()
        self._spoken.end()
        return self._spoken.pop()

    def _read(self, character: str) -> None:
        if self._formula:
            self._read_formula(character)
        elif character in "\r\n":
            self._end_line()
        elif self._head is None:
            self._inline.feed(character)
        else:
            self._head.append(character)
            if self._fence or self._is_whole_line:
                if len(self._head) > _LONGEST_LINE:
                    self._take_as_text()
            elif not self._goes_on(character):
                self._decide("".join(self._head))

    def _goes_on(self, character: str) -> bool:
        """Whether a rule, once begun, only becomes longer: nothing needs to be read again."""
        head = self._head or []
        is_long = 8 < len(head) <= _LONGEST_LINE
        return is_long and head[-2] == character and character in "-*_="

    def _decide(self, head: str) -> None:
        formula = _FORMULA.fullmatch(head)
        if formula is not None and not self._is_taken_back:
            self._formula, self._head = formula[1], []
        elif _WHOLE_LINE.fullmatch(head):
            self._is_whole_line = True
        elif len(head) > _LONGEST_LINE or not (_UNDECIDED.fullmatch(head) or _RULE_BEGUN.fullmatch(head)):
            self._begin_line()

    def _take_as_text(self) -> None:
        """Let go of a line that is too long to be held to its end."""
        head, self._head = self._head or [], []
        if self._fence:
            self._spoken.add("".join(head))
            return
        self._head, self._is_whole_line = None, False
        for character in head:
            self._inline.feed(character)

    def _read_formula(self, character: str) -> None:
        """Read a formula on lines of its own, to its end wherever that is."""
        assert self._head is not None
        self._head.append(character)
        closing = "$$" if self._formula == "$$" else "\\]"
        if character == closing[1] and self._head[-2:] == list(closing):
            self._end_formula(is_closed=True)
        elif len(self._head) > LONGEST_FORMULA:
            self._end_formula(is_closed=False)

    def _end_formula(self, *, is_closed: bool) -> None:
        inner = "".join(self._head or ())
        opening, self._formula, self._head = self._formula, "", None
        if is_closed:
            self._spoken.add(f" {spoken_formula(inner[:-2])} ")
            return
        self._is_taken_back = True
        for character in opening + inner:  # what was no formula is text, line by line
            self._read(character)
        self._is_taken_back = False

    def _begin_line(self) -> None:
        """Leave out the marks that a line begins with, and take its text."""
        head, self._head = "".join(self._head or ()), None
        mark = _MARK.match(head)
        self._item = _NUMBER.match(head) is not None or (mark is not None and not mark["quote"])
        if mark is not None and mark["quote"]:
            self._head = []
        for character in head[mark.end() if mark else 0 :]:
            self._read(character)

    def _end_line(self) -> None:
        head = "".join(self._head) if self._head is not None else None
        if self._fence:
            end = (head or "").strip()
            if end.startswith(self._fence) and not end.strip(self._fence[0]):
                self._fence = ""
            else:
                self._spoken.add(head or "")
        elif head is not None and (fence := _FENCE.fullmatch(head)):
            self._fence = fence[1]
        elif head is not None and head.lstrip().startswith("|"):
            self._add_row(head)
        elif head is not None and (definition := _DEFINITION.fullmatch(head)):
            self._add_definition(head, definition)
        elif head is None or not _RULE.fullmatch(head):
            self._is_whole_line = False
            while self._head:
                self._begin_line()
            self._inline.end()
            if self._item:
                self._spoken.end_sentence()
        self._spoken.add("\n")
        self._head, self._item, self._is_whole_line = [], False, False

    def _add_definition(self, line: str, definition: re.Match[str]) -> None:
        """Take the line that says what a note or a link's name stands for: of a note its text."""
        if definition[1].startswith("^"):
            line = definition[2]
        elif _TARGET.fullmatch(definition[2]):
            return
        for character in line:
            self._inline.feed(character)
        self._inline.end()
        self._spoken.end_sentence()

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
            is_left_out = _EMOJI.match(character) or _UNSEEN.match(character)
            if is_left_out or (character == _JOINER and self._after_emoji):
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
