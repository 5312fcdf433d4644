"""The markup within a line that models write: emphasis, code, links, tags, formulas, citation marks.

Read one character at a time, so that the same text gives the same speech however it is cut into pieces;
nothing is held back but what may still become markup. The work grows with the text and no faster: what is
held is of bounded length, and is read again only when a character comes that can decide.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable

from voicelab.text import notation
from voicelab.text.citations import read_source
from voicelab.text.dollars import read_dollar
from voicelab.text.links import is_in_link, read_link
from voicelab.text.long_values import LongValues
from voicelab.text.tags import LEFT_OUT, autolink, read_angle
from voicelab.text.terminal_escapes import ESCAPE, ESCAPE_BEGUN
from voicelab.text.web_addresses import ends_address, is_cased, is_in_address, read_address, spoken_address

__all__ = ["InlineMarkup"]

_LONGEST_HIDDEN = 100_000
"""Characters of a style or a script that are passed over."""

_LONGEST_INSIDE = 80
"""Characters ahead in which emphasis that is begun within a word must end."""

_LONGEST_RUN = 64
"""Marks in a row; more are an ornament, and not spoken."""

_HIDING = re.compile(r"<(style|script)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_ENTITY_BEGUN = re.compile(r"&#?\w{0,31}")
_CONTEXT = 40
"""Characters ahead that may decide."""
Found = tuple[str, int] | None
"""What to say, and for how many characters; `None` where more must be read first."""


class InlineMarkup:
    """Reads the characters of a line, and emits what of them a voice should say.

    Parameters
    ----------
    emit
        Called with the text to speak, in pieces.
    """

    def __init__(self, emit: Callable[[str], None]) -> None:
        self._emit = emit
        self._hidden = self._unheard = ""
        self._hidden_count = 0
        self._begin()

    def _begin(self) -> None:
        self._held = ""
        self._new: list[str] = []
        self._context = "  "
        self._values = LongValues()
        self._open: Counter[str] = Counter()
        self._code_marks = 0
        self._after_words = False

    def feed(self, character: str) -> None:
        """Read the next character."""
        if self._hidden:
            self._hide(character)
            return
        kept = self._values.passes_over(character, self._held, self._new)
        if kept is None:
            return
        self._new.append(kept)
        if self._decides(kept):
            self._read_held(is_over=False)

    def end(self) -> None:
        """Read the end of the line: what is not closed by now is no markup."""
        self._read_held(is_over=True)
        self._begin()

    def end_line(self) -> None:
        """Read the end of a line within a paragraph: emphasis and links go on behind it, code does not."""
        self.feed("\n")
        self._code_marks = 0

    @property
    def is_undecided(self) -> bool:
        """Whether something is held that may become markup."""
        return bool(self._held or self._new)

    def _decides(self, character: str) -> bool:
        """Whether a character can make more of what is held than it was; else nothing needs to be read."""
        held = self._held
        if not held or len(self._new) > _LONGEST_RUN:
            return True
        if held[0] in "*_~`" and held[-1] == held[0]:
            return character != held[0]
        if is_in_link(held):
            return character in ")]"
        if held[0] in "hHwWmMdD" and is_in_address(held):
            return ends_address(character)
        return True

    def _read_held(self, *, is_over: bool) -> None:
        self._held += "".join(self._new)
        self._new.clear()
        while self._held and (found := self._read(self._held, is_over)) is not None:
            spoken, used = found
            read = self._held[:used]
            marked = read.replace("[", f"{LEFT_OUT}[") if spoken == LEFT_OUT else read
            self._context = (self._context + marked)[-_CONTEXT:]
            self._held = self._held[used:]
            if spoken:
                self._emit(f" {spoken}" if self._after_words and spoken[0].isalnum() else spoken)
            is_index = read[-4:] in ("sub>", "sup>")
            self._after_words = read[-1] == ">" and spoken[-1:].isalnum() and not is_index

            if not spoken and (hiding := _HIDING.fullmatch(read)) is not None:
                rest, self._held = self._held, ""
                self._hidden, self._unheard, self._hidden_count = f"</{hiding[1].lower()}>", "", 0
                for character in rest:
                    self.feed(character)
                return

    def _hide(self, character: str) -> None:
        """Pass over a style or a script, which is no text, up to its end."""
        self._unheard = (self._unheard + character.lower())[-len(self._hidden) :]
        self._hidden_count += 1
        if self._unheard == self._hidden or self._hidden_count > _LONGEST_HIDDEN:
            self._hidden = ""

    @property
    def _before(self) -> str:
        return self._context[-1]

    def _read(self, held: str, is_over: bool) -> Found:
        first = held[0]
        if first == "`" or (first in "*_~" and not self._code_marks):
            run = len(held) - len(held.lstrip(first))
            if run > _LONGEST_RUN:
                return "", run  # an ornament
            if run == len(held) and not is_over:
                return None
            return self._marks(first, run, held, is_over)
        if first in "hHwWmMdD":
            return (first, 1) if is_cased(self._before) else read_address(held, is_over=is_over)
        if self._code_marks:
            return first, 1
        read = _READERS.get(first)
        return read(held, is_over, self._context) if read is not None else (first, 1)

    def _marks(self, mark: str, run: int, held: str, is_over: bool) -> Found:
        """Read a run of marks: those of code and emphasis are not spoken."""
        after = held[run : run + 1] or " "
        if mark == "`":
            if self._code_marks not in (0, run):
                return mark * run, run
            self._code_marks = 0 if self._code_marks else run
            return "", run
        if mark == "~" and run != 2:
            return mark * run, run
        before = self._before
        if mark == "_" and run == 1 and after == "{":
            return notation.read_index(held, is_over)
        if (
            mark == "*"
            and run == 2
            and (before.isalnum() or before in ")]")
            and (after.isalnum() or (after == "-" and before.isdigit()))
            and not self._open[mark]
        ):
            power = notation.read_stars_power(held, self._context, is_over=is_over)
            if power is None or power[1]:
                return power
        inside_word = before.isalnum() and after.isalnum()
        if self._open[mark] and not before.isspace() and not (mark == "_" and inside_word):
            self._open[mark] = max(0, self._open[mark] - run)
            return " " if before.isdigit() and after.isdigit() else "", run
        if run > 3 and not inside_word:
            return "", run  # a blank to be filled in
        if after.isspace() or (inside_word and not self._may_open_inside(mark, run, before, after)):
            return mark * run, run
        if inside_word and (mark == "~" or before.isascii()):
            closes = _closes_ahead(held, mark * run, is_over=is_over)
            if not closes:
                return None if closes is None else (mark * run, run)
        if before.isalnum() and not inside_word:
            return mark * run, run  # as in "5*"
        self._open[mark] += run
        return "", run

    @staticmethod
    def _may_open_inside(mark: str, run: int, before: str, after: str) -> bool:
        """Distinguish emphasis within a word, usual in Chinese, from ``2*3`` and ``snake_case``."""
        if mark == "_" or (before.isdigit() and after.isdigit()):
            return False
        return run > 1 or not before.isascii()


def _closes_ahead(held: str, mark: str, *, is_over: bool) -> bool | None:
    """Whether what is begun within a word by two marks is closed, too; `None` where that is not known."""
    end = len(mark)
    while (end := held.find(mark, end + 1)) > 0:
        after = held[end + len(mark) : end + len(mark) + 1]
        if not after and not is_over:
            return None
        is_word = held[len(mark) : end].isalnum()  # as in un**believ**able
        if not held[end - 1].isspace() and (is_word or not (after.isascii() and after.isalnum())):
            return True
    return None if not is_over and len(held) < _LONGEST_INSIDE else False


def _link(held: str, is_over: bool, before: str) -> Found:
    return read_link(held, is_over, before, _inline)


def _angle(held: str, is_over: bool, before: str) -> Found:
    link = autolink(held) if held.endswith(">") else None
    return (spoken_address(link), len(held)) if link else read_angle(held, before[-2:], is_over=is_over)


def _terminal(held: str, is_over: bool, before: str) -> Found:
    """Leave out what a terminal is told by, such as its colours."""
    sequence = ESCAPE.match(held)
    if sequence is not None:
        return "", sequence.end()
    return None if len(held) < _LONGEST_RUN and ESCAPE_BEGUN.match(held) and not is_over else ("", 1)


def _entity(held: str, is_over: bool, before: str) -> Found:
    if _ENTITY.fullmatch(held):
        return html.unescape(held), len(held)
    return None if _ENTITY_BEGUN.fullmatch(held) and not is_over else ("&", 1)


_READERS: dict[str, Callable[[str, bool, str], Found]] = {
    "[": _link, "!": _link, "<": _angle, "&": _entity, "\\": notation.read_escape, "$": read_dollar,
    "^": notation.read_power, "{": notation.read_brace, "\x1b": _terminal,
    "|": notation.read_bar, "•": notation.read_bar, "【": read_source, "\ue200": read_source,
}  # fmt: skip
"""What reads that which begins with a character: what is held, whether it is all, the characters before."""


def _inline(text: str) -> str:
    spoken: list[str] = []
    line = InlineMarkup(spoken.append)
    for character in text:
        line.feed(character)
    line.end()
    return "".join(spoken)
