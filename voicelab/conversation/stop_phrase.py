"""The stop phrase: what ends a conversation when it is the whole utterance."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from voicelab.text.languages import language_of
from voicelab.text.stop_words import courtesies, stop_words
from voicelab.text.whole_utterance import consists_of, folded_phrases

if TYPE_CHECKING:
    from voicelab.settings import Settings

__all__ = ["ends_conversation", "is_stop_phrase"]

_STOP = folded_phrases(["stop"])
"""The phrase that stands for its like in each language that is spoken: 'stopp', 'arrête', '停止'."""


def ends_conversation(text: str, settings: Settings) -> bool:
    """Tell whether an utterance is the stop phrase of some settings, in one of their languages."""
    return is_stop_phrase(text, settings.stop_phrase, settings.languages)


def is_stop_phrase(text: str, phrases: str | tuple[str, ...], locales: tuple[str, ...] = ("en-US",)) -> bool:
    """Tell whether an utterance is the stop phrase, whatever its case, punctuation and spacing.

    Its accents may be left out, and none is put where it has none: 'Schon.' may mean 'schön', 'Schön.' not
    'schon'. It may be said several times, and with courtesies; any other word makes it an utterance like
    others.

    Parameters
    ----------
    phrases
        One or several; the one phrase 'stop' stands for its like in the languages of the locales.
    locales
        What is spoken: their courtesies are known.

    Examples
    --------
    >>> is_stop_phrase("STOP!", "stop"), is_stop_phrase("Stop the music.", "stop")
    (True, False)
    >>> is_stop_phrase("Stop. Stop, please.", "stop"), is_stop_phrase("Please.", "stop")
    (True, False)
    >>> is_stop_phrase("Stopp!", "stop", ("de-DE",)), is_stop_phrase("Stopp!", ("halt",), ("de-DE",))
    (True, False)
    """
    return consists_of(text, *_parts(phrases, locales))


@functools.lru_cache(maxsize=32)
def _parts(phrases: str | tuple[str, ...], locales: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the phrases that end a conversation, and the courtesies around them, folded."""
    languages = [language_of(locale) for locale in locales]
    if isinstance(phrases, str):
        is_default = folded_phrases([phrases]) == _STOP
        phrases = tuple(word for code in languages for word in stop_words(code)) if is_default else (phrases,)
    polite = (word for code in languages for word in courtesies(code))
    return folded_phrases(phrases), folded_phrases(polite)
