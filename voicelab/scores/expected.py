"""Scores of what a reply says, against the answers that a case expects."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from itertools import product
from typing import TYPE_CHECKING

from voicelab.scores.alignment import alignment
from voicelab.scores.score import TurnScore, declare
from voicelab.scores.turns import has_failed, locales_of, spoken_reply
from voicelab.text.languages import language_of, written_language
from voicelab.text.parted_words import in_one_manner, language_by_script, parted
from voicelab.text.plain_speech import plain_speech
from voicelab.text.said_text import SaidText
from voicelab.text.same_words import same_words
from voicelab.text.words import words

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange

__all__ = ["close_to_expected", "contains_expected", "equals_expected", "matches"]

_VOWELS = frozenset("AEIOUY")
"""Letters that are also words, some in one language, some in another."""
_ARTICLE = re.compile(
    r"(?:^|(?<=[.!?…\n])\s*)[AEIOUY] (?!(?:is|was|and|or|because|ist|est|es|è|é)\b)(?=[^\W\d_])"
)
"""Such a word at the start of a sentence: 'A good question', no 'A is right'."""


@declare(higher_is_better=True)
def contains_expected(exchange: Exchange, case: Case) -> bool | None:
    """Say whether the reply contains one of the expected answers, as whole words and however it is written.

    '8,849' is in 'eight thousand eight hundred forty-nine metres' and in no '18,849', 'five' in no 'twenty
    five'. What the reply says of it is not looked at: 'not Paris' contains 'Paris'.

    `True` is better; `None` where nothing is expected, or the turn failed.
    """
    if not case.expected or has_failed(exchange):
        return None
    reply = spoken_reply(exchange)
    languages = dict.fromkeys(written_language(language_of(each)) for each in locales_of(exchange, case))
    if any(_is_as_written(answer, exchange.reply) for answer in case.expected):
        return True
    return any(_contains(reply, case.expected, language) for language in languages)


@declare(higher_is_better=True)
def equals_expected(exchange: Exchange, case: Case) -> bool | None:
    """Say whether the reply is one of the expected answers and nothing else, however it is written.

    `True` is better; `None` where nothing is expected, or the turn failed.
    """
    if not case.expected or has_failed(exchange):
        return None
    reply = spoken_reply(exchange)
    locales = locales_of(exchange, case)
    return any(_equals(exchange.reply, reply, answer, locales) for answer in case.expected)


@declare(higher_is_better=True, least=0)
def close_to_expected(exchange: Exchange, case: Case) -> float | None:
    """Say how much of the reply is as in the expected answer that is nearest to it, by characters.

    0 to 1, which is the same, however it is written: 1 less the edit distance, as a share of the longer one.
    Higher is better; `None` where nothing is expected, or the turn failed. Needs the extra ``compare``.
    """
    if not case.expected or has_failed(exchange):
        return None
    if _is_one_of(exchange.reply, case.expected):
        return 1.0
    reply = spoken_reply(exchange)
    locale = locales_of(exchange, case)[0]
    return max(_closeness(answer, reply, locale) for answer in case.expected)


def matches(pattern: str | re.Pattern[str], *, name: str = "matches") -> TurnScore:
    """Return a score that says whether a regular expression is found in the reply, as the model wrote it.

    `True` is better; `None` where the turn failed.

    Parameters
    ----------
    pattern
        Flags stand within it, as in ``(?i)everest``, or in a compiled one.
    name
        What the score is called; needed where there are several.

    Raises
    ------
    ValueError
        It is no regular expression.

    Examples
    --------
    >>> has_price = matches(r"[$€£]\\s?\\d", name="has_price")
    """
    try:
        compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"the pattern {pattern!r} is no regular expression: {error}") from None

    @declare(higher_is_better=True, name=name)
    def matches_pattern(exchange: Exchange, case: Case) -> bool | None:
        return None if has_failed(exchange) else compiled.search(exchange.reply) is not None

    return matches_pattern


def _is_one_of(written: str, answers: Iterable[str]) -> bool:
    """Say whether a reply is one of the answers, letter for letter."""
    return written.strip() in {answer.strip() for answer in answers}


def _is_as_written(answer: str, written: str) -> bool:
    """Say whether a reply has an answer letter for letter, where it has signs that no voice says."""
    if _is_one_of(written, [answer]):
        return True
    answer = answer.strip()
    if not answer or (words(answer) and plain_speech(answer) == answer):
        return False
    ahead, behind = (r"\w" if edge.isalnum() else "" for edge in (answer[0], answer[-1]))
    whole = rf"(?<![\u200d{ahead}]){re.escape(answer)}(?![\u200d\U0001f3fb-\U0001f3ff{behind}])"
    return re.search(whole, written) is not None


def _manners(answer: str) -> tuple[str, ...]:
    """Return an answer as it is written, and without Markdown's marks."""
    return tuple(dict.fromkeys((answer, plain_speech(answer) or answer)))


def _equals(written: str, reply: str, answer: str, locales: tuple[str, ...]) -> bool:
    if _is_one_of(written, [answer]):
        return True
    for locale in locales:
        language = language_by_script(answer, written_language(language_of(locale)))
        for manner in _manners(answer):
            one, other = (in_one_manner(text, language) for text in (reply, manner))
            if same_words(one, other, tuple(dict.fromkeys((locale, language))), marks_part=True):
                return True
    return False


def _contains(text: str, answers: Iterable[str], language: str) -> bool:
    """Say whether a text has the words of one of the answers in a row."""
    for answer in filter(lambda each: _may_name(each, text), answers):
        for code in dict.fromkeys((language, language_by_script(answer, language))):
            plain = in_one_manner(text, code)
            wholes = dict.fromkeys((plain, *parted(plain, code)))
            parts = [in_one_manner(each, code) for each in _manners(answer)]
            if any(_has(_said(whole, code), _said(part, code)) for whole, part in product(wholes, parts)):
                return True
    return False


def _may_name(answer: str, text: str) -> bool:
    """Whether an answer that is a vowel, as of a choice, stands in a text as one: 'A', '(a)', no 'a dog'."""
    letter = answer.strip()
    if letter not in _VOWELS:
        return True
    return (
        re.search(rf"(?<!\w)(?:{letter}|{letter.lower()}(?! \w))(?!\w)", _ARTICLE.sub("", text)) is not None
    )


@functools.lru_cache(maxsize=64)
def _said(text: str, language: str) -> SaidText:
    return SaidText(text, language, marks_part=True)


def _has(whole: SaidText, part: SaidText) -> bool:
    length, end = len(part.words), len(whole.words)
    return length > 0 and any(
        part_end == length and not whole.number_goes_on(start, then)
        for start in range(end)
        for part_end, then in part.alike_ends(0, length, whole, start, end)
    )


def _closeness(answer: str, reply: str, locale: str) -> float:
    found = alignment(answer, reply, language=locale, by_character=True)
    longest = max(found.length, sum(part.kind != "left-out" for part in found.parts))
    return 1.0 - found.errors / longest if longest else 1.0
