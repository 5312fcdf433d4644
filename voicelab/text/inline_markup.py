"""The markup within a line that models write: emphasis, code, links, tags, formulas, citation marks.

Read one character at a time, so that the same text gives the same speech however it is cut into pieces;
nothing is held back but what may still become markup. The work grows with the text and no faster: what is
held is of bounded length, and is read again only when a character comes that can decide.
"""

from __future__ import annotations

import html
import re
import string
from collections import Counter
from collections.abc import Callable

from voicelab.text import formulas
from voicelab.text.tags import LEFT_OUT, autolink, read_angle
from voicelab.text.web_addresses import ends_address, is_in_address, read_address, spoken_address

__all__ = ["InlineMarkup"]

_LONGEST_LINK = 400
"""Characters that a link may have; what is longer is taken as it stands."""

_LONGEST_RUN = 64
"""Marks in a row; more are an ornament, and not spoken."""

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_ENTITY_BEGUN = re.compile(r"&#?\w{0,31}")
_BRACKETS = re.compile(r"[\[\]()]")
_TARGET = re.compile(r"\s*(?:<[^<>]*>|\S*)(?:\s+[\"'(].*)?\s*")
_CITATION = re.compile(r"\^[^\]\s]{1,40}|doc\d{1,3}|[1-9]\d{0,2}(?:\s?[,–-]\s?[1-9]\d{0,2})*")
_SOURCE = re.compile(r"【[^【】]*(?:†|\d:\d)[^【】]*】|\ue200[^\ue201]*\ue201")
_POWER = re.compile(r"\^(?:\{([^{}]{1,40})\}|(-?\d{1,4})(?!\d)|([A-Za-z])(?![A-Za-z^]))")
_POWER_BEGUN = re.compile(r"\^(?:\{[^{}]{0,40}\}?|-?\d{0,4}|[A-Za-z])")
_INDEX = re.compile(r"_\{([^{}]{1,40})\}")
_INDEX_BEGUN = re.compile(r"_\{[^{}]{0,40}\}?")
_BASE = re.compile(r"\{(\w{1,20})\}(?=[_^])")
_BASE_BEGUN = re.compile(r"\{\w{0,20}\}?")
_STARS_POWER = re.compile(r"\*\*(\d{1,3}|[a-z](?![A-Za-z]))(?=[^\w*])")
_STARS_POWER_BEGUN = re.compile(r"\*\*(?:\d{0,3}|[a-z])")
_COMMAND = re.compile(r"\\([A-Za-z]+)((?:\s?(?:\[[^\[\]{}]*\])?\{(?:[^{}]|\{[^{}]*\})*\})*)(?=[^A-Za-z{\[])")
_COMMAND_BEGUN = re.compile(r"\\[A-Za-z]+(?:\s?[\[{][^\n]*)?")

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
        self._begin()

    def _begin(self) -> None:
        self._held = ""
        self._new: list[str] = []
        self._context = "  "
        self._open: Counter[str] = Counter()
        self._code_marks = 0
        self._after_words = False

    def feed(self, character: str) -> None:
        """Read the next character."""
        self._new.append(character)
        if self._decides(character):
            self._read_held(is_over=False)

    def end(self) -> None:
        """Read the end of the line: what is not closed by now is no markup."""
        self._read_held(is_over=True)
        self._begin()

    def _decides(self, character: str) -> bool:
        """Whether a character can make more of what is held than it was; else nothing needs to be read."""
        held = self._held
        if not held or len(self._new) > _LONGEST_RUN:
            return True
        if held[0] in "*_~`" and held[-1] == held[0]:
            return character != held[0]
        if held[0] in "[!" and "]" not in held[-1:] and len(held) > 1:
            return character in ")]"
        if held[0] in "hHwWmM" and is_in_address(held):
            return ends_address(character)
        return True

    def _read_held(self, *, is_over: bool) -> None:
        self._held += "".join(self._new)
        self._new.clear()
        while self._held and (found := self._read(self._held, is_over)) is not None:
            spoken, used = found
            self._context = (self._context + self._held[:used])[-2:]
            self._held = self._held[used:]
            if spoken:
                self._emit(f" {spoken}" if self._after_words and spoken[0].isalnum() else spoken)
            self._after_words = self._context[-1] == ">" and spoken[-1:].isalnum()

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
        if self._code_marks:
            return first, 1
        if first in "hHwWmM":
            return (first, 1) if self._before.isalnum() else read_address(held, is_over=is_over)
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
        if mark == "~":
            return ("" if run == 2 else mark * run), run
        before = self._before
        if mark == "_" and run == 1 and after == "{":
            return _index(held, is_over)
        if mark == "*" and run == 2 and before.isalnum() and after.isalnum() and not self._open[mark]:
            power = _STARS_POWER.match(held if not is_over else f"{held} ")
            if power is not None:
                return formulas.superscript(power[1]), power.end()
            if _STARS_POWER_BEGUN.fullmatch(held) and not is_over:
                return None
        inside_word = before.isalnum() and after.isalnum()
        if self._open[mark] and not before.isspace() and not (mark == "_" and inside_word):
            self._open[mark] = max(0, self._open[mark] - run)
            return "", run
        if run > 3 and not inside_word:
            return "", run  # a blank to be filled in
        if after.isspace() or (inside_word and not self._may_open_inside(mark, run, before, after)):
            return mark * run, run
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


def _link(held: str, is_over: bool, before: str) -> Found:
    """Read ``[text](address)``, ``![text](address)``, ``[text][reference]`` and citation marks."""
    start = 1 if held[0] == "!" else 0
    literal = held[0], 1
    if held[start : start + 1] != "[":
        return literal if is_over or len(held) > 1 else None
    wait = None if not is_over and len(held) < _LONGEST_LINK else literal
    if "]" not in held:
        return wait
    close = _closing(held, start, "[", "]")
    if close is None or (close + 1 == len(held) and not is_over):
        return wait
    inner = held[start + 1 : close]
    opening = held[close + 1 : close + 2]
    is_citation = _CITATION.fullmatch(inner) is not None
    if opening != "(" and is_citation:
        is_element = before[1].isalpha() and not before[0].isalnum()  # as in x[1]
        return literal if is_element else (LEFT_OUT, close + 1)
    if opening not in ("(", "["):
        return literal
    closing = ")" if opening == "(" else "]"
    end = _closing(held, close + 1, opening, closing) if closing in held[close + 1 :] else None
    if end is None:
        return wait
    if opening == "(" and not _TARGET.fullmatch(held, close + 2, end):
        return literal  # words, and no address
    return LEFT_OUT if is_citation else _inline(inner), end + 1


def _source(held: str, is_over: bool, before: str) -> Found:
    """Read a citation mark of an assistant, such as ``【4:0†source】``; other brackets of its kind stay."""
    if _SOURCE.fullmatch(held):
        return LEFT_OUT, len(held)
    closed = held[-1] in "】\ue201" or len(held) >= _LONGEST_LINK
    return (held[0], 1) if closed or is_over else None


def _angle(held: str, is_over: bool, before: str) -> Found:
    link = autolink(held) if held.endswith(">") else None
    return (spoken_address(link), len(held)) if link else read_angle(held, before[1], is_over=is_over)


def _entity(held: str, is_over: bool, before: str) -> Found:
    if _ENTITY.fullmatch(held):
        return html.unescape(held), len(held)
    return None if _ENTITY_BEGUN.fullmatch(held) and not is_over else ("&", 1)


def _escape(held: str, is_over: bool, before: str) -> Found:
    """Read an escaped mark, or a formula in ``\\( … \\)``, ``\\[ … \\]``, or ``\\frac{1}{2}`` by itself."""
    if len(held) == 1:
        return ("\\", 1) if is_over else None
    second = held[1]
    if second in "([":
        end = held.find("\\)" if second == "(" else "\\]", 2)
        if end > 0:
            return formulas.spoken_formula(held[2:end]), end + 2
        return None if not is_over and len(held) < formulas.LONGEST_FORMULA else (second, 2)
    if second in string.punctuation:
        return second, 2
    command = _COMMAND.match(f"{held} " if is_over else held)
    if command is not None and not before[1].isalnum() and before[1] != ":":
        is_known = command[1] in formulas.COMMANDS and (command[2] or not before[1].isalpha())
        return (formulas.spoken_formula(command[0]), command.end()) if is_known else ("\\", 1)
    begun = _COMMAND_BEGUN.fullmatch(held) and len(held) < formulas.LONGEST_FORMULA
    return None if begun and not is_over and command is None else ("\\", 1)


def _dollar(held: str, is_over: bool, before: str) -> Found:
    """Read a formula in ``$…$`` or ``$$…$$``, and no price."""
    if held.startswith("$$"):
        end = held.find("$$", 2)
        if end > 2:
            return formulas.spoken_formula(held[2:end]), end + 2
        return None if not is_over and len(held) < formulas.LONGEST_FORMULA else ("$", 1)
    if len(held) == 1:
        return ("$", 1) if is_over or before[1].isalnum() else None
    end = held.find("$", 1)
    if end < 0:
        return None if not is_over and formulas.may_be_formula(held[1:]) else ("$", 1)
    if end + 1 == len(held) and not is_over:
        return None
    after = held[end + 1 : end + 2]
    if formulas.is_formula(held[1:end]) and not after.isalnum():
        return formulas.spoken_formula(held[1:end]), end + 1
    return "$", 1


def _power(held: str, is_over: bool, before: str) -> Found:
    if not (before[1].isalnum() or before[1] in ")]}"):
        return "^", 1
    whole = _POWER_BEGUN.fullmatch(held) is not None and not is_over
    power = None if whole and not held.endswith("}") else _POWER.match(held)
    if power is not None:
        return formulas.superscript(power[1] or power[2] or power[3]), power.end()
    return None if whole else ("^", 1)


def _index(held: str, is_over: bool) -> Found:
    index = _INDEX.match(held)
    if index is not None:
        return formulas.subscript(index[1]), index.end()
    return None if _INDEX_BEGUN.fullmatch(held) and not is_over else ("_", 1)


def _brace(held: str, is_over: bool, before: str) -> Found:
    base = _BASE.match(held)
    if base is not None:
        return base[1], base.end()
    return None if _BASE_BEGUN.fullmatch(held) and not is_over else ("{", 1)


_READERS: dict[str, Callable[[str, bool, str], Found]] = {
    "[": _link, "!": _link, "<": _angle, "&": _entity, "\\": _escape, "$": _dollar, "^": _power, "{": _brace,
    "【": _source, "\ue200": _source,
}  # fmt: skip
"""What reads that which begins with a character: what is held, whether it is all, two characters before."""


def _closing(text: str, start: int, opening: str, closing: str) -> int | None:
    depth = 0
    for bracket in _BRACKETS.finditer(text, start):
        depth += (bracket[0] == opening) - (bracket[0] == closing)
        if depth == 0:
            return bracket.start()
    return None


def _inline(text: str) -> str:
    spoken: list[str] = []
    line = InlineMarkup(spoken.append)
    for character in text:
        line.feed(character)
    line.end()
    return "".join(spoken)
