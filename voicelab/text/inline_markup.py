"""The markup within a line that models write: emphasis, code, links, tags, addresses.

Read one character at a time, so that the same text gives the same speech however it is cut into pieces;
nothing is held back but what may still become markup.
"""

from __future__ import annotations

import html
import re
import string
from collections import Counter
from collections.abc import Callable

__all__ = ["InlineMarkup"]

_LONGEST_MARKUP = 400
"""Characters that a link or a tag may have; what is longer is taken as it stands."""

_LONGEST_ADDRESS = 40
"""Characters of a web address that are worth hearing; of a longer one its host is enough."""

_ADDRESS_STARTS = ("http://", "https://", "www.", "mailto:")
_ADDRESS_END = re.compile(r"[^!-;=?-~]")  # white space, angle brackets and all but ASCII
_AFTER_ADDRESS = ".,;:!?'\"*_~`]}"

_TAG = re.compile(r"</?([A-Za-z][\w:-]*)(?:\s[^<>]*)?/?>|<!--.*?-->")
_TAG_BEGUN = re.compile(r"</?(?:[A-Za-z][^<>]*)?|<!(?:-(?:-.*)?)?")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)?[^\s<>]+[/@.][^\s<>]+)>")
_PARTING_TAGS = {"br", "p", "div", "li", "ul", "ol", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"}
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_ENTITY_BEGUN = re.compile(r"&#?\w{0,31}")

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
        self._before = " "
        self._open: Counter[str] = Counter()
        self._code_marks = 0

    def feed(self, character: str) -> None:
        """Read the next character."""
        self._held += character
        self._read_held(over=False)

    def end(self) -> None:
        """Read the end of the line: what is not closed by now is no markup."""
        self._read_held(over=True)
        self._begin()

    def _read_held(self, *, over: bool) -> None:
        while self._held and (found := self._read(self._held, over)) is not None:
            spoken, used = found
            self._before, self._held = self._held[used - 1], self._held[used:]
            self._emit(spoken)

    def _read(self, held: str, over: bool) -> Found:
        first = held[0]
        if first == "`" or (first in "*_~" and not self._code_marks):
            run = len(held) - len(held.lstrip(first))
            if run == len(held) and not over:
                return None
            return self._marks(first, run, held[run : run + 1] or " ")
        if self._code_marks:
            return first, 1
        if first in "[!":
            return _link(held, over)
        if first == "<":
            return _tag(held, over)
        if first == "&":
            return _entity(held, over)
        if first == "\\":
            return _escape(held, over)
        if first in "hHwWmM" and not self._before.isalnum():
            return _address(held, over)
        return first, 1

    def _marks(self, mark: str, run: int, after: str) -> Found:
        """Read a run of marks: those of code and emphasis are not spoken."""
        if mark == "`":
            if self._code_marks not in (0, run):
                return mark * run, run
            self._code_marks = 0 if self._code_marks else run
            return "", run
        if mark == "~":
            return ("" if run == 2 else mark * run), run
        before = self._before
        inside_word = before.isalnum() and after.isalnum()
        if self._open[mark] and not before.isspace() and not (mark == "_" and inside_word):
            self._open[mark] = max(0, self._open[mark] - run)
            return "", run
        if after.isspace() or (inside_word and not self._may_open_inside(mark, run, before, after)):
            return mark * run, run
        if before.isalnum() and not inside_word:
            return mark * run, run  # as in "5*"
        self._open[mark] += run
        return "", run

    @staticmethod
    def _may_open_inside(mark: str, run: int, before: str, after: str) -> bool:
        """Distinguish emphasis within a word, usual in Chinese, from ``2**3`` and ``snake_case``."""
        if mark == "_" or (before.isdigit() and after.isdigit()):
            return False
        return run > 1 or not before.isascii()


def _link(held: str, over: bool) -> Found:
    """Read ``[text](address)``, ``![text](address)``, ``[text][reference]`` and ``[^note]``."""
    start = 1 if held[0] == "!" else 0
    literal = held[0], 1
    if held[start : start + 1] != "[":
        return literal if over or len(held) > 1 else None
    wait = None if not over and len(held) < _LONGEST_MARKUP else literal
    close = _closing(held, start, "[", "]")
    if close is None or close + 1 == len(held):
        return wait
    inner = held[start + 1 : close]
    if held[close + 1] not in "([":
        return ("", close + 1) if re.fullmatch(r"\^\w+", inner) else literal
    opening = held[close + 1]
    end = _closing(held, close + 1, opening, ")" if opening == "(" else "]")
    return wait if end is None else (_inline(inner), end + 1)


def _tag(held: str, over: bool) -> Found:
    link = _AUTOLINK.fullmatch(held)
    if link:
        return _spoken_address(link[1]), len(held)
    tag = _TAG.fullmatch(held)
    if tag:
        return (" " if (tag[1] or "").lower() in _PARTING_TAGS else ""), len(held)
    begun = _TAG_BEGUN.fullmatch(held) is not None and len(held) < _LONGEST_MARKUP
    return None if begun and not over else ("<", 1)


def _entity(held: str, over: bool) -> Found:
    if _ENTITY.fullmatch(held):
        return html.unescape(held), len(held)
    return None if _ENTITY_BEGUN.fullmatch(held) and not over else ("&", 1)


def _escape(held: str, over: bool) -> Found:
    if len(held) == 1:
        return ("\\", 1) if over else None
    return (held[1], 2) if held[1] in string.punctuation else ("\\", 1)


def _address(held: str, over: bool) -> Found:
    lower = held.lower()
    if not lower.startswith(_ADDRESS_STARTS):
        begun = any(start.startswith(lower) for start in _ADDRESS_STARTS)
        return None if begun and not over else (held[0], 1)
    end = _ADDRESS_END.search(held)
    if end is None and not over:
        return None
    address = held[: end.start()] if end else held
    while address[-1] in _AFTER_ADDRESS or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    if len(address) <= len("mailto:") and address.lower() in ("http", "https", "www", "mailto", "http:/"):
        return held[0], 1
    return _spoken_address(address), len(address)


def _spoken_address(address: str) -> str:
    """Return a web address as people say it: no scheme, no query, of a long one only the host."""
    plain = re.sub(r"^(?:https?://|mailto:)?(?:www\.)?", "", address, flags=re.IGNORECASE)
    plain = re.split(r"[?#]", plain)[0].rstrip("/")
    return plain if len(plain) <= _LONGEST_ADDRESS else plain.partition("/")[0]


def _closing(text: str, start: int, opening: str, closing: str) -> int | None:
    depth = 0
    for position in range(start, len(text)):
        depth += (text[position] == opening) - (text[position] == closing)
        if depth == 0:
            return position
    return None


def _inline(text: str) -> str:
    spoken: list[str] = []
    line = InlineMarkup(spoken.append)
    for character in text:
        line.feed(character)
    line.end()
    return "".join(spoken)
