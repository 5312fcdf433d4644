"""Scores of a reply as such: refusals, its language, its length, and what in it is not fit to be heard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voicelab.scores.refusals import refuses
from voicelab.scores.score import ScoreValue, TurnScore, declare
from voicelab.scores.turns import has_failed, spoken_reply
from voicelab.text.languages import ENGLISH_NAMES, guess_language, language_of, written_language
from voicelab.text.line_marks import is_row
from voicelab.text.sentences import sentences_of
from voicelab.text.signs import PICTURE
from voicelab.text.words import count_words

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange

__all__ = ["is_refusal", "language_is", "readability_aloud", "reply_words", "same_language"]

_SURE = 0.7
"""How sure a language must be; of such guesses none was wrong, see `guess_language`."""
_LONG_SENTENCE_WORDS = 30
"""A sentence with more takes over 12 seconds to say, and its beginning is forgotten at its end."""
_CODE_BLOCK = re.compile(r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]\n]+)\]\([^()\s]+(?:\s+\"[^\"\n]*\")?\)")
_MARKS = {
    "heading": re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+\S", re.MULTILINE),
    "list item": re.compile(r"^[ \t]*[-*+•‣◦][ \t]+\S", re.MULTILINE),
    "quotation": re.compile(r"^[ \t]{0,3}>[ \t]*\S", re.MULTILINE),
    "emphasis": re.compile(
        r"\*\*[^*\n]+\*\*|(?<!\w)__[^_\n]+__(?!\w)|(?<![\w*])\*[^\s*][^*\n]*\*(?![\w*])"
        r"|(?<!\w)_[^\s_](?:[^_\n]*[^\s_])?_(?!\w)|~~[^~\n]+~~"
    ),
    "code": re.compile(r"`[^`\n]+`"),
    "formula": re.compile(
        r"\\\[|\\\(|\$\$.+?\$\$|\\[a-z]{3,}\{"
        r"|(?<![\w$])\$(?:[A-Za-z]|(?=[^$\n]*[\\^_={}])[^\s$](?:[^$\n]*[^\s$]))\$(?![\w$])",
        re.DOTALL,
    ),
    "tag": re.compile(
        r"(?:</|(?<!\w)<|<(?=(?:br|su[bp]|b|i|u|em|strong|span|a)\b))[A-Za-z][\w:-]*(?:\s[^<>\n]*)?/?>"
    ),
    "web address": re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE),
    "picture": re.compile(rf"(?:{PICTURE}\u200d?)+"),
}
_NUMBERED = re.compile(r"^[ \t]*(\d{1,2})[.)][ \t]+\S", re.MULTILINE)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff々〆]+")
_CHINESE_ALONE = re.compile("[你您她们們这這吗嗎很呢吧谁]")
"""What no Japanese word has that is written without kana."""
_LEAST_CHINESE = 8
"""Letters: of fewer, such as 東京, nobody can say whether they are Chinese or Japanese."""
_SEVERAL = {"formula": "formulas", "emphasis": "emphases", "web address": "web addresses"}


def language_is(language: str) -> TurnScore:
    """Return a score that says whether the reply is in a language.

    `True` is better; `None` where the turn failed, or the reply's language is not clear: 'OK' is in
    many, 東京 in Chinese and Japanese.

    Parameters
    ----------
    language
        Such as ``es`` or ``es-MX``, of which the language counts; one of those that can be told.

    Raises
    ------
    ValueError
        It is none of those.
    """
    code = written_language(language_of(language))
    if code not in ENGLISH_NAMES:
        known = ", ".join(ENGLISH_NAMES)
        raise ValueError(f"{language!r} is none of the languages that can be told: {known}")

    @declare(higher_is_better=True, name=f"language_is_{code}")
    def language_is_as_given(exchange: Exchange, case: Case) -> bool | None:
        guess = None if has_failed(exchange) else _language(spoken_reply(exchange))
        return None if guess is None else guess == code

    return language_is_as_given


@declare(higher_is_better=None)
def is_refusal(exchange: Exchange, case: Case) -> bool | None:
    """Say whether the reply refuses: by the model's own mark, the content filter, or its first sentences.

    The sentences are compared with what models say in 22 languages, such as 'I can't help with that' and
    'Dabei kann ich leider nicht helfen'. An apology alone is no refusal, nor is what is quoted. Which is
    better depends on what was asked; `None` where the turn failed, or there is no reply.
    """
    if has_failed(exchange):
        return None
    if exchange.outcome == "filtered" or exchange.finish_reason in ("content_filter", "refusal"):
        return True
    reply = spoken_reply(exchange)
    return refuses(reply) if reply else None


@declare(higher_is_better=True)
def same_language(exchange: Exchange, case: Case) -> bool | None:
    """Say whether the reply is in the language of the question.

    That is the case's, else the one that was heard, else the one that the question's words show, else the
    settings', if that is one. `True` is better; `None` where the turn failed, or a language is not clear.
    """
    if has_failed(exchange):
        return None
    settings = exchange.settings.languages
    known = case.language or exchange.detected_language
    asked = written_language(language_of(known)) if known else _language(exchange.transcript)
    if asked is None and len(settings) == 1:
        asked = written_language(language_of(settings[0]))
    replied = _language(spoken_reply(exchange))
    return None if asked is None or replied is None else asked == replied


@declare(higher_is_better=None, least=0)
def reply_words(exchange: Exchange, case: Case) -> float | None:
    """Return how many words the reply has, as a voice says them; neither more nor fewer are better.

    Of Chinese, Japanese, Thai and the like two letters count as a word. `None` where the turn failed.
    """
    return None if has_failed(exchange) else count_words(spoken_reply(exchange))


@declare(higher_is_better=False, value_names=["problems", "which", "longest_sentence_words"], least=0)
def readability_aloud(exchange: Exchange, case: Case) -> dict[str, ScoreValue | None] | None:
    """Say what in the reply, as the model wrote it, is not fit to be heard.

    Of Markdown headings, list items, quotations, emphasis, code, links, formulas, tables; HTML's tags, web
    addresses, emoji; and sentences of more than 30 words. The voice leaves marks out, but what they meant is
    lost.

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
    counts |= {kind: len(mark.findall(text)) for kind, mark in _MARKS.items()}
    numbers = _NUMBERED.findall(text)
    if len(numbers) > 1 or numbers in (["1"], ["0"]):  # '12. December' alone is a sentence
        counts["list item"] += len(numbers)
    return counts


def _named(kind: str, count: int) -> str:
    return kind if count == 1 else _SEVERAL.get(kind, f"{kind}s")


def _language(text: str) -> str | None:
    """Return the language of a text, if it is clear."""
    letters = "".join(filter(str.isalpha, text))
    if not letters:
        return None
    if len(letters) < _LEAST_CHINESE and _HAN.fullmatch(letters) and not _CHINESE_ALONE.search(letters):
        return None
    language, sure = guess_language(text)
    return language if sure >= _SURE else None
