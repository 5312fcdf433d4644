"""The stop phrase: what ends a conversation when it is the whole utterance."""

from __future__ import annotations

from voicelab.text.words import words

__all__ = ["is_stop_phrase"]


def is_stop_phrase(text: str, phrase: str) -> bool:
    """Tell whether an utterance is the stop phrase, whatever its case, punctuation and spacing.

    Examples
    --------
    >>> is_stop_phrase("STOP!", "stop"), is_stop_phrase("Stop the music.", "stop")
    (True, False)
    """
    wanted = words(phrase)
    return bool(wanted) and words(text) == wanted
