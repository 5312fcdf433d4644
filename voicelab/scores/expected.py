"""Scores of what a reply says, against the answers that a case expects."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from voicelab.scores.alignment import alignment
from voicelab.scores.score import TurnScore, declare
from voicelab.scores.turns import has_failed, locales_of, spoken_reply
from voicelab.text.languages import language_of, written_language
from voicelab.text.said_text import SaidText
from voicelab.text.same_words import same_words

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange

__all__ = ["close_to_expected", "contains_expected", "equals_expected", "matches"]


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
    return any(same_words(reply, answer, locales) for answer in case.expected)


@declare(higher_is_better=True)
def close_to_expected(exchange: Exchange, case: Case) -> float | None:
    """Say how much of the reply is as in the expected answer that is nearest to it, by characters.

    0 to 1, which is the same, however it is written: 1 less the edit distance, as a share of the longer one.
    Higher is better; `None` where nothing is expected, or the turn failed. Needs the extra ``compare``.
    """
    if not case.expected or has_failed(exchange):
        return None
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


def _contains(text: str, answers: Iterable[str], language: str) -> bool:
    """Say whether a text has the words of one of the answers in a row."""
    whole = SaidText(text, language)
    return any(_has(whole, text, answer, SaidText(answer, language)) for answer in answers)


def _has(whole: SaidText, text: str, answer: str, part: SaidText) -> bool:
    if not whole.words or not part.words:
        return not part.words and answer.strip() in text
    length, end = len(part.words), len(whole.words)
    return any(
        part_end == length and not whole.number_goes_on(start, then)
        for start in range(end)
        for part_end, then in part.alike_ends(0, length, whole, start, end)
    )


def _closeness(answer: str, reply: str, locale: str) -> float:
    found = alignment(answer, reply, language=locale, by_character=True)
    longest = max(found.length, sum(part.kind != "left-out" for part in found.parts))
    return 1.0 - found.errors / longest if longest else 1.0
