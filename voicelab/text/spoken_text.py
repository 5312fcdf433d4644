"""What is ready to be spoken: no ornaments, white space as single spaces, pauses as they are written.

Where a sentence ends for certain, as an item or a paragraph does, the white space behind it is a line feed:
so it ends behind an abbreviation, too.
"""

from __future__ import annotations

import re

from voicelab.text import signs
from voicelab.text.sentence_marks import CLAUSE_MARKS, PAUSE_MARKS, SPACED_MARKS, UNSPACED_MARKS

__all__ = ["APART", "CLAUSE", "MAYBE_APART", "PARAGRAPH", "SpokenText"]

APART = "\u2029"
"""Unicode's separator of paragraphs: what is behind it is another sentence."""

PARAGRAPH = "\x1d"
"""A separator of groups: what is behind it is another sentence unless it goes on with a small letter."""

MAYBE_APART = "\u2028"
"""Unicode's separator of lines: what is behind it is another sentence if it begins like one."""

CLAUSE = "\x1f"
"""A separator of units: what is behind it is another clause, such as the next equation."""

_GREETED = "\ue000"
_BROKEN = "\r"
"""A space where a line was broken, which an opening bracket takes none of."""
_STRENGTH = (APART, PARAGRAPH, CLAUSE, MAYBE_APART, _GREETED, "")
_GOING_ON = "=<>≤≥≈≠≡±+×·÷/*&|"
"""What an equation goes on with."""

_UNSEEN = re.compile(
    "[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
    "\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
"""Controls, soft hyphens, characters of no width and those that stand for none: no voice can say them."""

_UNKNOWN = "\ufffd"
"""Stands for what could not be read: a letter within a word, or what parts two words."""

_JOINER = "\u200d"
_END_MARKS = SPACED_MARKS + UNSPACED_MARKS
_PAUSES = SPACED_MARKS + UNSPACED_MARKS + PAUSE_MARKS
_ENDS = _PAUSES + CLAUSE_MARKS
_CLOSING = "\"'”’»)]}」』）"
_OPENING = "([“„«‹"
_TAIL = 4
_SMALL_WORD = re.compile(r"(?:^|\W)[^\W\d_A-Z]{1,2}$")
"""A word that seldom ends a line of its own, such as "of" and "in"."""


def _is_small(tail: str) -> bool:
    return _SMALL_WORD.search(tail) is not None and tail[-1].islower()


class SpokenText:
    """Collects the words of a reply, and gives what is ready."""

    def __init__(self) -> None:
        self._ready: list[str] = []
        self._last = ""
        self._gap = ""
        self._after_emoji = False
        self._stars = ""
        self._apart = ""
        self._is_code = False
        self._after_unknown = False

    def add(self, text: str) -> None:
        """Take what is written next."""
        for character in text:
            if character in signs.STARS or (self._stars and character == "½"):
                self._stars = (self._stars + character)[-99:]
                continue
            if self._stars and character != "\ufe0f":
                self._end_stars()
            if signs.is_ornament(character):
                self._add_picture(character)
            elif character == _UNKNOWN:
                self._after_unknown = self._after_emoji = True
            elif _UNSEEN.match(character) or (character == _JOINER and self._after_emoji):
                self._after_emoji = True
            else:
                self._add(character)

    def add_code(self, line: str) -> None:
        """Take a line of code, in which a point between blanks is a word, as in ``git add .``."""
        self._is_code = True
        self.add(line)
        self._put(self._gap if "." in self._gap else "")
        self._is_code = False

    def add_sign(self, text: str) -> None:
        """Take a picture that is all that a cell of a table says."""
        self._put(self._gap + "".join(text.replace("\ufe0f", "").split()))

    def end_sentence(self) -> None:
        """End a line that stands for itself with a full stop, if it has no mark of its own."""
        self.end()
        self._apart = APART
        if not self._ends_with(_ENDS):
            self._put(".")

    def go_on(self) -> None:
        """Let what follows belong to the paragraph before."""
        if self._apart == PARAGRAPH:
            self._apart = ""

    def end(self) -> None:
        """Take the end of the text."""
        self._end_stars()
        self._put({" .": ".", " ..": " .."}.get(self._gap, ""))

    def pop(self) -> str:
        """Return what became ready since the last time."""
        ready = "".join(self._ready)
        self._ready.clear()
        return ready

    def _ends_with(self, marks: str) -> bool:
        return not self._last or (self._last.rstrip(_CLOSING) or self._last)[-1] in marks

    def _add(self, character: str) -> None:
        if self._after_emoji and character in _PAUSES:
            self._gap = self._gap.strip()
        self._after_emoji = False
        if self._after_unknown:
            self._after_unknown = False
            is_word = character.isupper() and self._last[-1:].islower()
            if self._last and (is_word or (character.isalnum() and self._last[-1] in _ENDS)):
                self._gap = self._gap or " "
        if self._gap == " .":
            if character == ".":
                self._gap = " .."
                return
            # The point of ".NET", ".5" and "./a" belongs to what follows, any other to what is before.
            if character.isalnum() or character in "/\\[":
                self._part(character)
                self._put(self._gap)
            else:
                self._put(" ." if self._is_code else ".")
        elif self._gap == " ..":
            self._put(".." if character == "." else " ..")
        if character.isspace():
            if self._last:
                self._gap = _BROKEN if character == "\n" or self._gap == _BROKEN else " "
            if character in _STRENGTH:
                self._apart = min(self._apart, character, key=_STRENGTH.index)
        elif character == "." and self._gap:
            self._gap = " ."
        else:
            self._part(character)
            self._put(self._gap + character)

    def _part(self, character: str) -> None:
        """End the sentence that was parted from what a character begins."""
        apart, self._apart = self._apart, ""
        if not apart or character in _ENDS or character in _CLOSING[2:]:
            return
        if apart == CLAUSE and not character.isupper() and not character.isdigit():
            if character not in _GOING_ON and not self._ends_with(_ENDS):
                self._put(",")
                self._gap = " "
            return
        if apart == PARAGRAPH:
            begins = not character.islower()
        else:
            is_number = character.isdigit() or character == "["
            begins = character.isupper() or (apart in (CLAUSE, MAYBE_APART) and is_number)
        if apart == MAYBE_APART and character.isupper() and _is_small(self._last):
            return  # as in "I live in", and "New York" on the next line
        if apart == APART or begins:
            gap = self._gap
            if not self._ends_with(_ENDS):
                self._put(".")
            is_counted = apart == APART and character.isdigit() and not self._ends_with(":：")
            is_end = self._ends_with(_END_MARKS) or is_counted
            self._gap = gap.replace(" ", "\n").replace(_BROKEN, "\n") if is_end else gap

    def _add_picture(self, picture: str) -> None:
        self._after_emoji = True
        begins_line = self._apart or self._gap == _BROKEN
        spoken = signs.spoken_sign(picture, "" if begins_line else self._last)
        if spoken:
            self._part(spoken)
            self._put(self._gap + spoken)
        elif signs.is_greeting(picture) and not self._apart and not self._ends_with(_ENDS):
            self._apart = _GREETED

    def _end_stars(self) -> None:
        stars, self._stars = self._stars, ""
        if not stars:
            return
        self._after_emoji = True
        for character in signs.spoken_stars(stars, self._last):
            if character == "★":
                self._put(f"{self._gap}★")
            else:
                self._add(character)

    def _put(self, text: str) -> None:
        if text[:1] == _BROKEN:
            text = ("" if self._last[-1] in _OPENING else " ") + text[1:]
        self._gap = ""
        self._last = (self._last + text)[-_TAIL:]
        self._ready.append(text)
