"""Speakable text: what of a model's writing a voice should say.

Models write for the eye: emphasis, headings, lists, tables, links, emoji. A voice would read the marks
aloud, so they are left out and the words kept, while the text is still being written.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator

from voicelab.text import line_marks as marks
from voicelab.text.fences import Fence
from voicelab.text.formulas import may_go_on, spoken_formula
from voicelab.text.inline_markup import InlineMarkup
from voicelab.text.line_ends import Paragraph
from voicelab.text.numerals import places_of
from voicelab.text.signs import is_sign_alone
from voicelab.text.spoken_text import APART, PARAGRAPH, SpokenText

__all__ = ["Speakable", "speakable"]

_LONGEST_LINE = 4_000
"""Characters of a line that is held to its end; what is longer is taken as text."""

_WITHIN_SENTENCES = "–—―→⇒»›"
_LEADING = " \t*_~`\"'([“«„¿¡"


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

    White space becomes single spaces, none at the ends and none before a full stop; behind a sentence that
    ends for certain it is a line feed. Markdown's and HTML's marks and emoji are left out; of a link its text
    is kept, of a bare address what people say of it, of a table its cells, of code the code. Headings, items,
    paragraphs and short lines get the full stop that their end means.
    Plain text passes at once, but for a word that may become an address.

    Examples
    --------
    >>> text = Speakable()
    >>> text.feed("**Everest** is [8,849 m](https://example.com)") + text.finish()
    'Everest is 8,849 m'
    """

    def __init__(self) -> None:
        self._spoken = SpokenText()
        self._inline = InlineMarkup(self._spoken.add)
        self._head: list[str] | None = []
        self._is_whole_line = False
        self._fence: Fence | None = None
        self._formula = ""
        self._is_taken_back = False
        self._item = False
        self._is_heading = False
        self._is_list_counted = False
        self._places: frozenset[int] = frozenset()
        self._is_formula_line = False
        self._is_after_formula = False
        self._is_after_small = False
        self._is_quoted = self._is_line_quoted = False
        self._is_table = False
        self._paragraph = Paragraph()
        self._is_after_return = False

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
        self._inline.end()
        if self._item:
            self._spoken.end_sentence()
        self._spoken.end()
        return self._spoken.pop()

    def _read(self, character: str) -> None:
        self._is_after_return, was_return = character == "\r", self._is_after_return
        if self._formula:
            self._read_formula(character)
        elif character in "\r\n":
            if character == "\r" or not was_return:
                self._end_line()
        elif self._head is None:
            self._paragraph.add(character)
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
        formula = marks.FORMULA.fullmatch(head)
        if formula is not None and not self._is_taken_back:
            self._formula, self._head = formula[1], []
            if self._is_after_formula:
                self._spoken.add(APART)
            self._spoken.go_on()
            self._is_after_small = False
        elif marks.WHOLE_LINE.fullmatch(head) or (self._is_table and not self._is_taken_back):
            self._is_whole_line = True
        elif len(head) > _LONGEST_LINE or not any(begun.fullmatch(head) for begun in marks.BEGUN):
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
        elif (character == "\n" or len(self._head) > 400) and not may_go_on("".join(self._head)):
            self._end_formula(is_closed=False)

    def _end_formula(self, *, is_closed: bool) -> None:
        inner = "".join(self._head or ())
        opening, self._formula, self._head = self._formula, "", None
        if is_closed:
            self._spoken.add(f" {spoken_formula(inner[:-2])} ")
            self._is_formula_line = self._is_after_formula = True
            return
        self._is_taken_back = True
        for character in opening + inner:  # what was no formula is text, line by line
            self._read(character)
        self._is_taken_back = False

    def _begin_line(self) -> None:
        """Leave out the marks that a line begins with, and take its text."""
        head, self._head = "".join(self._head or ()), None
        mark = marks.MARK.match(head)
        if mark is not None and not self._is_mark(mark, head):
            mark = None
        if mark is not None and mark["callout"]:
            self._close()
            self._head = []
        elif mark is not None and mark["quote"]:
            self._head, self._is_quoted, self._is_line_quoted = [], True, True
        else:
            self._part_lines(head, is_item=mark is not None or self._is_counted(head))
            self._is_heading = mark is not None and bool(mark["heading"])
        for character in head[mark.end() if mark else 0 :]:
            self._read(character)

    def _is_mark(self, mark: re.Match[str], head: str) -> bool:
        """Whether a line begins with a mark, and not with a sign or with a dash of its sentence."""
        if marks.DIGIT_AHEAD.match(head) and not self._is_quoted:
            return False
        first = head.lstrip()[0]
        if self._item or not head[mark.end() : mark.end() + 1].islower():
            return True
        if first in _WITHIN_SENTENCES and self._paragraph.is_open:
            return False
        return not (first == "-" and self._paragraph.has_dash_open())

    def _is_counted(self, head: str) -> bool:
        """Whether a line begins with an item's number: within a sentence only the first can."""
        item = marks.ITEM.match(head)
        if item is None:
            return False
        places = places_of(item["count"])
        is_next = bool(places & {1, *(place + 1 for place in self._places)})
        is_within_list = self._item and (self._is_list_counted or not item["indent"])
        if not (is_next or is_within_list or not self._paragraph.is_open):
            return False
        self._places = places
        return True

    def _part_lines(self, head: str, *, is_item: bool) -> None:
        """Part a line from the one before, unless it goes on with its sentence."""
        begins = head.lstrip(_LEADING)[:1]
        if is_item or (self._item and head[0] not in " \t" and not begins.islower()):
            self._close()
            self._spoken.add(APART)
            self._item = is_item
            self._is_list_counted = is_item and marks.ITEM.match(head) is not None
        elif self._is_after_small and begins.islower():
            self._spoken.add(APART)
        elif not self._inline.is_undecided:
            self._spoken.add(self._paragraph.parting(head))
        self._is_after_formula = self._is_after_small = False

    def _close(self) -> None:
        """End a paragraph or an item."""
        self._inline.end()
        self._is_after_small = self._is_after_small or self._paragraph.is_small
        is_title, self._paragraph = self._paragraph.is_title, Paragraph()
        if self._item:
            self._spoken.end_sentence()
        self._item = False
        self._spoken.add(APART if is_title else PARAGRAPH)

    def _end_line(self) -> None:
        head = "".join(self._head or ())
        if self._fence is not None and not self._fence.is_closed_by(head):
            self._fence.add(head, self._spoken)
        elif self._fence is not None:
            self._fence = None
            self._spoken.add(PARAGRAPH)
        elif fence := marks.FENCE.fullmatch(head):
            self._close()
            self._fence = Fence(fence, is_quoted=self._is_line_quoted)
            self._is_after_small = False
        elif marks.is_row(head, is_table=self._is_table) or marks.OPEN_TABLE_RULE.fullmatch(head):
            self._close()
            self._add_row(head)
        elif definition := marks.DEFINITION.fullmatch(head):
            self._close()
            self._add_definition(head, definition)
        elif marks.RULE.fullmatch(head):
            self._close()
        elif container := marks.CONTAINER.fullmatch(head):
            self._close()
            self._add_line(container[1])
        else:
            self._end_text_line()
        if not self._inline.is_undecided:
            self._spoken.add("\n")
        self._head, self._is_whole_line, self._is_line_quoted = [], False, False

    def _end_text_line(self) -> None:
        self._is_whole_line = self._is_table = False
        while self._head:
            self._begin_line()
        if self._head is not None:
            self._is_quoted = False
            self._close()
            return
        self._inline.end_line()
        self._paragraph.end_line(is_formula=self._is_formula_line)
        self._is_formula_line = False
        if self._is_heading:
            self._is_heading = False
            self._close()

    def _add_row(self, row: str) -> None:
        if marks.TABLE_RULE.fullmatch(row):
            self._is_table = True
            return
        for position, cell in enumerate(marks.cells_of(row)):
            if position:
                self._spoken.add(", ")
            if is_sign_alone(cell):
                self._spoken.add_sign(cell)
                continue
            for character in cell:
                self._inline.feed(character)
            self._inline.end()
        self._spoken.end_sentence()

    def _add_definition(self, line: str, definition: re.Match[str]) -> None:
        """Take the line that says what a note or a link's name stands for: of a note its text."""
        if definition[1].startswith("^"):
            line = definition[2]
        elif marks.TARGET.fullmatch(definition[2]):
            return
        self._add_line(line)

    def _add_line(self, line: str) -> None:
        """Take a line that stands for itself, if it says anything."""
        if not line.strip():
            return
        for character in line:
            self._inline.feed(character)
        self._inline.end()
        self._spoken.end_sentence()
