"""Readability aloud: what in a reply is written for the eye and lost, or tiresome, to the ear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voicelab.scores.score import ScoreValue, declare
from voicelab.scores.turns import has_failed, spoken_reply
from voicelab.text.line_marks import is_row
from voicelab.text.sentences import sentences_of
from voicelab.text.signs import PICTURE
from voicelab.text.words import count_words

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange

__all__ = ["readability_aloud"]

_LONG_SENTENCE_WORDS = 30
"""A sentence with more takes over 12 seconds to say, and its beginning is forgotten at its end."""
_CODE_BLOCK = re.compile(r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]\n]+)\]\([^()\s]+(?:\s+\"[^\"\n]*\")?\)")
_MARKS = {
    "heading": re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+\S", re.MULTILINE),
    "list item": re.compile(r"^[ \t]*(?:[-*+•‣◦]|\d{1,2}[.)])[ \t]+\S", re.MULTILINE),
    "emphasis": re.compile(r"\*\*[^*\n]+\*\*|(?<!\w)__[^_\n]+__(?!\w)|(?<![\w*])\*[^\s*][^*\n]*\*(?![\w*])"),
    "code": re.compile(r"`[^`\n]+`"),
    "formula": re.compile(r"\\\[|\\\(|\$\$.+?\$\$|\\[a-z]{3,}\{", re.DOTALL),
    "tag": re.compile(r"</?[A-Za-z][\w:-]*(?:\s[^<>\n]*)?/?>"),
    "web address": re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE),
    "picture": re.compile(rf"(?:{PICTURE}\u200d?)+"),
}
_SEVERAL = {"formula": "formulas", "emphasis": "emphases", "web address": "web addresses"}


@declare(higher_is_better=False)
def readability_aloud(exchange: Exchange, case: Case) -> dict[str, ScoreValue | None] | None:
    """Say what in the reply, as the model wrote it, is not fit to be heard.

    Of Markdown headings, list items, emphasis, code, links, formulas, tables; HTML's tags, web addresses,
    emoji; and sentences of more than 30 words. The voice leaves marks out, but what they meant is lost.

    Returns
    -------
    dict or None
        ``problems``, how many there are: 0 is best, lower is better; ``which``, in words, `None` for none;
        ``longest_sentence_words``. `None` where there is no reply.
    """
    if has_failed(exchange) or not exchange.reply.strip():
        return None
    counts = _marks_in(exchange.reply)
    lengths = [count_words(sentence) for sentence in sentences_of(spoken_reply(exchange))]
    counts["long sentence"] = sum(length > _LONG_SENTENCE_WORDS for length in lengths)
    which = ", ".join(f"{count} {_named(kind, count)}" for kind, count in counts.items() if count)
    return {
        "problems": sum(counts.values()),
        "which": which or None,
        "longest_sentence_words": max(lengths, default=0.0),
    }


def _marks_in(reply: str) -> dict[str, int]:
    """Return how many marks of each kind a text has; what is within code or a link counts once."""
    text, code_blocks = _CODE_BLOCK.subn("", reply)
    text, links = _LINK.subn(r"\1", text)
    rows = [line for line in text.splitlines() if is_row(line, is_table=False)]
    counts = {"code block": code_blocks, "link": links, "table row": len(rows)}
    return counts | {kind: len(mark.findall(text)) for kind, mark in _MARKS.items()}


def _named(kind: str, count: int) -> str:
    return kind if count == 1 else _SEVERAL.get(kind, f"{kind}s")
