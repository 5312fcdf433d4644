"""Scores of a reply as such: its language and its length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.scores.score import Score, declare
from voicelab.scores.turns import has_failed, spoken_reply
from voicelab.text.languages import ENGLISH_NAMES, guess_language, language_of, written_language
from voicelab.text.words import count_words

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange

__all__ = ["language_is", "reply_words", "same_language"]

_SURE = 0.7
"""How sure a language must be; of such guesses none was wrong, see `guess_language`."""


def language_is(language: str) -> Score:
    """Return a score that says whether the reply is in a language.

    `True` is better; `None` where the turn failed, or the reply's language is not clear: 'OK' is in many.

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


@declare(higher_is_better=None)
def reply_words(exchange: Exchange, case: Case) -> float | None:
    """Return how many words the reply has, as a voice says them; neither more nor fewer are better.

    Of Chinese, Japanese, Thai and the like two letters count as a word. `None` where the turn failed.
    """
    return None if has_failed(exchange) else count_words(spoken_reply(exchange))


def _language(text: str) -> str | None:
    """Return the language of a text, if it is clear."""
    if not any(map(str.isalpha, text)):
        return None
    language, sure = guess_language(text)
    return language if sure >= _SURE else None
