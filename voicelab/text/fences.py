"""Blocks between fences: code, commands, poems, drafts of letters. Each line stands for itself."""

from __future__ import annotations

import re

from voicelab.text.line_ends import SHORT, columns
from voicelab.text.line_marks import DRAWN, MARK, QUOTES, RULE, TABLE_RULE, cells_of, is_row
from voicelab.text.spoken_text import APART, SpokenText

__all__ = ["Fence"]

_TEXTS = frozenset(("", "text", "txt", "plain", "plaintext", "markdown", "md", "email", "none"))
"""What a block of text is called, and none of code."""

_CODE = re.compile(r"[;{}=$\\|]|--|\w\(|\w/\w| -\w")
_OPEN_ENDS = "([{,=+-/&|\\<"
"""What a line of code ends with that goes on in the next."""


class Fence:
    """A block that was opened by a fence, and is read line by line.

    Parameters
    ----------
    opening
        The line that opened it, as `voicelab.text.line_marks.FENCE` matches it.
    is_quoted
        Whether it stands in a quotation, and so ends with that.
    """

    def __init__(self, opening: re.Match[str], *, is_quoted: bool) -> None:
        self._mark: str = opening[1]
        self._is_code = opening[2].strip().lower() not in _TEXTS
        self._is_quoted = is_quoted
        self._last = ""

    def is_closed_by(self, line: str) -> bool:
        """Say whether a line is the fence that closes it."""
        end = self._unquoted(line).strip()
        is_quote_over = self._is_quoted and not line
        return is_quote_over or (end.startswith(self._mark) and not end.strip(self._mark[0]))

    def add(self, line: str, spoken: SpokenText) -> None:
        """Speak a line as it stands, without what is drawn, and in a text without its bullet."""
        line = self._unquoted(line)
        is_drawn = RULE.fullmatch(line) is not None or TABLE_RULE.fullmatch(line) is not None
        row = ", ".join(cells_of(line)) if is_row(line, is_table=False) else line
        words = "" if is_drawn else DRAWN.sub(" ", row).strip()
        mark = None if self._is_code else MARK.match(words)
        words = words[mark.end() :] if mark and not mark["quote"] else words
        if self._last and (not words or self._is_last_over()):
            spoken.add(APART)
        spoken.add_code(words)
        self._last = words

    def _unquoted(self, line: str) -> str:
        return QUOTES.sub("", line, count=1) if self._is_quoted else line

    def _is_last_over(self) -> bool:
        """Whether the last line ends what it says: all of code do, of text the short ones."""
        if self._last[-1] in _OPEN_ENDS:
            return False
        return self._is_code or columns(self._last) < SHORT or _CODE.search(self._last) is not None
