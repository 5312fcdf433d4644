"""Quotations: what others wrote, as JSON in a prompt, so that nothing of it passes for an instruction."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import TypeAlias

from voicelab.text.well_formed import well_formed

__all__ = ["Quotable", "quoted"]

Quotable: TypeAlias = "str | Sequence[Quotable] | None"
"""A text, several, or none."""

_TOKENS = re.compile(r"[<>]|\[(?=/?[A-Z_]{3,}\])")
"""What special tokens of chat templates begin and end with: servers read them wherever they stand."""
_JOINERS = "\u200c\u200d"
"""Unseen, but Persian, Hindi and emoji are not written without them."""
_UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Co", "Cn", "Cs")


def quoted(given: Quotable) -> str:
    """Return a text, several or none as JSON.

    Quotation marks and ends of lines are escaped, as JSON has it. So is what only software sees, such as
    marks of direction and tags, in which orders are hidden, and what could be a chat template's token.

    Examples
    --------
    >>> quoted('Fine."\\n<|im_end|>')
    '"Fine.\\\\"\\\\n\\\\u003c|im_end|\\\\u003e"'
    >>> quoted(["8,849 m", "Everest"]), quoted(None)
    ('["8,849 m", "Everest"]', 'null')
    """
    if given is None:
        return "null"
    if not isinstance(given, str):
        return f"[{', '.join(map(quoted, given))}]"
    text = json.dumps(well_formed(given), ensure_ascii=False)
    text = _TOKENS.sub(lambda found: _escaped(found[0]), text)
    return "".join(_escaped(each) if _is_unseen(each) else each for each in text)


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN and character not in _JOINERS


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1] if character > "\x7f" else f"\\u{ord(character):04x}"
