"""The stop phrase: what ends a conversation when it is the whole utterance."""

from __future__ import annotations

from voicelab._words import words

__all__ = ["is_stop"]


def is_stop(text: str, phrase: str) -> bool:
    """Tell whether an utterance is the stop phrase, whatever its case, punctuation and spacing.

    Examples
    --------
    >>> is_stop("Stop.", "stop"), is_stop("STOP!", "stop"), is_stop("Stop the music.", "stop")
    (True, True, False)
    """
    wanted = words(phrase)
    return bool(wanted) and words(text) == wanted
